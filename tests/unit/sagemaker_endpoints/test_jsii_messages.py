"""What the library costs over raw L1, in messages to CDK's Node process.

CPU time follows the messages, and no noise of the machine moves their number.
"""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker

from benchmarks.messages import Message, recorded, surplus
from sagemaker_endpoints import (
    ContainerDefinition,
    ContainerImage,
    InstanceVariant,
    Model,
    ModelData,
    RealTimeEndpoint,
)

IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1"
DATA = "s3://models-of-the-team/nlinear/model.tar.gz"
TYPE = "ml.c6i.large"


def our_model(stack: cdk.Stack) -> Model:
    """Role and Model."""
    container = ContainerDefinition(
        image=ContainerImage.from_uri(IMAGE), model_data=ModelData.from_uri(DATA)
    )
    return Model(stack, "OurModel", containers=[container])


def raw_model(stack: cdk.Stack) -> str:
    role = iam.CfnRole(stack, "Role", assume_role_policy_document={})
    model = sagemaker.CfnModel(
        stack,
        "RawModel",
        execution_role_arn=role.attr_arn,
        primary_container=sagemaker.CfnModel.ContainerDefinitionProperty(
            image=IMAGE, model_data_url=DATA
        ),
    )
    name: str = model.attr_model_name
    return name


def our_endpoint(stack: cdk.Stack, model: Model, *, retain: bool = True) -> None:
    """Configuration of two variants, endpoint, scalable target, policy, three alarms."""
    endpoint = RealTimeEndpoint(
        stack,
        "Ours",
        variants=[
            InstanceVariant(name=name, model=model, instance_type=TYPE)
            for name in ("champion", "challenger")
        ],
        retain_instance_counts=retain,
    )
    capacity = endpoint.variant("champion").auto_scale_instance_count(max_capacity=4)
    capacity.scale_on_invocations("Load", invocations_per_minute=70)
    for metric in ("Invocation5XXErrors", "ModelLatency", "OverheadLatency"):
        alarm(stack, f"Our{metric}", metric, endpoint.endpoint_name)


def raw_endpoint(stack: cdk.Stack, model_name: str) -> None:
    config = sagemaker.CfnEndpointConfig(
        stack,
        "Config",
        production_variants=[
            sagemaker.CfnEndpointConfig.ProductionVariantProperty(
                variant_name=name, model_name=model_name, instance_type=TYPE
            )
            for name in ("champion", "challenger")
        ],
    )
    endpoint = sagemaker.CfnEndpoint(
        stack,
        "Raw",
        endpoint_config_name=config.attr_endpoint_config_name,
        retain_all_variant_properties=True,
    )
    endpoint_name = endpoint.attr_endpoint_name
    target = appscaling.CfnScalableTarget(
        stack,
        "Target",
        min_capacity=1,
        max_capacity=4,
        resource_id=f"endpoint/{endpoint_name}/variant/champion",
        scalable_dimension="sagemaker:variant:DesiredInstanceCount",
        service_namespace="sagemaker",
    )
    appscaling.CfnScalingPolicy(
        stack,
        "Policy",
        policy_name="Load",
        policy_type="TargetTrackingScaling",
        scaling_target_id=target.ref,
    )
    for metric in ("Invocation5XXErrors", "ModelLatency", "OverheadLatency"):
        alarm(stack, f"Raw{metric}", metric, endpoint_name)


def alarm(stack: cdk.Stack, construct_id: str, metric: str, endpoint_name: str) -> None:
    cloudwatch.CfnAlarm(
        stack,
        construct_id,
        comparison_operator="GreaterThanThreshold",
        evaluation_periods=1,
        metric_name=metric,
        namespace="AWS/SageMaker",
        dimensions=[{"name": "EndpointName", "value": endpoint_name}],
    )


def messages_of(define: Callable[[], object]) -> list[Message]:
    with recorded() as messages:
        define()
    return messages


@pytest.fixture(autouse=True)
def known_place(stack: cdk.Stack) -> None:
    """The account and region of a stack are asked for once, however much is in it."""
    RealTimeEndpoint.from_endpoint_name(stack, "Imported", "other")


def told(too_many: list[Message]) -> str:
    return "\n".join(["messages that raw L1 does without:", *map(str, too_many)])


def test_model_sends_half_the_messages_of_raw_l1(stack: cdk.Stack) -> None:
    raw = messages_of(lambda: raw_model(stack))

    ours = messages_of(lambda: our_model(stack))

    assert len(raw) == 4
    # The construct; the role and the model.
    assert len(ours) <= 2, told(surplus(ours, raw))


def test_endpoint_of_seven_resources_sends_less_than_raw_l1(stack: cdk.Stack) -> None:
    model, model_name = our_model(stack), raw_model(stack)
    raw = messages_of(lambda: raw_endpoint(stack, model_name))

    ours = messages_of(lambda: our_endpoint(stack, model))

    assert len(raw) == 10
    # The construct; configuration and endpoint; target; policy; three alarms of raw L1.
    assert len(ours) <= 7, told(surplus(ours, raw))


def test_scaling_that_was_not_foreseen_sends_three_messages_more(stack: cdk.Stack) -> None:
    model = our_model(stack)

    messages = messages_of(lambda: our_endpoint(stack, model, retain=False))

    assert len(messages) <= 7 + 3  # the endpoint is looked up, and changed twice
    assert [message.subject.rpartition(".")[2] for message in messages if message.api == "set"] == [
        "retainAllVariantProperties",
        "excludeRetainedVariantProperties",
    ]


def test_surplus_message_is_told_with_the_line_that_sent_it(stack: cdk.Stack) -> None:
    yardstick = messages_of(lambda: stack.stack_name)

    def twice() -> None:
        assert stack.stack_name == stack.stack_name

    (message,) = surplus(messages_of(twice), yardstick)

    line = inspect.getsourcelines(twice)[1] + 1
    assert str(message) == f"{__file__}:{line}: get aws-cdk-lib.Stack.stackName"


_SYNTHESIZE = """
import sys
import aws_cdk as cdk
from sagemaker_endpoints import (
    ContainerDefinition, ContainerImage, InstanceVariant, Model, RealTimeEndpoint
)
app = cdk.App(outdir=sys.argv[1])
stack = cdk.Stack(app, "Stack", env=cdk.Environment(account="111111111111", region="eu-west-1"))
image = ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1")
model = Model(stack, "Model", containers=[ContainerDefinition(image=image)])
variant = InstanceVariant(name="all", model=model, instance_type="ml.c6i.large")
endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[variant])
capacity = endpoint.variant("all").auto_scale_instance_count(max_capacity=2)
capacity.scale_on_invocations("Load", invocations_per_minute=70)
app.synth()
print(*sorted(sys.modules))
"""


def test_endpoint_synthesizes_without_the_modules_that_cost_seconds(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SYNTHESIZE, str(tmp_path / "cdk.out")]

    loaded = set(subprocess.check_output(command, text=True).split())

    costly = {
        *("aws_cdk.aws_ec2", "aws_cdk.aws_iam", "aws_cdk.aws_sagemaker"),
        "aws_cdk.aws_applicationautoscaling",
        *("boto3", "botocore", "cfnlint", "pydantic", "sagemaker"),
    }
    assert "sagemaker_endpoints.endpoints._real_time_endpoint" in loaded
    assert not loaded & costly
