"""Breaks endpoints on instances, scaling and roles: each function breaks one rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from benchmarks.mutations._breakers import (
    MODEL,
    Breaker,
    Broken,
    breaks,
    of,
    variants,
)
from benchmarks.mutations._mutant import at

TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY: Final = "AWS::ApplicationAutoScaling::ScalingPolicy"
INVOCATIONS: Final = "SageMakerVariantInvocationsPerInstance"
WARM: Final = "SageMakerVariantProvisionedConcurrencyUtilization"
SHORTEST_ROLLOUT: Final = 600  # seconds


@breaks("VAR-10")
def _volume_beside_nvme(resources: dict[str, Any]) -> Broken:
    for logical_id, _, variant in variants(resources, serverless=False):
        if "InstanceType" in variant:
            variant |= {"InstanceType": "ml.g5.xlarge", "VolumeSizeInGB": 64}
            yield logical_id, "VolumeSizeInGB beside a type with NVMe disks"


@breaks("NAM-07")
def _two_variants_of_one_name(resources: dict[str, Any]) -> Broken:
    for logical_id, config, variant in variants(resources, serverless=False):
        names = [other["VariantName"] for other in config["ProductionVariants"]]
        if len(names) > 1 and variant["VariantName"] != names[0]:
            variant["VariantName"] = names[0]
            yield logical_id, "VariantName of another variant"


@breaks("SCL-01")
def _least_above_most(resources: dict[str, Any]) -> Broken:
    for logical_id, target in of(resources, TARGET):
        target["MinCapacity"] = target["MaxCapacity"] + 1
        yield logical_id, "MinCapacity above MaxCapacity"


@breaks("SCL-02")
def _burstable_and_scaled(resources: dict[str, Any]) -> Broken:
    scaled = {
        at(target, ("ResourceId", "Fn::Join", 1, -1))
        for _, target in of(resources, TARGET)
        if target["ScalableDimension"] == "sagemaker:variant:DesiredInstanceCount"
    }
    for logical_id, _, variant in variants(resources, serverless=False):
        if f"/variant/{variant['VariantName']}" in scaled and "InstanceType" in variant:
            variant["InstanceType"] = "ml.t2.medium"
            yield logical_id, "a burstable InstanceType of a scaled variant"


@breaks("SCL-03")
def _scales_a_variant_that_is_not_there(resources: dict[str, Any]) -> Broken:
    for logical_id, target in of(resources, TARGET):
        parts = at(target, ("ResourceId", "Fn::Join", 1))
        if parts is not None and str(parts[-1]).startswith("/variant/"):
            parts[-1] = "/variant/nobody"
            yield logical_id, "ResourceId of a variant that the endpoint has not"


@breaks("SCL-06")
def _metric_of_another_dimension(resources: dict[str, Any]) -> Broken:
    other = {INVOCATIONS: WARM, WARM: INVOCATIONS}
    place = ("TargetTrackingScalingPolicyConfiguration", "PredefinedMetricSpecification")
    for logical_id, policy in of(resources, POLICY):
        metric = at(policy, place)
        if metric is not None and metric["PredefinedMetricType"] in other:
            metric["PredefinedMetricType"] = other[metric["PredefinedMetricType"]]
            yield logical_id, "PredefinedMetricType of another dimension"


@breaks("SCL-12")
def _share_as_percentage(resources: dict[str, Any]) -> Broken:
    place = ("TargetTrackingScalingPolicyConfiguration", "PredefinedMetricSpecification")
    for logical_id, policy in of(resources, POLICY):
        kind = at(policy, (*place, "PredefinedMetricType"))
        if kind == WARM:
            policy[place[0]]["TargetValue"] = 70
            yield logical_id, "TargetValue of a share"


@breaks("SCL-17")
def _gap_between_steps(resources: dict[str, Any]) -> Broken:
    for logical_id, policy in of(resources, POLICY):
        steps = at(policy, ("StepScalingPolicyConfiguration", "StepAdjustments"))
        if steps:
            first = steps[-1].get("MetricIntervalLowerBound", 0)
            steps[-1]["MetricIntervalUpperBound"] = first + 1
            steps.append({"MetricIntervalLowerBound": first + 2, "ScalingAdjustment": 2})
            yield logical_id, "a gap between steps"


@breaks("SCL-20")
def _schedule_of_least_above_most(resources: dict[str, Any]) -> Broken:
    for logical_id, target in of(resources, TARGET):
        for index in range(len(target.get("ScheduledActions", []))):
            action = resources[logical_id]["Properties"]["ScheduledActions"][index]
            action["ScalableTargetAction"] = {"MinCapacity": 5, "MaxCapacity": 4}
            yield logical_id, "MinCapacity of a schedule above its MaxCapacity"


@breaks("DEP-10")
def _rollout_without_time(resources: dict[str, Any]) -> Broken:
    place = ("DeploymentConfig", "BlueGreenUpdatePolicy")
    for logical_id, endpoint in of(resources, "AWS::SageMaker::Endpoint"):
        policy = at(endpoint, place)
        wait = at(policy, ("TrafficRoutingConfiguration", "WaitIntervalInSeconds"))
        if isinstance(wait, int) and wait >= SHORTEST_ROLLOUT:
            policy["MaximumExecutionTimeoutInSeconds"] = wait
            yield logical_id, "MaximumExecutionTimeoutInSeconds below the waits"


def _roles_of_served_models(
    resources: dict[str, Any], having: str = ""
) -> Iterator[tuple[str, list[Any]]]:
    """The execution roles of models on instances of the same template.

    Args:
        resources: the template's.
        having: a property that the configuration of the instances has to have.
    """
    served = {
        at(variant, ("ModelName", "Fn::GetAtt", 0))
        for _, config, variant in variants(resources, serverless=False)
        if not having or having in config
    }
    roles = {
        at(model, ("ExecutionRoleArn", "Fn::GetAtt", 0))
        for logical_id, model in of(resources, MODEL)
        if logical_id in served
    }
    for role_id in sorted(roles & resources.keys()):
        policies = resources[role_id]["Properties"]["Policies"]
        yield role_id, policies[0]["PolicyDocument"]["Statement"]


def _without(action: str, having: str = "") -> Breaker:
    def breaker(resources: dict[str, Any]) -> Broken:
        for role_id, statements in _roles_of_served_models(resources, having):
            kept = [s for s in statements if action not in str(s["Action"])]
            if kept and len(kept) < len(statements):
                statements[:] = kept
                yield role_id, f"a role without {action}"

    return breaker


breaks("IAM-04")(_without("ecr:BatchGetImage"))
breaks("CAP-07")(_without("s3:PutObject", "DataCaptureConfig"))
breaks("DEP-14")(_without("cloudwatch:DescribeAlarms"))
breaks("IAM-05")(_without("kms:", "KmsKeyId"))


@breaks("IAM-01")
def _role_that_trusts_another(resources: dict[str, Any]) -> Broken:
    for role_id, _ in _roles_of_served_models(resources):
        trust = resources[role_id]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]
        trust["Principal"] = {"Service": "lambda.amazonaws.com"}
        yield role_id, "a role that trusts another service"
