"""Rollouts of an environment file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, assert_never

import aws_cdk as cdk

from sagemaker_endpoints import ComponentRollout, RollbackAlarms, Rollout
from stacks._findings._acknowledgements import acknowledge
from stacks.settings import (
    AllAtOnceRolloutSettings,
    CanaryRolloutSettings,
    LinearRolloutSettings,
    RollingRolloutSettings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sagemaker_endpoints import Endpoint, Model
    from stacks._kinds._surroundings import Surroundings
    from stacks.settings import ComponentRolloutSettings, RollbackAlarmSettings, RolloutSettings


def rollout(
    settings: RolloutSettings | None, *, usual: RollbackAlarms | None = None
) -> Rollout | None:
    """The rollout that a file asks for; it watches alarms of its own.

    Args:
        settings: what the file says.
        usual: what the file's alarms are where it does not say; as `RollbackAlarms()` has it when
            left out.
    """
    if settings is None:
        return None
    # Without any the library may know better ones, as it does of async endpoints.
    alarms = _alarms(settings.alarms, usual) if settings.alarms is not None else None
    match settings:
        case CanaryRolloutSettings(canary=canary):
            return Rollout.canary(
                percent=canary.percent,
                instance_count=canary.instance_count,
                bake=_minutes(canary.bake_minutes),
                termination_wait=_optional(canary.termination_wait_minutes),
                maximum_timeout=_optional(canary.timeout_minutes),
                alarms=alarms,
            )
        case LinearRolloutSettings(linear=linear):
            return Rollout.linear(
                step_percent=linear.step_percent,
                step_instance_count=linear.step_instance_count,
                bake=_minutes(linear.bake_minutes),
                termination_wait=_optional(linear.termination_wait_minutes),
                maximum_timeout=_optional(linear.timeout_minutes),
                alarms=alarms,
            )
        case RollingRolloutSettings(rolling=rolling):
            return Rollout.rolling(
                batch_percent=rolling.batch_percent,
                batch_instance_count=rolling.batch_instance_count,
                bake=_minutes(rolling.bake_minutes),
                maximum_timeout=_optional(rolling.timeout_minutes),
                alarms=alarms,
            )
        case AllAtOnceRolloutSettings(all_at_once=at_once):
            return Rollout.all_at_once(
                bake=_minutes(at_once.bake_minutes),
                termination_wait=_optional(at_once.termination_wait_minutes),
                maximum_timeout=_optional(at_once.timeout_minutes),
                alarms=alarms,
            )
        case _:
            assert_never(settings)


def acknowledge_rollback(
    endpoint: Endpoint, models: Iterable[Model], surroundings: Surroundings
) -> None:
    """Acknowledge the alarms that a rollout makes, and the right of *models* to see them.

    Args:
        endpoint: that makes them, or has components that do.
        models: of its variants; none where the endpoint's own role watches.
        surroundings: of the endpoint.
    """
    for pack in ("NIST.800.53.R5", "HIPAA.Security"):
        acknowledge(
            endpoint,
            f"{pack}-CloudWatchAlarmAction",
            "the rollback alarms tell SageMaker, which reads them during an update and goes back",
        )
    stack = surroundings.stack
    alarms = f"arn:{stack.partition}:cloudwatch:{stack.region}:{stack.account}:alarm"
    for model in dict.fromkeys(models):
        acknowledge(
            model,
            f"AwsSolutions-IAM5[Resource::{alarms}:{stack.stack_name}-*]",
            "CloudFormation names the rollback alarms after this stack, when they are made",
        )


def component_rollout(settings: ComponentRolloutSettings | None) -> ComponentRollout | None:
    """The rollout that a file asks for the copies of a component; it watches alarms of its own."""
    if settings is None:
        return None
    return ComponentRollout(
        batch_percent=settings.batch_percent,
        batch_copy_count=settings.batch_copy_count,
        bake=_minutes(settings.bake_minutes),
        rollback_batch_percent=settings.rollback_batch_percent,
        alarms=_alarms(settings.alarms),
        maximum_timeout=_optional(settings.timeout_minutes),
    )


def _alarms(
    settings: RollbackAlarmSettings | None, usual: RollbackAlarms | None = None
) -> RollbackAlarms:
    """The alarms that take an update back: *usual*, but for what the file says."""
    asked: dict[str, Any] = {}
    if settings is not None:
        asked = settings.model_dump(exclude_none=True)
    if "model_latency_ms" in asked:
        asked["model_latency"] = cdk.Duration.millis(asked.pop("model_latency_ms"))
    return replace(usual if usual is not None else RollbackAlarms(), **asked)


def _minutes(value: float) -> cdk.Duration:
    return cdk.Duration.seconds(round(value * 60))


def _optional(value: float | None) -> cdk.Duration | None:
    return _minutes(value) if value is not None else None
