"""A shadow test: the experiment, its role, its times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import (
    ConfigurationError,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
    S3Location,
    ShadowTest,
)

OF_CONTENT_TYPE = (
    "csv_content_types: got 'text', allowed is type/subtype of letters, digits, hyphens and dots"
)
Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Define = Callable[..., ShadowTest]
EXPERIMENT = "AWS::SageMaker::InferenceExperiment"


@pytest.fixture
def candidate(model: Model) -> InstanceVariant:
    return InstanceVariant(
        name="candidate", model=model, instance_type="ml.c6i.large", initial_instance_count=2
    )


@pytest.fixture
def define(
    stack: cdk.Stack,
    endpoint: RealTimeEndpoint,
    variant: InstanceVariant,
    candidate: InstanceVariant,
) -> Define:
    """A test of `candidate` in the shadow of `champion`: `define(...)`."""

    def made(**values: Any) -> ShadowTest:
        given = {
            "endpoint": endpoint,
            "production_variant": variant,
            "shadow_variant": candidate,
            **values,
        }
        return ShadowTest(stack, "Test", **given)

    return made


def roles_of_tests(stack: cdk.Stack, resources: Resources) -> list[dict[str, Any]]:
    """The roles that are for tests."""
    return [
        role
        for role in resources(stack, "AWS::IAM::Role")
        if role["Policies"][0]["PolicyName"] == "Test"
    ]


def test_everything_left_out_is_left_to_aws(
    stack: cdk.Stack,
    define: Define,
    endpoint: RealTimeEndpoint,
    model: Model,
    resources: Resources,
) -> None:
    define()

    (experiment,) = resources(stack, EXPERIMENT)

    def rendered(name: str, instance_type: str, count: int) -> dict[str, Any]:
        return {
            "VariantName": name,
            "ModelName": stack.resolve(model.model_name),
            "InfrastructureConfig": {
                "InfrastructureType": "RealTimeInference",
                "RealTimeInferenceConfig": {"InstanceType": instance_type, "InstanceCount": count},
            },
        }

    assert experiment.pop("Name").startswith("Stack-Test")
    assert "Fn::GetAtt" in experiment.pop("RoleArn")
    assert experiment == {
        "Type": "ShadowMode",
        "EndpointName": stack.resolve(endpoint.endpoint_name),
        "ModelVariants": [
            rendered("champion", "ml.m5.large", 1),
            rendered("candidate", "ml.c6i.large", 2),
        ],
        "ShadowModeConfig": {
            "SourceModelVariantName": "champion",
            "ShadowModelVariants": [
                {"ShadowModelVariantName": "candidate", "SamplingPercentage": 100}
            ],
        },
    }


def test_everything_can_be_said(stack: cdk.Stack, define: Define, resources: Resources) -> None:
    key = kms.Key(stack, "Key")
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "kept")
    define(
        sampling_percentage=0,
        start_time="2026-12-01T06:00:00Z",
        end_time="2026-12-31T06:00:00Z",
        data_location=S3Location(bucket=bucket, prefix="test/"),
        csv_content_types=("text/csv",),
        json_content_types=("application/json",),
        encryption_key=key,
        description="can it bear the load?",
        test_name="candidate-1",
    )

    (experiment,) = resources(stack, EXPERIMENT)

    assert experiment["Name"] == "candidate-1"
    assert experiment["Description"] == "can it bear the load?"
    assert experiment["KmsKey"] == stack.resolve(key.key_arn)
    assert experiment["Schedule"] == {
        "StartTime": "2026-12-01T06:00:00Z",
        "EndTime": "2026-12-31T06:00:00Z",
    }
    assert experiment["DataStorageConfig"] == {
        "Destination": "s3://kept/test/",
        "ContentType": {
            "CsvContentTypes": ["text/csv"],
            "JsonContentTypes": ["application/json"],
        },
    }
    (shadow,) = experiment["ShadowModeConfig"]["ShadowModelVariants"]
    assert shadow["SamplingPercentage"] == 0


def test_role_may_change_this_endpoint_alone(
    stack: cdk.Stack,
    define: Define,
    endpoint: RealTimeEndpoint,
    model: Model,
    resources: Resources,
) -> None:
    define()

    (role,) = roles_of_tests(stack, resources)

    statements = {each["Sid"]: each for each in role["Policies"][0]["PolicyDocument"]["Statement"]}
    assert sorted(statements) == ["ChangeEndpoint", "MakeConfigs", "UseModels"]
    assert statements["ChangeEndpoint"]["Resource"] == stack.resolve(endpoint.endpoint_arn)
    assert statements["UseModels"]["Resource"] == stack.resolve(model.model_arn)
    assert statements["MakeConfigs"]["Resource"] == (
        "arn:aws:sagemaker:eu-west-1:111111111111:endpoint-config/*"
    )


def test_roles_of_test_and_model_may_keep_data_and_use_the_key(
    stack: cdk.Stack, define: Define, resources: Resources
) -> None:
    bucket = s3.Bucket(stack, "Bucket", encryption_key=kms.Key(stack, "OfBucket"))
    define(
        data_location=S3Location(bucket=bucket, prefix="test/"), encryption_key=kms.Key(stack, "K")
    )

    roles = resources(stack, "AWS::IAM::Role")

    assert len(roles) == 2
    for role in roles:
        sids = {each["Sid"] for each in role["Policies"][0]["PolicyDocument"]["Statement"]}
        assert {"StoreData", "StoreDataKey", "EncryptVolumes"} <= sids


def test_given_role_is_used_and_gets_the_rights_first(
    stack: cdk.Stack,
    define: Define,
    resources: Resources,
    template: Callable[[cdk.Stack], dict[str, Any]],
) -> None:
    role = iam.Role(stack, "Given", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    define(role=role)

    (policy,) = resources(stack, "AWS::IAM::Policy")
    (experiment,) = [
        each for each in template(stack)["Resources"].values() if each["Type"] == EXPERIMENT
    ]

    assert "sagemaker:UpdateEndpoint" in str(policy)
    assert "Sid" not in str(policy)
    assert experiment["Properties"]["RoleArn"] == stack.resolve(role.role_arn)
    assert any("GivenDefaultPolicy" in name for name in experiment["DependsOn"])


def test_imported_endpoint_and_model_are_taken(
    stack: cdk.Stack, candidate: InstanceVariant, resources: Resources
) -> None:
    production = InstanceVariant(
        name="AllTraffic",
        model=Model.from_model_name(stack, "Old", "Old-Model"),
        instance_type="ml.m5.large",
    )
    ShadowTest(
        stack,
        "Test",
        endpoint=RealTimeEndpoint.from_endpoint_name(stack, "Imported", "demand"),
        production_variant=production,
        shadow_variant=candidate,
    )

    (experiment,) = resources(stack, EXPERIMENT)
    (role,) = roles_of_tests(stack, resources)

    assert experiment["EndpointName"] == "demand"
    # SageMaker writes names in lower case into ARNs.
    assert "arn:aws:sagemaker:eu-west-1:111111111111:model/old-model" in str(role)


@pytest.mark.parametrize(
    ("end", "taken"),
    [
        ("2026-12-01T06:59:59Z", False),
        ("2026-12-01T07:00:00Z", True),
        ("2026-12-31T06:00:00Z", True),
        ("2026-12-31T06:00:01Z", False),
        ("2026-11-30T06:00:00Z", False),
    ],
)
def test_test_takes_an_hour_to_thirty_days(define: Define, end: str, *, taken: bool) -> None:
    times = {"start_time": "2026-12-01T06:00:00Z", "end_time": end}

    if taken:
        assert define(**times).test_name
        return
    with pytest.raises(ConfigurationError, match=r"end_time: got .* hours after start_"):
        define(**times)


@pytest.mark.parametrize("time", ["2026-12-01", "2026-12-01T06:00:00+01:00", "tomorrow"])
def test_time_that_is_none_is_refused(define: Define, time: str) -> None:
    with pytest.raises(ConfigurationError, match=r"start_time: got '.*', allowed is a time of UTC"):
        define(start_time=time)


def test_late_times_are_taken(stack: cdk.Stack, define: Define, resources: Resources) -> None:
    late = cdk.CfnParameter(stack, "End").value_as_string
    define(start_time="2026-12-01T06:00:00Z", end_time=late)

    (experiment,) = resources(stack, EXPERIMENT)

    assert experiment["Schedule"]["EndTime"] == {"Ref": "End"}


def test_endpoint_with_several_variants_is_refused(
    stack: cdk.Stack, model: Model, variant: InstanceVariant, define: Define
) -> None:
    second = InstanceVariant(name="second", model=model, instance_type="ml.m5.large")
    endpoint = RealTimeEndpoint(stack, "Two", variants=[variant, second])

    with pytest.raises(ConfigurationError) as refusal:
        define(endpoint=endpoint)

    assert str(refusal.value) == (
        "ShadowTest 'Stack/Test': endpoint: it has 2 production variants, allowed is 1: the test "
        "would take the others off"
    )


def test_all_faults_are_told_at_once(define: Define, model: Model) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        define(
            production_variant=InstanceVariant(
                name="other", model=model, instance_type="ml.m5.large"
            ),
            shadow_variant=InstanceVariant(
                name="other", model=model, instance_types=["ml.m5.large", "ml.m5.xlarge"]
            ),
            sampling_percentage=101,
            end_time="soon",
            csv_content_types=("text",),
            description="",
            test_name="a_b",
        )

    assert refusal.value.faults == (
        "shadow: a production variant is named 'other' too; give each a name of its own",
        "shadow_variant: a test runs on one instance type; give it instance_type",
        "production_variant: got 'other', the endpoint has 'champion'",
        "sampling_percentage: got 101, allowed is 0 to 100",
        "end_time: got 'soon', allowed is a time of UTC: '2026-12-01T06:00:00Z'",
        OF_CONTENT_TYPE,
        "data_location: missing; the content types are of what is kept there",
        "description: got 0, allowed is 1 to 1024 characters",
        "test_name: got 'a_b', allowed is 1 to 120 letters, digits and inner hyphens",
    )


def test_test_tells_its_arn(stack: cdk.Stack, define: Define) -> None:
    test = define()

    logical_id = stack.resolve(stack.get_logical_id(test.cfn_inference_experiment))
    assert stack.resolve(test.test_arn) == {"Fn::GetAtt": [logical_id, "Arn"]}
