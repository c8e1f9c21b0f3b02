"""The rows of a dashboard: one for each endpoint and each batch transform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_endpoints.asynchronous._async_metrics import AsyncMetrics
from sagemaker_endpoints.common._aws_environment import AwsEnvironment, aws_environment_of
from sagemaker_endpoints.common._tokens import is_known_number, is_known_text
from sagemaker_endpoints.components._shared_endpoint import SharedEndpoint
from sagemaker_endpoints.endpoints._defined_endpoint import DefinedEndpoint
from sagemaker_endpoints.endpoints._endpoint import ImportedEndpoint
from sagemaker_endpoints.endpoints._multi_model_endpoint import MultiModelEndpoint
from sagemaker_endpoints.endpoints._real_time_endpoint import RealTimeEndpoint
from sagemaker_endpoints.endpoints._serverless_endpoint import ServerlessEndpoint
from sagemaker_endpoints.monitoring import _dashboard_graphs as graphs
from sagemaker_endpoints.monitoring._dashboard_body import Graph, Row
from sagemaker_endpoints.monitoring._dashboard_sources import Source, shares_of
from sagemaker_hosting.facts.instance_types import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aws_cdk import aws_cloudwatch as cloudwatch

    from sagemaker_endpoints.batch._batch_transform import BatchTransform
    from sagemaker_endpoints.components._inference_component import InferenceComponent
    from sagemaker_endpoints.endpoints._endpoint import Endpoint
    from sagemaker_endpoints.monitoring._dashboard_endpoint import DashboardEndpoint
    from sagemaker_endpoints.variants._endpoint_variant import EndpointVariant

_PARTS_OF_AN_ARN = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where metrics are; an account of "" is the dashboard's own."""

    region: str
    account: str


def place_of_endpoint(endpoint: Endpoint, here: AwsEnvironment) -> Place:
    """Where the metrics of *endpoint* are, seen from *here*."""
    if not isinstance(endpoint, ImportedEndpoint):
        return _place(aws_environment_of(endpoint), here)
    parts = endpoint.endpoint_arn.split(":")
    if len(parts) >= _PARTS_OF_AN_ARN:  # its parts may be late values
        region, account = parts[3], parts[4]
    else:
        region, account = endpoint.env.region, endpoint.env.account
    return Place(region=region, account="" if account == here.account else account)


def place_of_batch(batch: BatchTransform, here: AwsEnvironment) -> Place:
    """Where the metrics of *batch* are, seen from *here*."""
    return _place(aws_environment_of(batch), here)


def is_elsewhere(place: Place, here: AwsEnvironment) -> bool:
    """Whether it is known that this is another account or Region."""
    known = is_known_text(place.region) and is_known_text(here.region)
    other_account = is_known_text(place.account) and place.account != ""
    return (known and place.region != here.region) or (
        other_account and is_known_text(here.account)
    )


def name_is_missing(endpoint: Endpoint) -> bool:
    """Whether nobody outside its account and Region could know its name."""
    return isinstance(endpoint, DefinedEndpoint) and not endpoint.is_named


def row_of_endpoint(entry: DashboardEndpoint, subject: str, place: Place) -> Row:
    """All that is shown of an endpoint."""
    endpoint = entry.endpoint
    name = endpoint.endpoint_name
    kind, shown = _kind_and_graphs(entry, name)
    return _row(subject, f"## {name}: {kind}", place, shown, entry.alarms)


def row_of_batch(batch: BatchTransform, subject: str, place: Place) -> Row:
    """All that is shown of a batch transform."""
    machine = Source(label="", dimensions=("StateMachineArn", batch.state_machine_arn))
    heading = f"## {batch.node.id}: batch transform"
    return _row(subject, heading, place, graphs.run_graphs(machine), batch.alarms)


def _row(
    subject: str,
    heading: str,
    place: Place,
    shown: Sequence[Graph],
    alarms: Sequence[cloudwatch.IAlarm | cloudwatch.CfnAlarm],
) -> Row:
    alarm_arns = tuple(_arn_of(alarm) for alarm in alarms)
    return Row(
        subject=subject,
        heading=heading,
        region=place.region,
        account=place.account,
        graphs=(*shown, *(Graph(alarm_arn=arn) for arn in alarm_arns)),
        alarm_arns=alarm_arns,
    )


