"""Synthesizes the same endpoints with the library and as raw L1 constructs: the floor.

`python benchmarks/synth.py ours 50` and `python benchmarks/synth.py raw 50` differ in nothing but
who writes the resources; time the two as whole processes, in turns. An endpoint is a role, a
model, a configuration of two variants, the endpoint, and a scalable target with a policy.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker

ACCOUNT, REGION = "111111111111", "eu-west-1"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/forecaster:1"
BUCKET, KEY = "models-of-the-team", "nlinear/model.tar.gz"
ENDPOINTS_PER_STACK = 50


def synthesize(kind: str, endpoints: int, outdir: str) -> dict[str, dict[str, Any]]:
    """Build and synthesize; the template of each stack."""
    context = json.loads((Path(__file__).parents[1] / "cdk.json").read_text())["context"]
    app = cdk.App(
        context=context,
        outdir=outdir,
        analytics_reporting=False,
        builtin_cloud_formation_validation=False,
    )
    add = {"ours": add_ours, "raw": add_raw}[kind]
    stack = None
    for number in range(endpoints):
        if number % ENDPOINTS_PER_STACK == 0:
            stack = cdk.Stack(
                app,
                f"Stack{number // ENDPOINTS_PER_STACK}",
                env=cdk.Environment(account=ACCOUNT, region=REGION),
            )
        assert stack is not None  # noqa: S101 - the first number makes one
        add(stack, f"E{number}")
    return {stack.stack_name: stack.template for stack in app.synth().stacks}


def add_ours(stack: cdk.Stack, name: str) -> None:
    """An endpoint as users of the library write it."""
    from sagemaker_endpoints import (  # noqa: PLC0415 - the floor must not pay for it
        ContainerDefinition,
        ContainerImage,
        InstanceVariant,
        Model,
        ModelData,
        RealTimeEndpoint,
    )

    model = Model(
        stack,
        f"{name}Model",
        containers=[
            ContainerDefinition(
                image=ContainerImage.from_uri(IMAGE),
                model_data=ModelData.from_uri(f"s3://{BUCKET}/{KEY}"),
                environment={"FORECAST_HORIZON": "48"},
            )
        ],
    )
    endpoint = RealTimeEndpoint(
        stack,
        name,
        variants=[
            InstanceVariant(
                name="champion", model=model, instance_type="ml.c6i.large", initial_weight=9
            ),
            InstanceVariant(name="challenger", model=model, instance_type="ml.c6i.large"),
        ],
        retain_instance_counts=True,  # said late, by the scaling below, it costs two messages
    )
    capacity = endpoint.variant("champion").auto_scale_instance_count(max_capacity=4)
    capacity.scale_on_invocations("Load", invocations_per_minute=70)


def add_raw(stack: cdk.Stack, name: str) -> None:
    """The same endpoint by hand."""
    role = iam.CfnRole(
        stack,
        f"{name}Role",
        assume_role_policy_document=_TRUST,
        policies=[
            iam.CfnRole.PolicyProperty(
                policy_name="Serve",
                policy_document={"Version": "2012-10-17", "Statement": _STATEMENTS},
            )
        ],
    )
    model = sagemaker.CfnModel(
        stack,
        f"{name}Model",
        execution_role_arn=role.attr_arn,
        primary_container=sagemaker.CfnModel.ContainerDefinitionProperty(
            image=IMAGE,
            model_data_url=f"s3://{BUCKET}/{KEY}",
            environment={"FORECAST_HORIZON": "48"},
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
                instance_type="ml.c6i.large",
                initial_instance_count=1,
                initial_variant_weight=weight,
            )
            for variant, weight in (("champion", 9), ("challenger", 1))
        ],
    )
    endpoint = sagemaker.CfnEndpoint(
        stack,
        name,
        endpoint_config_name=config.attr_endpoint_config_name,
        retain_all_variant_properties=True,
        exclude_retained_variant_properties=[
            sagemaker.CfnEndpoint.VariantPropertyProperty(variant_property_type=kind)
            for kind in ("DesiredWeight",)
        ],
    )
    target = appscaling.CfnScalableTarget(
        stack,
        f"{name}Target",
        min_capacity=1,
        max_capacity=4,
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
        target_tracking_scaling_policy_configuration=(
            appscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty(
                target_value=70,
                predefined_metric_specification=(
                    appscaling.CfnScalingPolicy.PredefinedMetricSpecificationProperty(
                        predefined_metric_type="SageMakerVariantInvocationsPerInstance"
                    )
                ),
            )
        ),
    )


_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
_STATEMENTS = [
    {
        "Sid": "PullImage",
        "Effect": "Allow",
        "Action": [
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:GetDownloadUrlForLayer",
        ],
        "Resource": f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/forecaster",
    },
    {
        "Sid": "LogInToEcr",
        "Effect": "Allow",
        "Action": "ecr:GetAuthorizationToken",
        "Resource": "*",
    },
    {
        "Sid": "ReadModelData",
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/{KEY}",
    },
    {
        "Sid": "WriteLogs",
        "Effect": "Allow",
        "Action": [
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:DescribeLogStreams",
            "logs:PutLogEvents",
        ],
        "Resource": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/sagemaker/Endpoints/*",
    },
    {
        "Sid": "PutMetrics",
        "Effect": "Allow",
        "Action": "cloudwatch:PutMetricData",
        "Resource": "*",
        "Condition": {
            "StringLike": {"cloudwatch:namespace": ["AWS/SageMaker", "/aws/sagemaker/*"]}
        },
    },
]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        synthesize(sys.argv[1], int(sys.argv[2]), folder)
