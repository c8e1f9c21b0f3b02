"""The same endpoint by hand, of CDK's L1 with its property classes: the yardstick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker

from benchmarks.writers import _facts as facts

if TYPE_CHECKING:
    import aws_cdk as cdk

_Policy = appscaling.CfnScalingPolicy


def add(stack: cdk.Stack, name: str) -> None:
    """Define one endpoint."""
    role = iam.CfnRole(
        stack,
        f"{name}Role",
        assume_role_policy_document=facts.TRUST,
        policies=[
            iam.CfnRole.PolicyProperty(policy_name="Serve", policy_document=facts.RIGHTS),
        ],
    )
    model = sagemaker.CfnModel(
        stack,
        f"{name}Model",
        execution_role_arn=role.attr_arn,
        primary_container=sagemaker.CfnModel.ContainerDefinitionProperty(
            image=facts.IMAGE, model_data_url=facts.DATA, environment=facts.ENVIRONMENT
        ),
    )
    model_name = model.attr_model_name
    config = sagemaker.CfnEndpointConfig(
        stack,
        f"{name}Config",
        production_variants=[
            sagemaker.CfnEndpointConfig.ProductionVariantProperty(
                variant_name=variant,
                model_name=model_name,
                instance_type=facts.INSTANCE_TYPE,
                initial_instance_count=1,
                initial_variant_weight=weight,
            )
            for variant, weight in facts.WEIGHTS.items()
        ],
    )
    endpoint = sagemaker.CfnEndpoint(
        stack,
        name,
        endpoint_config_name=config.attr_endpoint_config_name,
        retain_all_variant_properties=True,
        exclude_retained_variant_properties=[
            sagemaker.CfnEndpoint.VariantPropertyProperty(variant_property_type=facts.RETAINED_BUT)
        ],
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
    _Policy(
        stack,
        f"{name}Policy",
        policy_name="Load",
        policy_type="TargetTrackingScaling",
        scaling_target_id=target.ref,
        target_tracking_scaling_policy_configuration=(
            _Policy.TargetTrackingScalingPolicyConfigurationProperty(
                target_value=facts.INVOCATIONS_PER_MINUTE,
                predefined_metric_specification=_Policy.PredefinedMetricSpecificationProperty(
                    predefined_metric_type="SageMakerVariantInvocationsPerInstance"
                ),
            )
        ),
    )
