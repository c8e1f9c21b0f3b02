"""The same endpoint by hand, of CDK's L1 with dictionaries for what its property classes hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker

from benchmarks.writers import _facts as facts

if TYPE_CHECKING:
    import aws_cdk as cdk


def add(stack: cdk.Stack, name: str) -> None:
    """Define one endpoint."""
    role = iam.CfnRole(
        stack,
        f"{name}Role",
        assume_role_policy_document=facts.TRUST,
        policies=[{"policyName": "Serve", "policyDocument": facts.RIGHTS}],
    )
    model = sagemaker.CfnModel(
        stack,
        f"{name}Model",
        execution_role_arn=role.attr_arn,
        primary_container={
            "image": facts.IMAGE,
            "modelDataUrl": facts.DATA,
            "environment": facts.ENVIRONMENT,
        },
    )
    model_name = model.attr_model_name
    config = sagemaker.CfnEndpointConfig(
        stack,
        f"{name}Config",
        production_variants=[
            {
                "variantName": variant,
                "modelName": model_name,
                "instanceType": facts.INSTANCE_TYPE,
                "initialInstanceCount": 1,
                "initialVariantWeight": weight,
            }
            for variant, weight in facts.WEIGHTS.items()
        ],
    )
    endpoint = sagemaker.CfnEndpoint(
        stack,
        name,
        endpoint_config_name=config.attr_endpoint_config_name,
        retain_all_variant_properties=True,
        exclude_retained_variant_properties=[{"variantPropertyType": facts.RETAINED_BUT}],
    )
    target = appscaling.CfnScalableTarget(
        stack,
        f"{name}Target",
        min_capacity=1,
        max_capacity=facts.MAX_INSTANCES,
        resource_id=f"endpoint/{endpoint.attr_endpoint_name}/variant/champion",
        scalable_dimension="sagemaker:variant:DesiredInstanceCount",
        service_namespace="sagemaker",
    )
    appscaling.CfnScalingPolicy(
        stack,
        f"{name}Policy",
        policy_name="Load",
        policy_type="TargetTrackingScaling",
        scaling_target_id=target.ref,
        target_tracking_scaling_policy_configuration={
            "targetValue": facts.INVOCATIONS_PER_MINUTE,
            "predefinedMetricSpecification": {
                "predefinedMetricType": "SageMakerVariantInvocationsPerInstance"
            },
        },
    )
