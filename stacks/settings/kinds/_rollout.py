"""Defines how an update of an endpoint reaches its traffic: at once, or in guarded steps."""

from typing import Annotated

from pydantic import Field

from stacks.settings.common._base import ChosenByKey, Settings

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html
_LONGEST_WAIT_MINUTES = 60
_TIMEOUT_MINUTES = (10, 480)


class RollbackAlarmSettings(Settings):
    """The alarms that take an update back; the endpoint makes them, two for each variant.

    What is left out is as `RollbackAlarms` of the library has it.
    """

    error_rate_percent: float | None = Field(
        default=None,
        ge=0,
        lt=100,
        description="More of a minute's requests than these fail with 5XX, in percent.",
        examples=[1],
    )
    model_latency_ms: int | None = Field(
        default=None,
        ge=1,
        description="The model takes longer than this, in milliseconds: the average of a minute.",
        examples=[300],
    )
    evaluation_periods: int | None = Field(
        default=None, ge=1, le=60, description="For how many minutes in a row.", examples=[2]
    )


ROLLBACK_ALARMS = Field(
    default=None,
    description="When an update is taken back. Left out: at 1% of errors, or 10 s a request.",
    examples=[{"error_rate_percent": 1, "model_latency_ms": 300}],
)


class _Paced(Settings):
    bake_minutes: float = Field(
        ge=0,
        le=_LONGEST_WAIT_MINUTES,
        description="How long each step is watched before the next one.",
        examples=[10],
    )
    timeout_minutes: float | None = Field(
        default=None,
        ge=_TIMEOUT_MINUTES[0],
        le=_TIMEOUT_MINUTES[1],
        description="When to give up and roll back. Left out: more than all waits together.",
    )


class _BlueGreen(_Paced):
    termination_wait_minutes: float | None = Field(
        default=None,
        ge=0,
        le=_LONGEST_WAIT_MINUTES,
        description="How long the old instances stay after the last step. Left out: not at all.",
        examples=[5],
    )


class CanarySettings(_BlueGreen):
    """First a small part of the new fleet, then all of it."""

    percent: int | None = Field(
        default=None,
        ge=1,
        le=50,
        description="The part, in percent of the instances; or give `instance_count`.",
        examples=[10],
    )
    instance_count: int | None = Field(
        default=None, ge=1, description="The part, in instances: half of the fleet at most."
    )


class LinearSettings(_BlueGreen):
    """Equal steps of the new fleet."""

    step_percent: int | None = Field(
        default=None,
        ge=10,
        le=50,
        description="A step, in percent of the instances; or give `step_instance_count`.",
        examples=[25],
    )
    step_instance_count: int | None = Field(
        default=None, ge=1, description="A step, in instances: 10 to 50% of the fleet."
    )


class RollingSettings(_Paced):
    """The old instances are replaced batch by batch, without a second fleet beside them."""

    batch_percent: int | None = Field(
        default=None,
        ge=5,
        le=50,
        description="A batch, in percent of the instances; or give `batch_instance_count`.",
        examples=[25],
    )
    batch_instance_count: int | None = Field(
        default=None, ge=1, description="A batch, in instances: 5 to 50% of the fleet."
    )


class AllAtOnceSettings(_BlueGreen):
    """All of the traffic goes to the new fleet at once, which is then watched."""


class CanaryRolloutSettings(Settings):
    """An update in two steps."""

    canary: CanarySettings = Field(
        description="First a small part of the traffic moves, then all of it.",
        examples=[{"percent": 10, "bake_minutes": 10}],
    )
    alarms: RollbackAlarmSettings | None = ROLLBACK_ALARMS


class LinearRolloutSettings(Settings):
    """An update in equal steps."""

    linear: LinearSettings = Field(
        description="The traffic moves in equal steps.",
        examples=[{"step_percent": 25, "bake_minutes": 5}],
    )
    alarms: RollbackAlarmSettings | None = ROLLBACK_ALARMS


class RollingRolloutSettings(Settings):
    """An update in batches."""

    rolling: RollingSettings = Field(
        description="Old instances are replaced batch by batch; for endpoints of one variant.",
        examples=[{"batch_percent": 25, "bake_minutes": 5}],
    )
    alarms: RollbackAlarmSettings | None = ROLLBACK_ALARMS


class AllAtOnceRolloutSettings(Settings):
    """An update in one step."""

    all_at_once: AllAtOnceSettings = Field(
        description="All of the traffic moves at once.", examples=[{"bake_minutes": 10}]
    )
    alarms: RollbackAlarmSettings | None = ROLLBACK_ALARMS


RolloutSettings = Annotated[
    CanaryRolloutSettings
    | LinearRolloutSettings
    | RollingRolloutSettings
    | AllAtOnceRolloutSettings,
    ChosenByKey(),
]
"""How an update reaches the traffic."""
