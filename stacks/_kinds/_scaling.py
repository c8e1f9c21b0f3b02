"""Scaling of an environment file, added to what scales."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

import aws_cdk as cdk
from aws_cdk import aws_applicationautoscaling as appscaling

from stacks._naming import construct_id as id_of

if TYPE_CHECKING:
    from sagemaker_endpoints import ScalableInstanceCount, UtilizationOptions
    from stacks.settings import CooldownSettings, ScalingSettings


class CooldownOptions(TypedDict):
    """What every way to track a metric takes."""

    scale_in_cooldown: cdk.Duration | None
    scale_out_cooldown: cdk.Duration | None
    disable_scale_in: bool | None


def cooldowns(settings: CooldownSettings) -> CooldownOptions:
    """The waits of a file; what is left out stays AWS's."""
    return {
        "scale_in_cooldown": _seconds(settings.scale_in_cooldown_seconds),
        "scale_out_cooldown": _seconds(settings.scale_out_cooldown_seconds),
        "disable_scale_in": settings.disable_scale_in or None,
    }


def scale_instances(capacity: ScalableInstanceCount, settings: ScalingSettings) -> None:
    """Have a number of instances follow its load, its schedules or both."""
    if settings.concurrent_requests is not None:
        capacity.scale_on_concurrency(
            "Concurrency",
            concurrent_requests_per_model=settings.concurrent_requests,
            **cooldowns(settings),
        )
    elif settings.cpu_percent is not None:
        capacity.scale_on_cpu_utilization("Cpu", **_utilization(settings.cpu_percent, settings))
    elif settings.gpu_percent is not None:
        capacity.scale_on_gpu_utilization("Gpu", **_utilization(settings.gpu_percent, settings))
    elif settings.memory_percent is not None:
        held = _utilization(settings.memory_percent, settings)
        capacity.scale_on_memory_utilization("Memory", **held)
    elif settings.invocations_per_minute or settings.max_requests_per_second:
        by_load_test = settings.max_requests_per_second is not None
        capacity.scale_on_invocations(
            "Invocations",
            max_requests_per_second=settings.max_requests_per_second,
            safety_factor=settings.safety_factor if by_load_test else None,
            invocations_per_minute=settings.invocations_per_minute,
            **cooldowns(settings),
        )
    for name, bounds in settings.schedules.items():
        capacity.scale_on_schedule(
            id_of(name),
            schedule=appscaling.Schedule.expression(bounds.schedule),
            time_zone=cdk.TimeZone.of(bounds.time_zone) if bounds.time_zone is not None else None,
            min_capacity=bounds.min,
            max_capacity=bounds.max,
        )


def _utilization(percent: float, settings: CooldownSettings) -> UtilizationOptions:
    given = {key: value for key, value in cooldowns(settings).items() if value is not None}
    return cast("UtilizationOptions", {"percent": percent, **given})


def _seconds(value: int | None) -> cdk.Duration | None:
    return cdk.Duration.seconds(value) if value is not None else None
