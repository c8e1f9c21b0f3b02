"""A rollout: what it renders, what it works out, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import IConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
    RollbackAlarms,
    Rollout,
    ShadowVariant,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Warnings = Callable[[IConstruct], list[str]]
MINUTES = cdk.Duration.minutes
SECONDS = cdk.Duration.seconds


def fleet(model: Model, *names: str, count: int = 4, **values: Any) -> list[InstanceVariant]:
    """A variant for each name."""
    return [
        InstanceVariant(
            **{
                "name": name,
                "model": model,
                "instance_type": "ml.m5.large",
                "initial_instance_count": count,
                **values,
            }
        )
        for name in names
    ]


@pytest.fixture
def config_of(stack: cdk.Stack, model: Model, resources: Resources) -> Callable[..., Any]:
    """What a rollout without alarms makes of an endpoint: `config_of(rollout)`."""

    def config(rollout: Rollout) -> Any:
        RealTimeEndpoint(stack, "Endpoint", variants=fleet(model, "champion"), rollout=rollout)
        (endpoint,) = resources(stack, "AWS::SageMaker::Endpoint")
        return endpoint["DeploymentConfig"]

    return config


def test_canary_is_rendered(config_of: Callable[..., Any]) -> None:
    rollout = Rollout.canary(percent=10, bake=MINUTES(10), termination_wait=MINUTES(5), alarms=[])

    assert config_of(rollout) == {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {
                "Type": "CANARY",
                "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 10},
                "WaitIntervalInSeconds": 600,
            },
            "TerminationWaitInSeconds": 300,
            "MaximumExecutionTimeoutInSeconds": 2 * 600 + 300 + 3600,
        }
    }


def test_linear_is_rendered(config_of: Callable[..., Any]) -> None:
    rollout = Rollout.linear(step_percent=33, bake=MINUTES(5), alarms=[])

    assert config_of(rollout) == {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {
                "Type": "LINEAR",
                "LinearStepSize": {"Type": "CAPACITY_PERCENT", "Value": 33},
                "WaitIntervalInSeconds": 300,
            },
            "MaximumExecutionTimeoutInSeconds": 4 * 300 + 3600,
        }
    }


def test_rolling_is_rendered(config_of: Callable[..., Any]) -> None:
    rollout = Rollout.rolling(
        batch_instance_count=2,
        bake=MINUTES(1),
        rollback_batch_percent=100,
        maximum_timeout=MINUTES(90),
        alarms=[],
    )

    assert config_of(rollout) == {
        "RollingUpdatePolicy": {
            "MaximumBatchSize": {"Type": "INSTANCE_COUNT", "Value": 2},
            "RollbackMaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 100},
            "WaitIntervalInSeconds": 60,
            "MaximumExecutionTimeoutInSeconds": 5400,
        }
    }


def test_all_at_once_keeps_the_old_fleet_while_it_bakes(config_of: Callable[..., Any]) -> None:
    rollout = Rollout.all_at_once(bake=MINUTES(10), alarms=[])

    assert config_of(rollout) == {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 600},
            "TerminationWaitInSeconds": 600,
            "MaximumExecutionTimeoutInSeconds": 2 * 600 + 3600,
        }
    }


def test_wait_of_nothing_stays_nothing(config_of: Callable[..., Any]) -> None:
    rollout = Rollout.all_at_once(bake=MINUTES(10), termination_wait=SECONDS(0), alarms=[])

    assert config_of(rollout)["BlueGreenUpdatePolicy"]["TerminationWaitInSeconds"] == 0


def test_endpoint_without_a_rollout_says_nothing_about_updates(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    del endpoint

    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")

    assert "DeploymentConfig" not in rendered


@pytest.mark.parametrize(
    "make",
    [
        lambda value: Rollout.canary(percent=value, bake=MINUTES(5)),
        lambda value: Rollout.linear(step_percent=value, bake=MINUTES(5)),
        lambda value: Rollout.rolling(batch_percent=value, bake=MINUTES(5)),
    ],
    ids=["canary", "linear", "rolling"],
)
@pytest.mark.parametrize("percent", [0, 51, 12.5])
def test_part_that_sagemaker_refuses_is_refused(
    make: Callable[[float], Rollout], percent: float
) -> None:
    with pytest.raises(ConfigurationError, match=f"percent: got {percent:g}, allowed is"):
        make(percent)


@pytest.mark.parametrize(("percent", "steps"), [(50, 2), (10, 10), (11, 10)])
def test_smallest_and_largest_steps_are_taken(percent: int, steps: int) -> None:
    rollout = Rollout.linear(step_percent=percent, bake=MINUTES(1))

    assert rollout.timing.maximum_timeout == steps * 60 + 3600


def test_step_below_a_tenth_is_refused() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Rollout.linear(step_percent=9, bake=MINUTES(5))

    assert str(refusal.value) == (
        "Rollout.linear: step_percent: got 9, allowed is 10 to 50 percent of the instances"
    )


@pytest.mark.parametrize(("percent", "taken"), [(4, False), (5, True)])
def test_batch_is_at_least_a_twentieth(percent: int, *, taken: bool) -> None:
    try:
        Rollout.rolling(batch_percent=percent, bake=MINUTES(5))
    except ConfigurationError:
        assert not taken
    else:
        assert taken


@pytest.mark.parametrize("sizes", [{}, {"percent": 10, "instance_count": 1}], ids=["none", "both"])
def test_size_is_said_in_one_way(sizes: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Rollout.canary(**sizes, bake=MINUTES(5))

    assert str(refusal.value) == ("Rollout.canary: size: give either percent or instance_count")


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Rollout.rolling(
            batch_instance_count=0,
            bake=SECONDS(3601),
            rollback_batch_percent=101,
            rollback_batch_instance_count=1,
            maximum_timeout=SECONDS(599),
        )

    assert refusal.value.faults == (
        "batch_instance_count: got 0, allowed is at least 1",
        "size: give either rollback_batch_percent or rollback_batch_instance_count",
        "rollback_batch_percent: got 101, allowed is 1 to 100 percent of the instances",
        "bake: got 3601, allowed is 0 to 3600 seconds",
        "maximum_timeout: got 599, allowed is 600 to 28800 seconds",
    )


def test_termination_wait_is_at_most_an_hour() -> None:
    with pytest.raises(ConfigurationError, match="termination_wait: got 3601, allowed is 0 to"):
        Rollout.all_at_once(bake=MINUTES(5), termination_wait=SECONDS(3601))


@pytest.mark.parametrize(("timeout", "taken"), [(900, False), (901, True)])
def test_timeout_is_longer_than_all_waits(timeout: int, *, taken: bool) -> None:
    values: dict[str, Any] = {
        "step_percent": 34,
        "bake": MINUTES(5),
        "termination_wait": MINUTES(5),
        "maximum_timeout": SECONDS(timeout),
    }

    if taken:
        assert Rollout.linear(**values).timing.maximum_timeout == timeout
        return
    with pytest.raises(ConfigurationError) as refusal:
        Rollout.linear(**values)
    assert str(refusal.value) == (
        "Rollout.linear: maximum_timeout: got 900 seconds, and the waits alone take 900: 2 times "
        "bake (300) and termination_wait (300); allowed is more, as the new fleet has to start as "
        "well"
    )


def test_waits_that_no_timeout_allows_tell_which_to_shorten() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Rollout.linear(step_percent=10, bake=MINUTES(55), termination_wait=MINUTES(30))

    assert str(refusal.value) == (
        "Rollout.linear: bake: got 3300 seconds, and the waits alone take 31500: 9 times bake "
        "(3300) and termination_wait (1800); SageMaker gives up after 28800: shorten bake to less "
        "than 3000 seconds, or take larger steps"
    )


def test_default_timeout_is_never_above_the_longest_allowed() -> None:
    rollout = Rollout.rolling(batch_instance_count=1, bake=MINUTES(60))

    assert rollout.timing.maximum_timeout == 28800


def test_late_values_are_never_wrong(config_of: Callable[..., Any], late_number: Any) -> None:
    late = SECONDS(late_number)
    rollout = Rollout.canary(percent=late_number, bake=late, termination_wait=late, alarms=[])

    config = config_of(rollout)

    assert config == {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {
                "Type": "CANARY",
                "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": {"Ref": "Late"}},
                "WaitIntervalInSeconds": {"Ref": "Late"},
            },
            "TerminationWaitInSeconds": {"Ref": "Late"},
        }
    }


def test_rolling_with_two_variants_is_refused(stack: cdk.Stack, model: Model) -> None:
    rollout = Rollout.rolling(batch_percent=25, bake=MINUTES(5))

    with pytest.raises(ConfigurationError) as refusal:
        RealTimeEndpoint(stack, "Demand", variants=fleet(model, "a", "b"), rollout=rollout)

    assert str(refusal.value) == (
        "RealTimeEndpoint 'Stack/Demand': rollout: got rolling for an endpoint with 2 variants, "
        "allowed is one variant alone; take canary, linear or all_at_once"
    )


def test_rolling_with_a_shadow_is_refused(stack: cdk.Stack, model: Model) -> None:
    shadow = ShadowVariant(name="shadow", model=model, instance_type="ml.m5.large")
    rollout = Rollout.rolling(batch_percent=25, bake=MINUTES(5))

    with pytest.raises(ConfigurationError, match="got rolling for an endpoint with a shadow"):
        RealTimeEndpoint(
            stack, "Demand", variants=fleet(model, "a"), shadow=shadow, rollout=rollout
        )


@pytest.mark.parametrize(
    ("count", "instance_count", "warned"), [(3, 2, True), (4, 2, False), (1, 1, True)]
)
def test_number_above_half_the_fleet_warns(
    stack: cdk.Stack,
    model: Model,
    warnings_of: Warnings,
    count: int,
    instance_count: int,
    *,
    warned: bool,
) -> None:
    endpoint = RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=fleet(model, "champion", count=count),
        rollout=Rollout.canary(instance_count=instance_count, bake=MINUTES(5)),
    )

    found = [w.partition("[ack: ")[2].partition("]")[0] for w in warnings_of(endpoint)]

    assert found == (["sagemaker-endpoints::RolloutAboveHalf"] if warned else [])


def test_inf1_warns_that_it_is_updated_all_at_once(
    stack: cdk.Stack, model: Model, warnings_of: Warnings
) -> None:
    endpoint = RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=fleet(model, "champion", instance_type="ml.inf1.xlarge"),
        rollout=Rollout.canary(percent=10, bake=MINUTES(5)),
    )

    (warning,) = warnings_of(endpoint)

    assert warning.startswith("rollout: variant 'champion' runs on ml.inf1.xlarge: SageMaker")
    assert "[ack: sagemaker-endpoints::RolloutWithoutGuardrails]" in warning


@pytest.mark.parametrize(("bake", "warned"), [(119, True), (120, False)])
def test_bake_shorter_than_the_alarms_warns(
    stack: cdk.Stack, model: Model, warnings_of: Warnings, bake: int, *, warned: bool
) -> None:
    endpoint = RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=fleet(model, "champion"),
        rollout=Rollout.canary(percent=10, bake=SECONDS(bake)),
    )

    found = [w.partition("[ack: ")[2].partition("]")[0] for w in warnings_of(endpoint)]

    assert found == (["sagemaker-endpoints::BakeShorterThanAlarms"] if warned else [])


def test_no_alarms_warn(stack: cdk.Stack, model: Model, warnings_of: Warnings) -> None:
    endpoint = RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=fleet(model, "champion"),
        rollout=Rollout.canary(percent=10, bake=MINUTES(5), alarms=[]),
    )

    (warning,) = warnings_of(endpoint)

    assert "[ack: sagemaker-endpoints::NoRollbackAlarms]" in warning


@pytest.mark.parametrize(("count", "taken"), [(10, True), (11, False)])
def test_alarms_are_at_most_ten(stack: cdk.Stack, count: int, *, taken: bool) -> None:
    alarms = [
        cloudwatch.Alarm.from_alarm_name(stack, f"Alarm{number}", f"alarm-{number}")
        for number in range(count)
    ]

    if taken:
        assert len(Rollout.canary(percent=10, bake=MINUTES(5), alarms=alarms).alarms) == count  # type: ignore[arg-type] # given alarms stay a tuple
        return
    with pytest.raises(ConfigurationError, match="alarms: got 11, allowed is at most 10"):
        Rollout.canary(percent=10, bake=MINUTES(5), alarms=alarms)


def test_rollout_is_a_value() -> None:
    alarms = RollbackAlarms(model_latency=None)

    one = Rollout.canary(percent=10, bake=MINUTES(5), alarms=alarms)
    other = Rollout.canary(percent=10, bake=MINUTES(5), alarms=alarms)

    assert one == other
    assert one != Rollout.canary(percent=11, bake=MINUTES(5), alarms=alarms)
