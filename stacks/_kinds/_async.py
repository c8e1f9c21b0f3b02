"""Async endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_sns as sns

from sagemaker_endpoints import AsyncEndpoint, RollbackAlarms
from stacks._findings._acknowledgements import acknowledge
from stacks._kinds._instances import storage_and_waits
from stacks._kinds._rollout import acknowledge_rollback, rollout
from stacks._kinds._scaling import cooldowns
from stacks._volumes import acknowledge_local_disks

if TYPE_CHECKING:
    from sagemaker_endpoints import Model
    from stacks._kinds._surroundings import Surroundings
    from stacks.settings import AsyncEndpointSettings, BacklogScalingSettings

_VARIANT = "AllTraffic"
_PIPELINE = "sagemaker-endpoints::AsyncPipeline"


def build_async(settings: AsyncEndpointSettings, surroundings: Surroundings) -> AsyncEndpoint:
    """Define an async endpoint with its scaling and alarms."""
    stack, places = surroundings.stack, surroundings.places
    output = places.of_data(settings.output).location
    requests = places.of_data(settings.input).location if settings.input is not None else None
    model = surroundings.models.model(settings.model, instance_type=settings.instance_type)
    volume_key = surroundings.volume_key(settings.instance_type)
    endpoint = AsyncEndpoint(
        stack,
        "Endpoint",
        endpoint_name=settings.endpoint_name,
        model=model,
        instance_type=settings.instance_type,
        initial_instance_count=settings.instance_count,
        input_location=requests,
        output_bucket=output.bucket,
        output_prefix=output.prefix,
        failure_prefix=settings.failures,
        success_topic=_topic("Answered", surroundings) if settings.notify else None,
        error_topic=_topic("Failed", surroundings) if settings.notify else None,
        max_concurrent_invocations_per_instance=settings.max_concurrent_requests,
        variant_name=_VARIANT,
        rollout=rollout(settings.rollout, usual=RollbackAlarms(model_latency=None)),
        encryption_key=volume_key,
        **storage_and_waits(settings),
    )
    if volume_key is None:
        acknowledge_local_disks(endpoint)
    known = surroundings.models.settings(settings.model).acknowledge
    if _PIPELINE in known:
        # Of the model, and told at the endpoint, which alone knows of it.
        reasons = {_PIPELINE: known[_PIPELINE]}
        surroundings.known.acknowledge(endpoint, reasons, "models", settings.model)
    if settings.scaling is not None:
        _scale(endpoint, settings.scaling)
    surroundings.alarms.on_queue(endpoint.endpoint_name, _VARIANT, settings.alarms)
    _acknowledge_payloads(model, settings, surroundings)
    if settings.rollout is not None:
        acknowledge_rollback(endpoint, [model], surroundings)
    return endpoint


def _scale(endpoint: AsyncEndpoint, scaling: BacklogScalingSettings) -> None:
    capacity = endpoint.auto_scale_instance_count(
        min_capacity=scaling.min, max_capacity=scaling.max
    )
    capacity.scale_on_backlog(
        "Backlog", backlog_per_instance=scaling.backlog_per_instance, **cooldowns(scaling)
    )


def _topic(construct_id: str, surroundings: Surroundings) -> sns.Topic:
    # The endpoint's own would have the key of its volumes, which instances with local disks lack.
    key = surroundings.shared.key
    return sns.Topic(surroundings.stack, construct_id, master_key=key, enforce_ssl=True)


def _acknowledge_payloads(
    model: Model, settings: AsyncEndpointSettings, surroundings: Surroundings
) -> None:
    places = surroundings.places
    output = places.of_data(settings.output)
    requests = (
        places.of_data(settings.input).finding
        if settings.input is not None
        else output.beside("")  # the whole bucket
    )
    reasons = {
        output.finding: "every answer is an object of its own below this prefix",
        requests: "callers choose what their requests are called; they lie here",
    }
    if settings.failures is not None:
        failures = output.beside(settings.failures)
        reasons[failures] = "every failure is an object of its own below this prefix"
    for finding, reason in reasons.items():
        acknowledge(model, f"AwsSolutions-IAM5[{finding}]", reason)
