"""The way back of an inference component that has no copy."""

from __future__ import annotations

from typing import Final

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._l1 import CfnAlarm, CfnScalableTarget, CfnScalingPolicy
from sagemaker_endpoints.common._resources import Defined, define

POLICY_NAME: Final = "ScaleFromZero"
_COOLDOWN_SECONDS = 60
_PERIOD_SECONDS = 60


def add_way_from_zero(
    target: Defined[CfnScalableTarget], target_id: str, component_name: str
) -> None:
    """Add a copy when a request finds none: target tracking has nothing to divide by there.

    The figures are those of AWS's guide, but for the comparison.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
    """
    policy = define(
        CfnScalingPolicy,
        target,
        POLICY_NAME,
        policy_name=POLICY_NAME,
        policy_type="StepScaling",
        scaling_target_id=target_id,
        step_scaling_policy_configuration={
            "adjustmentType": "ChangeInCapacity",
            "metricAggregationType": "Maximum",
            "cooldown": _COOLDOWN_SECONDS,
            "stepAdjustments": [{"metricIntervalLowerBound": 0, "scalingAdjustment": 1}],
        },
    )
    define(
        CfnAlarm,
        policy,
        "Alarm",
        alarm_description=f"{component_name} was asked and has no copy: add one",
        namespace=_metrics.INVOCATIONS,
        metric_name="NoCapacityInvocationFailures",
        dimensions=[{"name": "InferenceComponentName", "value": component_name}],
        statistic="Sum",
        period=_PERIOD_SECONDS,
        evaluation_periods=1,
        datapoints_to_alarm=1,
        # The guide shows "> 1", to which a single request goes unheard.
        comparison_operator="GreaterThanOrEqualToThreshold",
        threshold=1,
        treat_missing_data="missing",
        alarm_actions=[policy.attribute("attrArn")],
    )
