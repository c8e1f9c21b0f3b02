"""Prices all that templates deploy to SageMaker hosting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sagemaker_hosting.cost._amounts import Quantity
from sagemaker_hosting.cost._batches import batch_lines
from sagemaker_hosting.cost._experiments import experiment_lines
from sagemaker_hosting.cost._instances import instance_lines
from sagemaker_hosting.cost._line import Cost, EnvironmentCost, Line
from sagemaker_hosting.cost._lines import Till
from sagemaker_hosting.cost._price_file import own_prices
from sagemaker_hosting.cost._prices import PriceKind, Prices
from sagemaker_hosting.cost._requests import request_lines
from sagemaker_hosting.cost._serverless import serverless_lines
from sagemaker_hosting.cost._stated import Stated
from sagemaker_hosting.cost._stated_environment import StatedEnvironment
from sagemaker_hosting.cost._stated_of import stated_of
from sagemaker_hosting.cost._weights import part_of_traffic
from sagemaker_hosting.view import (
    Endpoint,
    EndpointConfig,
    InferenceExperiment,
    StateMachine,
)

if TYPE_CHECKING:
    from sagemaker_hosting.cost._traffic import EndpointTraffic
    from sagemaker_hosting.templates import Template


def cost_of(
    templates: Sequence[Template],
    *,
    environments: Sequence[StatedEnvironment] = (),
    prices: Prices | None = None,
) -> tuple[EnvironmentCost, ...]:
    """Price what templates deploy to SageMaker hosting, environment by environment.

    Parameters have their defaults; without one, what depends on them is not known.

    Args:
        templates: what `read_templates` gave.
        environments: what files say of traffic, budget and Region; it holds before what the
            templates say in their Metadata. One alone is about all templates, unless one of their
            environments has its name; of several, each is about the environment of its name.
        prices: list prices; those of this package when left out.

    Returns:
        A cost for each environment that hosts something or states a budget, in the order of the
        templates.

    Raises:
        UnusableTraffic: traffic or a budget is stated wrongly, or of nothing that is there.
    """
    found = []
    for stated in stated_of(templates, environments):
        cost = _environment(stated, prices if prices is not None else own_prices())
        if cost.parts or cost.monthly_budget_usd is not None:
            found.append(cost)
    return tuple(found)


def _environment(stated: Stated, prices: Prices) -> EnvironmentCost:
    parts: list[Cost] = []
    for resource in stated.resources:
        region = resource.stack.region
        till = Till(prices=prices, region=region if region is not None else stated.region)
        if isinstance(resource, Endpoint):
            parts.append(_endpoint(resource, stated, till))
        elif isinstance(resource, StateMachine):
            parts += _batches(resource, stated, till)
    regions = {part.region for part in parts}
    return EnvironmentCost(
        name=stated.name,
        kind="environment",
        parts=tuple(parts),
        region=regions.pop() if len(regions) == 1 else None,
        monthly_budget_usd=stated.monthly_budget_usd,
    )


def _endpoint(endpoint: Endpoint, stated: Stated, till: Till) -> Cost:
    config = endpoint.config
    traffic = stated.of_endpoint(endpoint)
    if config is None:
        unseen = (_unseen("its configuration is not in these templates"),)
        return _cost(endpoint, unseen, (), till, stated)
    whole = traffic if traffic is not None else _of_components(endpoint, stated)
    lines = list(request_lines(config, whole, till))
    if config.at("ProductionVariants").size != len(config.variants):
        lines.append(_unseen("not all of its variants are known"))
    parts = [*_variants(endpoint, config, traffic, stated, till), *_experiments(endpoint, till)]
    return _cost(endpoint, tuple(lines), tuple(parts), till, stated)


def _of_components(endpoint: Endpoint, stated: Stated) -> EndpointTraffic | None:
    """The traffic of an endpoint with one component that states its own."""
    own = [t for c in endpoint.components if (t := stated.of_component(c, endpoint)) is not None]
    return own[0] if len(own) == 1 else None


def _variants(
    endpoint: Endpoint,
    config: EndpointConfig,
    traffic: EndpointTraffic | None,
    stated: Stated,
    till: Till,
) -> Iterator[Cost]:
    for variant in config.all_variants:
        part = part_of_traffic(variant, config)
        own = traffic.share(part) if traffic is not None and part is not None else None
        lines = (
            serverless_lines(variant, endpoint, own, till)
            if variant.is_serverless
            else instance_lines(variant, endpoint, config, own, till=till, stated=stated)
        )
        yield Cost(
            name=variant.label,
            kind="shadow variant" if variant.is_shadow else "variant",
            lines=lines,
            template=endpoint.stack.template,
            logical_id=config.logical_id,
            region=till.region,
        )


def _experiments(endpoint: Endpoint, till: Till) -> Iterator[Cost]:
    for experiment in endpoint.hosting.all_of(InferenceExperiment):
        if experiment.endpoint is endpoint:
            yield Cost(
                name=experiment.at("Name").text or experiment.logical_id,
                kind="shadow test",
                lines=experiment_lines(experiment, till),
                template=experiment.stack.template,
                logical_id=experiment.logical_id,
                region=till.region,
            )


def _batches(machine: StateMachine, stated: Stated, till: Till) -> Iterator[Cost]:
    traffic = stated.of_batch(machine)
    jobs = machine.transform_jobs
    for job in jobs:
        name = stated.call(machine)
        yield Cost(
            name=name if len(jobs) == 1 else f"{name}/{job.label}",
            kind="batch transform",
            lines=batch_lines(job, machine, traffic, till),
            template=machine.stack.template,
            logical_id=machine.logical_id,
            region=till.region,
        )


def _unseen(reason: str) -> Line:
    return Line(
        title="instances",
        kind=PriceKind.HOSTING,
        key=None,
        quantity=Quantity.fixed(None),
        price=None,
        lowest=None,
        highest=None,
        formula="?",
        missing=reason,
    )


def _cost(
    endpoint: Endpoint,
    lines: tuple[Line, ...],
    parts: tuple[Cost, ...],
    till: Till,
    stated: Stated,
) -> Cost:
    return Cost(
        name=stated.call(endpoint),
        kind="endpoint",
        lines=lines,
        parts=parts,
        template=endpoint.stack.template,
        logical_id=endpoint.logical_id,
        region=till.region,
    )
