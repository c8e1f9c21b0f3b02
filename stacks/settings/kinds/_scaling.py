"""Defines how endpoints follow their load: what is held, within which bounds, from when on."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from stacks.settings.common import _names as names
from stacks.settings.common._base import Settings, refusal

_GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html"


def _never_zero(value: int) -> int:
    if value < 1:
        raise refusal(
            f"must be at least 1, for a real-time variant does not scale to zero ({_GUIDE})"
        )
    return value


class CooldownSettings(Settings):
    """How soon scaling follows scaling."""

    scale_in_cooldown_seconds: int | None = Field(
        default=None,
        ge=0,
        description="The wait after instances were removed. Left out: AWS's 300 seconds.",
    )
    scale_out_cooldown_seconds: int | None = Field(
        default=None,
        ge=0,
        description="The wait after instances were added. Left out: AWS's 300 seconds.",
        examples=[60],
    )
    disable_scale_in: bool = Field(
        default=False, description="Whether instances are only ever added."
    )


class ScheduledBoundsSettings(Settings):
    """Bounds from a set time on, until another schedule changes them."""

    schedule: Annotated[str, names.SCHEDULE] = Field(
        description="When: cron(...) with six fields, rate(...) or at(...).",
        examples=["cron(0 6 ? * MON-FRI *)"],
    )
    time_zone: Annotated[str, names.TIME_ZONE] | None = Field(
        default=None, description="Of the schedule. Left out: UTC.", examples=["Europe/Paris"]
    )
    min: Annotated[int, AfterValidator(_never_zero)] | None = Field(
        default=None,
        description="The fewest instances from then on.",
        examples=[4],
        json_schema_extra={"minimum": 1},
    )
    max: int | None = Field(
        default=None, ge=1, description="The most instances from then on.", examples=[8]
    )


class ScalingSettings(CooldownSettings):
    """How instances follow their load: target tracking of one load, and schedules."""

    min: Annotated[int, AfterValidator(_never_zero)] = Field(
        description="The fewest instances.", examples=[1], json_schema_extra={"minimum": 1}
    )
    max: int = Field(ge=1, description="The most instances, at least `min`.", examples=[4])
    invocations_per_minute: float | None = Field(
        default=None,
        gt=0,
        description="The load to hold, per instance; or give `max_requests_per_second`.",
        examples=[70],
    )
    max_requests_per_second: float | None = Field(
        default=None,
        gt=0,
        description="What one instance was measured to stand. The load to hold is this, times 60, "
        "times `safety_factor`.",
        examples=[30],
    )
    # https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
    safety_factor: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="The share of `max_requests_per_second` to use; AWS advises to start at half.",
    )
    concurrent_requests: float | None = Field(
        default=None,
        gt=0,
        description="The requests at work at one time to hold, per instance; seen within seconds, "
        "which suits models that take long.",
        examples=[5],
    )
    cpu_percent: float | None = Field(
        default=None,
        gt=0,
        le=100,
        description="The CPU in use to hold, in percent of the whole instance.",
        examples=[60],
    )
    gpu_percent: float | None = Field(
        default=None,
        gt=0,
        le=100,
        description="The GPUs in use to hold, in percent of all of the instance's.",
        examples=[60],
    )
    memory_percent: float | None = Field(
        default=None,
        gt=0,
        le=100,
        description="The memory in use to hold, in percent of the whole instance.",
        examples=[70],
    )
    schedules: Mapping[Annotated[str, names.KEY], ScheduledBoundsSettings] = Field(
        default={},
        description="Other bounds at set times, by name; without a load to hold, these alone.",
        examples=[{"morning": {"schedule": "cron(0 6 ? * MON-FRI *)", "min": 4}}],
    )


class ProvisionedScalingSettings(CooldownSettings):
    """How provisioned concurrency follows its use."""

    min: int = Field(ge=1, le=200, description="The least provisioned concurrency.", examples=[1])
    max: int = Field(
        ge=1, le=200, description="The most, at most `max_concurrency`.", examples=[10]
    )
    utilization: float = Field(
        default=0.7,
        gt=0,
        le=1,
        description="The share of the provisioned concurrency to hold in use.",
        examples=[0.7],
    )


class BacklogScalingSettings(CooldownSettings):
    """How the instances of an async endpoint follow its backlog."""

    min: int = Field(ge=0, description="The fewest instances; 0 costs nothing while idle.")
    max: int = Field(ge=1, description="The most instances, at least `min`.", examples=[5])
    backlog_per_instance: float = Field(
        gt=0, description="The waiting requests to hold, per instance.", examples=[5]
    )


class CopyScalingSettings(CooldownSettings):
    """How the copies of an inference component follow their load, in one of two words."""

    min: int = Field(ge=0, description="The fewest copies; 0 frees the instances while idle.")
    max: int = Field(ge=1, description="The most copies, at least `min`.", examples=[4])
    concurrent_requests_per_copy: float | None = Field(
        default=None,
        gt=0,
        description="The requests at work at one time to hold, per copy.",
        examples=[5],
    )
    invocations_per_copy: float | None = Field(
        default=None, gt=0, description="The load to hold, per copy and minute.", examples=[70]
    )
