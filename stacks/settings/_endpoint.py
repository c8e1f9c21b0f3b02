"""Defines the endpoints of an environment: their variants, their scaling, their alarms."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from stacks.settings import _names as names
from stacks.settings._base import Settings, refusal

MOST_VARIANTS = 10
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html"""

_GUIDE = "https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html"


def _never_zero(value: int) -> int:
    if value < 1:
        raise refusal(
            f"must be at least 1, for a real-time variant does not scale to zero ({_GUIDE})"
        )
    return value


class ScalingSettings(Settings):
    """How the instances of a variant follow its load: target tracking, in one of two words."""

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


class VariantSettings(Settings):
    """A production variant: a model on instances, with its share of the traffic."""

    model: str = Field(description="A key of `models`.", examples=["nlinear"])
    instance_type: str = Field(
        description="The type of its instances.",
        examples=["ml.c6i.large"],
        json_schema_extra={"pattern": r"^ml\."},
    )
    weight: float = Field(
        default=1,
        ge=0,
        description="Its share of the traffic is this out of the sum of all weights.",
        examples=[9],
    )
    instance_count: int = Field(
        default=1, ge=1, description="The instances it starts with; scaling goes on from there."
    )
    scaling: ScalingSettings | None = Field(
        default=None, description="Its auto-scaling. Left out: the instance count stays."
    )


class AlarmSettings(Settings):
    """The alarms of an endpoint beside the one on 5XX errors, which is always there."""

    model_latency_p99_ms: float | None = Field(
        default=None,
        gt=0,
        description="The time, in milliseconds, that one in a hundred requests may exceed.",
        examples=[500],
    )


class RealTimeEndpointSettings(Settings):
    """An endpoint that answers while the caller waits, on instances."""

    kind: Literal["real_time"] = Field(description="The kind of endpoint.", examples=["real_time"])
    endpoint_name: Annotated[str, names.SAGEMAKER_NAME] | None = Field(
        default=None,
        description="A fixed name, unique in account and Region. Left out: CloudFormation's.",
        examples=["demand"],
    )
    variants: Mapping[Annotated[str, names.SAGEMAKER_NAME], VariantSettings] = Field(
        description="The variants that share the traffic, by name.",
        json_schema_extra={"minProperties": 1, "maxProperties": MOST_VARIANTS},
    )
    alarms: AlarmSettings = Field(
        default=AlarmSettings(), description="Alarms beside the one on 5XX errors."
    )


# The kind tells them apart: another kind joins here, with Field(discriminator="kind").
EndpointSettings = RealTimeEndpointSettings
"""An endpoint of any kind."""
