"""Application Auto Scaling as a book."""

from collections.abc import Callable

import pytest

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.control_plane._auto_scaling import AutoScaling, parse_target_id, target_id

Make = Callable[..., str]
Refusal = Callable[[Callable[[], object]], AwsError]

TARGET = {
    "ServiceNamespace": "sagemaker",
    "ResourceId": "endpoint/demand/variant/champion",
    "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}
POLICY = TARGET | {
    "PolicyName": "Load",
    "PolicyType": "TargetTrackingScaling",
    "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 900.0},
}


def _register(scaling: AutoScaling, scope: Scope, **capacity: int) -> str:
    params = TARGET | {"MinCapacity": 1, "MaxCapacity": 4} | capacity
    arn: str = scaling.call(scope, "RegisterScalableTarget", params)["ScalableTargetARN"]
    return arn


def _targets(scaling: AutoScaling, scope: Scope) -> list[Record]:
    params = {"ServiceNamespace": "sagemaker"}
    found: list[Record] = scaling.call(scope, "DescribeScalableTargets", params)["ScalableTargets"]
    return found


def test_target_is_read_back_and_registering_again_changes_it(
    scaling: AutoScaling, scope: Scope, deploy: Make
) -> None:
    deploy("demand", champion=1)

    first = _register(scaling, scope, MinCapacity=0)
    second = _register(scaling, scope, MaxCapacity=9)

    [target] = _targets(scaling, scope)
    assert first == second == target["ScalableTargetARN"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 9)
    assert target["RoleARN"].startswith("arn:aws:iam::111111111111:role/aws-service-role/")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"MinCapacity": 5}, "MinCapacity 5 must not be above MaxCapacity 4"),
        ({"ResourceId": "endpoint/demand/variant/nobody"}, "no variant 'nobody'"),
        ({"MaxCapacity": None}, "MinCapacity and MaxCapacity are required"),
    ],
)
def test_wrong_target_is_refused(
    changes: Record, reason: str, scaling: AutoScaling, scope: Scope, deploy: Make
) -> None:
    deploy("demand", champion=1)
    params = TARGET | {"MinCapacity": 1, "MaxCapacity": 4} | changes

    with pytest.raises(AwsError, match=reason):
        scaling.call(scope, "RegisterScalableTarget", params)

    assert _targets(scaling, scope) == []


def test_policy_needs_its_target(scaling: AutoScaling, scope: Scope, refusal: Refusal) -> None:
    error = refusal(lambda: scaling.call(scope, "PutScalingPolicy", POLICY))

    assert error.code == "ObjectNotFoundException"
    assert error.message.startswith("No scalable target registered for service namespace:")


def test_policy_keeps_its_arn_when_it_changes_and_goes_with_its_target(
    scaling: AutoScaling, scope: Scope, deploy: Make
) -> None:
    deploy("demand", champion=1)
    _register(scaling, scope)
    changed = POLICY | {"TargetTrackingScalingPolicyConfiguration": {"TargetValue": 70.0}}

    first = scaling.call(scope, "PutScalingPolicy", POLICY)["PolicyARN"]
    second = scaling.call(scope, "PutScalingPolicy", changed)["PolicyARN"]
    describe = {"ServiceNamespace": "sagemaker"}
    [policy] = scaling.call(scope, "DescribeScalingPolicies", describe)["ScalingPolicies"]
    scaling.call(scope, "DeregisterScalableTarget", TARGET)

    assert first == second == policy["PolicyARN"]
    assert policy["TargetTrackingScalingPolicyConfiguration"] == {"TargetValue": 70.0}
    assert scaling.call(scope, "DescribeScalingPolicies", describe)["ScalingPolicies"] == []


def test_describe_finds_by_resource_and_by_name(
    scaling: AutoScaling, scope: Scope, deploy: Make
) -> None:
    deploy("demand", champion=1)
    _register(scaling, scope)
    for name in ("Load", "Latency"):
        scaling.call(scope, "PutScalingPolicy", POLICY | {"PolicyName": name})

    def names(**wanted: object) -> list[str]:
        params = {"ServiceNamespace": "sagemaker", **wanted}
        policies = scaling.call(scope, "DescribeScalingPolicies", params)["ScalingPolicies"]
        return [policy["PolicyName"] for policy in policies]

    assert names() == ["Load", "Latency"]
    assert names(PolicyNames=["Latency"]) == ["Latency"]
    assert names(ResourceId="endpoint/other/variant/v") == []


def test_id_of_a_target_can_be_read_back() -> None:
    assert parse_target_id(target_id(TARGET)) == TARGET


def test_operation_that_is_not_emulated_says_so(
    scaling: AutoScaling, scope: Scope, refusal: Refusal
) -> None:
    error = refusal(lambda: scaling.call(scope, "DescribeScalingActivities", {}))

    assert error.code == "UnknownOperationException"
    assert "application-autoscaling:DescribeScalingActivities" in error.message
