"""A rollout as CloudFormation takes it, and the alarms it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.rollouts._alarm_rights import rights_to_given_alarms, rights_to_made_alarms
from sagemaker_endpoints.rollouts._rollback_alarms import RollbackAlarms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

    from sagemaker_endpoints.common._l1 import CfnAlarm
    from sagemaker_endpoints.common._policy import Statement
    from sagemaker_endpoints.common._resources import Defined
    from sagemaker_endpoints.rollouts._rollout import Rollout


def watch(
    rollout: Rollout,
    scope: Construct,
    *,
    variant_names: Sequence[str],
    config_name: str,
    endpoint_name: str | None,
    callers_wait: bool,
) -> tuple[list[str], tuple[Statement, ...], tuple[Defined[CfnAlarm], ...]]:
    """Make the alarms where none are given; called by endpoints.

    Returns:
        The names of all alarms, what the models' roles need to look at them, and the alarms that
        were made.
    """
    if not isinstance(rollout.alarms, RollbackAlarms):
        rights = (rights_to_given_alarms(rollout.alarms),) if rollout.alarms else ()
        return [alarm.alarm_name for alarm in rollout.alarms], rights, ()
    made = rollout.alarms.define(
        scope,
        variant_names=variant_names,
        config_name=config_name,
        endpoint_name=endpoint_name,
        callers_wait=callers_wait,
    )
    return [alarm.attribute("ref") for alarm in made], (rights_to_made_alarms(scope),), made


def deployment_config(rollout: Rollout, alarm_names: Sequence[str]) -> dict[str, Any]:
    """The rollout as `CfnEndpoint` takes it."""
    policy = _rolling_update(rollout) if rollout.kind == "rolling" else _blue_green_update(rollout)
    if rollout.timing.maximum_timeout is not None:
        policy["maximumExecutionTimeoutInSeconds"] = rollout.timing.maximum_timeout
    key = "rollingUpdatePolicy" if rollout.kind == "rolling" else "blueGreenUpdatePolicy"
    rendered: dict[str, Any] = {key: policy}
    if alarm_names:
        alarms = [{"alarmName": name} for name in alarm_names]
        rendered["autoRollbackConfiguration"] = {"alarms": alarms}
    return rendered


def _blue_green_update(rollout: Rollout) -> dict[str, Any]:
    routing: dict[str, Any] = {
        "type": rollout.kind.upper(),
        "waitIntervalInSeconds": rollout.timing.bake,
    }
    if rollout.share is not None:
        size = "canarySize" if rollout.kind == "canary" else "linearStepSize"
        routing[size] = rollout.share.render()
    policy: dict[str, Any] = {"trafficRoutingConfiguration": routing}
    if rollout.timing.termination_wait is not None:
        policy["terminationWaitInSeconds"] = rollout.timing.termination_wait
    return policy


def _rolling_update(rollout: Rollout) -> dict[str, Any]:
    assert rollout.share is not None  # noqa: S101  # the factory gave it
    policy: dict[str, Any] = {
        "maximumBatchSize": rollout.share.render(),
        "waitIntervalInSeconds": rollout.timing.bake,
    }
    if rollout.rollback_share is not None:
        policy["rollbackMaximumBatchSize"] = rollout.rollback_share.render()
    return policy