def _kind_and_graphs(entry: DashboardEndpoint, name: str) -> tuple[str, tuple[Graph, ...]]:
    endpoint = entry.endpoint
    if isinstance(endpoint, AsyncMetrics):
        queue = Source(label="", dimensions=("EndpointName", name))
        gpu = _may_have_gpus(endpoint.variants)
        return "async endpoint", graphs.async_graphs(queue, _alone(endpoint, name), gpu=gpu)
    if isinstance(endpoint, ServerlessEndpoint):
        provisioned = endpoint.provisioned_concurrency is not None
        shown = graphs.serverless_graphs(_alone(endpoint, name), provisioned=provisioned)
        return "serverless endpoint", shown
    if isinstance(endpoint, MultiModelEndpoint):
        of_models = graphs.multi_model_graphs(_alone(endpoint, name))
        return "multi-model endpoint", (*_variants(name, endpoint.variants), *of_models)
    if isinstance(endpoint, RealTimeEndpoint):
        return "real-time endpoint", _variants(name, endpoint.variants, shadow=endpoint.shadow)
    if isinstance(endpoint, SharedEndpoint):
        instances = graphs.instance_graphs(
            [_alone(endpoint, name)], gpu=_may_have_gpus(endpoint.variants)
        )
        components = (*endpoint.components, *entry.components)
        return "endpoint of inference components", (
            *_components(components, gpu=_may_have_gpus(endpoint.variants)),
            *instances,
        )
    return "endpoint", _imported(entry, name)


def _imported(entry: DashboardEndpoint, name: str) -> tuple[Graph, ...]:
    components = _components(entry.components, gpu=True)
    sources = [_source(name, variant_name) for variant_name in entry.variant_names]
    if sources and components:
        return (*components, *graphs.instance_graphs(sources, gpu=True))
    if sources:
        return _graphs_of(sources, sources, (), gpu=True)
    # Requests to components are counted by the component's name alone.
    requests = components if components else graphs.found_request_graphs(name)
    return (*requests, *graphs.found_instance_graphs(name))


def _variants(
    name: str, variants: Sequence[EndpointVariant], *, shadow: EndpointVariant | None = None
) -> tuple[Graph, ...]:
    sharing = [_source(name, variant.variant_name) for variant in variants]
    every = list(sharing)
    if shadow is not None:
        dimensions = _source(name, shadow.variant_name).dimensions
        every.append(Source(label=f"{shadow.variant_name} (shadow)", dimensions=dimensions))
    weights = [
        variant.initial_weight for variant in variants if is_known_number(variant.initial_weight)
    ]
    known = weights if len(weights) == len(sharing) else ()
    gpu = _may_have_gpus([*variants, *([shadow] if shadow is not None else [])])
    return _graphs_of(every, sharing, known, gpu=gpu)


def _graphs_of(
    every: Sequence[Source], sharing: Sequence[Source], weights: Sequence[float], *, gpu: bool
) -> tuple[Graph, ...]:
    return (
        *graphs.request_graphs(every),
        *([shares_of(sharing, weights)] if len(sharing) > 1 else []),
        graphs.answering_instances(every),
        *graphs.instance_graphs(every, gpu=gpu),
    )


def _components(components: Iterable[InferenceComponent], *, gpu: bool) -> tuple[Graph, ...]:
    names = [component.component_name for component in components]
    sources = [Source(label=name, dimensions=("InferenceComponentName", name)) for name in names]
    return graphs.component_graphs(sources, gpu=gpu) if sources else ()


def _alone(
    endpoint: AsyncMetrics | ServerlessEndpoint | MultiModelEndpoint | SharedEndpoint, name: str
) -> Source:
    (variant,) = endpoint.variants
    return Source(label="", dimensions=_source(name, variant.variant_name).dimensions)


def _source(endpoint_name: str, variant_name: str) -> Source:
    dimensions = ("EndpointName", endpoint_name, "VariantName", variant_name)
    return Source(label=variant_name, dimensions=dimensions)


def _may_have_gpus(variants: Iterable[EndpointVariant]) -> bool:
    """Whether a type has any, or is not known: it may be newer than the tables."""
    for variant in variants:
        for instance_type in variant.instance_types:
            facts = facts_of(instance_type)
            if facts is None or (facts.accelerator is not None and facts.accelerator.kind == "gpu"):
                return True
        if not variant.instance_types:
            return True
    return False


def _arn_of(alarm: cloudwatch.IAlarm | cloudwatch.CfnAlarm) -> str:
    from aws_cdk import aws_cloudwatch as cloudwatch  # noqa: PLC0415  # costly, rare

    if isinstance(alarm, cloudwatch.CfnAlarm):
        return alarm.attr_arn
    return alarm.alarm_arn


def _place(of: AwsEnvironment, here: AwsEnvironment) -> Place:
    return Place(region=of.region, account="" if of.account == here.account else of.account)
