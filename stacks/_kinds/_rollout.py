"""Rollouts of an environment file."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

import aws_cdk as cdk

from sagemaker_endpoints import Rollout
from stacks.settings import (
    AllAtOnceRolloutSettings,
    CanaryRolloutSettings,
    LinearRolloutSettings,
    RollingRolloutSettings,
)

if TYPE_CHECKING:
    from stacks.settings import RolloutSettings


def rollout(settings: RolloutSettings | None) -> Rollout | None:
    """The rollout that a file asks for; it watches alarms of its own."""
    match settings:
        case None:
            return None
        case CanaryRolloutSettings(canary=canary):
            return Rollout.canary(
                percent=canary.percent,
                instance_count=canary.instance_count,
                bake=_minutes(canary.bake_minutes),
                termination_wait=_optional(canary.termination_wait_minutes),
                maximum_timeout=_optional(canary.timeout_minutes),
            )
        case LinearRolloutSettings(linear=linear):
            return Rollout.linear(
                step_percent=linear.step_percent,
                step_instance_count=linear.step_instance_count,
                bake=_minutes(linear.bake_minutes),
                termination_wait=_optional(linear.termination_wait_minutes),
                maximum_timeout=_optional(linear.timeout_minutes),
            )
        case RollingRolloutSettings(rolling=rolling):
            return Rollout.rolling(
                batch_percent=rolling.batch_percent,
                batch_instance_count=rolling.batch_instance_count,
                bake=_minutes(rolling.bake_minutes),
                maximum_timeout=_optional(rolling.timeout_minutes),
            )
        case AllAtOnceRolloutSettings(all_at_once=at_once):
            return Rollout.all_at_once(
                bake=_minutes(at_once.bake_minutes),
                termination_wait=_optional(at_once.termination_wait_minutes),
                maximum_timeout=_optional(at_once.timeout_minutes),
            )
        case _:
            assert_never(settings)


def _minutes(value: float) -> cdk.Duration:
    return cdk.Duration.seconds(round(value * 60))


def _optional(value: float | None) -> cdk.Duration | None:
    return _minutes(value) if value is not None else None
