"""CDK's L1 classes by name: their modules cost more to import than all of ours.

To a type checker they are CDK's own. When the app runs, `define` needs their names alone; jsii
imports a module when somebody looks at one of its resources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_cdk.aws_applicationautoscaling import CfnScalableTarget, CfnScalingPolicy
    from aws_cdk.aws_cloudwatch import CfnAlarm, CfnDashboard
    from aws_cdk.aws_iam import CfnPolicy, CfnRole
    from aws_cdk.aws_logs import CfnLogGroup
    from aws_cdk.aws_sagemaker import (
        CfnEndpoint,
        CfnEndpointConfig,
        CfnInferenceComponent,
        CfnInferenceExperiment,
        CfnModel,
    )
    from aws_cdk.aws_scheduler import CfnSchedule
    from aws_cdk.aws_sqs import CfnQueue, CfnQueuePolicy
    from aws_cdk.aws_stepfunctions import CfnStateMachine
else:

    class _Named:
        """A class that jsii knows by this name, and the attributes that others refer to."""

        def __init__(self, name: str, *told: str) -> None:
            self.__jsii_type__, self.__told__ = f"aws-cdk-lib.{name}", told

    CfnScalableTarget = _Named("aws_applicationautoscaling.CfnScalableTarget", "ref")
    CfnScalingPolicy = _Named("aws_applicationautoscaling.CfnScalingPolicy")
    CfnAlarm = _Named("aws_cloudwatch.CfnAlarm", "ref", "attrArn")
    CfnDashboard = _Named("aws_cloudwatch.CfnDashboard")
    CfnPolicy = _Named("aws_iam.CfnPolicy")
    CfnRole = _Named("aws_iam.CfnRole", "attrArn")
    CfnLogGroup = _Named("aws_logs.CfnLogGroup", "attrArn")
    CfnEndpoint = _Named("aws_sagemaker.CfnEndpoint", "attrEndpointName")
    CfnEndpointConfig = _Named("aws_sagemaker.CfnEndpointConfig", "attrEndpointConfigName")
    CfnInferenceComponent = _Named("aws_sagemaker.CfnInferenceComponent")
    CfnInferenceExperiment = _Named("aws_sagemaker.CfnInferenceExperiment")
    CfnModel = _Named("aws_sagemaker.CfnModel", "attrModelName")
    CfnSchedule = _Named("aws_scheduler.CfnSchedule")
    CfnQueue = _Named("aws_sqs.CfnQueue", "attrArn")
    CfnQueuePolicy = _Named("aws_sqs.CfnQueuePolicy")
    CfnStateMachine = _Named("aws_stepfunctions.CfnStateMachine", "ref")

__all__ = (
    "CfnAlarm",
    "CfnDashboard",
    "CfnEndpoint",
    "CfnEndpointConfig",
    "CfnInferenceComponent",
    "CfnInferenceExperiment",
    "CfnLogGroup",
    "CfnModel",
    "CfnPolicy",
    "CfnQueue",
    "CfnQueuePolicy",
    "CfnRole",
    "CfnScalableTarget",
    "CfnScalingPolicy",
    "CfnSchedule",
    "CfnStateMachine",
)
