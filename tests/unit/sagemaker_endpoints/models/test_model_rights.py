"""Rights that an endpoint needs of its models' roles, wherever the models are."""

from __future__ import annotations

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import (
    AsyncEndpoint,
    BatchTransform,
    ContainerDefinition,
    CoreDump,
    DataCapture,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
    Rollout,
    S3Location,
    ShadowTest,
)
from tests.unit.sagemaker_endpoints.conftest import find_all, template_of


@pytest.fixture
def serving(app: cdk.App, stack: cdk.Stack) -> cdk.Stack:
    """A stack beside that of the models."""
    env = cdk.Environment(account=stack.account, region=stack.region)
    return cdk.Stack(app, "Serving", env=env)


def given_in(stack: cdk.Stack) -> list[str]:
    """The actions of the one policy that a stack holds for a model of another one."""
    (policy,) = find_all(template_of(stack), "AWS::IAM::Policy")
    given: list[str] = []
    for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
        actions = statement["Action"]
        given.extend([actions] if isinstance(actions, str) else actions)
    return given


def test_key_beside_the_endpoint_and_models_in_another_stack_make_no_circle(
    stack: cdk.Stack, serving: cdk.Stack, container: ContainerDefinition
) -> None:
    models = [Model(stack, name, containers=[container]) for name in ("One", "Two")]

    RealTimeEndpoint(
        serving,
        "Endpoint",
        encryption_key=kms.Key(serving, "Key"),
        variants=[
            InstanceVariant(name=f"v{number}", model=model, instance_type="ml.m5.large")
            for number, model in enumerate(models)
        ],
    )

    template = template_of(serving)
    (endpoint,) = find_all(template, "AWS::SageMaker::Endpoint")
    policies = find_all(template, "AWS::IAM::Policy")
    assert len(policies) == 2
    assert len(endpoint["DependsOn"]) == 2


def test_what_a_variant_writes_lies_beside_the_endpoint(
    app: cdk.App, model: Model, serving: cdk.Stack
) -> None:
    bucket, key = s3.Bucket(serving, "Bucket"), kms.Key(serving, "Key")
    dump = CoreDump(location=S3Location(bucket=bucket, prefix="dumps/"))

    RealTimeEndpoint(
        serving,
        "Endpoint",
        encryption_key=key,
        data_capture=DataCapture(bucket=bucket, encryption_key=key),
        variants=[
            InstanceVariant(name="v", model=model, instance_type="ml.m5.large", core_dump=dump)
        ],
    )

    app.synth()
    template = template_of(serving)
    (endpoint,) = find_all(template, "AWS::SageMaker::Endpoint")
    assert len(endpoint["DependsOn"]) == 1
    assert {"s3:PutObject", "kms:CreateGrant", "kms:GenerateDataKey"} <= set(given_in(serving))


def test_no_sid_is_repeated_in_a_policy(model: Model, serving: cdk.Stack) -> None:
    bucket = s3.Bucket(serving, "Bucket")
    variants = [
        InstanceVariant(
            name=name,
            model=model,
            instance_type="ml.m5.large",
            core_dump=CoreDump(location=S3Location(bucket=bucket, prefix=f"{name}/")),
        )
        for name in ("north", "south")
    ]

    RealTimeEndpoint(serving, "Endpoint", variants=variants)

    (policy,) = find_all(template_of(serving), "AWS::IAM::Policy")
    statements = policy["Properties"]["PolicyDocument"]["Statement"]
    assert [each.get("Sid") for each in statements] == ["CoreDump", None]


def test_alarms_of_your_own_lie_beside_the_endpoint(
    app: cdk.App, model: Model, serving: cdk.Stack
) -> None:
    metric = cloudwatch.Metric(namespace="Shop", metric_name="OrdersWithoutForecast")
    alarm = cloudwatch.Alarm(serving, "Orders", metric=metric, threshold=1, evaluation_periods=1)

    RealTimeEndpoint(
        serving,
        "Endpoint",
        variants=[InstanceVariant(name="v", model=model, instance_type="ml.m5.large")],
        rollout=Rollout.all_at_once(bake=cdk.Duration.minutes(5), alarms=[alarm]),
    )

    app.synth()
    assert given_in(serving) == ["cloudwatch:DescribeAlarms"]


def test_asynchronous_endpoint_has_one_policy_for_its_model(
    app: cdk.App, model: Model, serving: cdk.Stack
) -> None:
    AsyncEndpoint(
        serving,
        "Backfill",
        model=model,
        instance_type="ml.m5.xlarge",
        output_bucket=s3.Bucket(serving, "Bucket"),
        rollout=Rollout.canary(percent=10, bake=cdk.Duration.minutes(5)),
    )

    app.synth()
    assert {"s3:PutObject", "cloudwatch:DescribeAlarms"} <= set(given_in(serving))


def test_data_of_a_shadow_test_lies_beside_it(
    app: cdk.App, model: Model, serving: cdk.Stack
) -> None:
    production, shadow = (
        InstanceVariant(name=name, model=model, instance_type="ml.m5.large")
        for name in ("champion", "next")
    )

    ShadowTest(
        serving,
        "Test",
        endpoint=RealTimeEndpoint(serving, "Endpoint", variants=[production]),
        production_variant=production,
        shadow_variant=shadow,
        data_location=S3Location(bucket=s3.Bucket(serving, "Bucket"), prefix="test/"),
    )

    app.synth()
    (test,) = find_all(template_of(serving), "AWS::SageMaker::InferenceExperiment")
    assert any("ModelRights" in each for each in test["DependsOn"])
    assert "s3:PutObject" in given_in(serving)


def test_buckets_of_a_batch_transform_lie_beside_it(
    app: cdk.App, model: Model, serving: cdk.Stack
) -> None:
    bucket = s3.Bucket(serving, "Bucket")

    BatchTransform(
        serving,
        "Nightly",
        model=model,
        instance_type="ml.m5.xlarge",
        input=S3Location(bucket=bucket, prefix="series/"),
        output=S3Location(bucket=bucket, prefix="forecasts/"),
        content_type="text/csv",
    )

    app.synth()
    (machine,) = find_all(template_of(serving), "AWS::StepFunctions::StateMachine")
    assert any("ModelRights" in each for each in machine["DependsOn"])
    assert {"s3:GetObject", "s3:PutObject"} <= set(given_in(serving))
