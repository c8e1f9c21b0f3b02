from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    InferenceComponentEndpoint,
    MetricsConfig,
    Model,
    Routing,
    ScaleInPolicy,
    ScaleInStrategy,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ById = Callable[[cdk.Stack, str], dict[str, dict[str, Any]]]
CONFIG = "AWS::SageMaker::EndpointConfig"
LATE: Any = cdk.Token.as_number({"Ref": "Late"})
LOGS = "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/sagemaker"


def test_smallest_endpoint_has_a_variant_without_a_model_and_a_role(
    stack: cdk.Stack, by_id: ById
) -> None:
    InferenceComponentEndpoint(stack, "Shared", instance_type="ml.g5.2xlarge")

    (config,) = by_id(stack, CONFIG).values()
    (role_id,) = by_id(stack, "AWS::IAM::Role")
    assert config["Properties"] == {
        "ExecutionRoleArn": {"Fn::GetAtt": [role_id, "Arn"]},
        "ProductionVariants": [
            {
                "VariantName": "AllTraffic",
                "InstanceType": "ml.g5.2xlarge",
                "InitialInstanceCount": 1,
            }
        ],
    }


def test_role_made_here_may_write_logs_and_metrics_and_no_more(
    stack: cdk.Stack, resources: Resources
) -> None:
    InferenceComponentEndpoint(stack, "Shared", instance_type="ml.g5.2xlarge")

    (role,) = resources(stack, "AWS::IAM::Role")
    (policy,) = role["Policies"]
    rights = {each["Sid"]: each["Resource"] for each in policy["PolicyDocument"]["Statement"]}
    assert rights == {
        "WriteLogs": [f"{LOGS}/Endpoints/*", f"{LOGS}/InferenceComponents/*"],
        "PutMetrics": "*",
    }


def test_rights_are_those_of_wherever_the_stack_is_deployed(
    agnostic_stack: cdk.Stack, resources: Resources
) -> None:
    InferenceComponentEndpoint(agnostic_stack, "Shared", instance_type="ml.g5.2xlarge")

    (role,) = resources(agnostic_stack, "AWS::IAM::Role")
    write_logs = role["Policies"][0]["PolicyDocument"]["Statement"][0]
    parts = write_logs["Resource"][1]["Fn::Join"][1]
    assert {"Ref": "AWS::Region"} in parts
    assert parts[-1] == ":log-group:/aws/sagemaker/InferenceComponents/*"


def test_both_bounds_make_sagemaker_manage_the_instances(
    stack: cdk.Stack, resources: Resources
) -> None:
    InferenceComponentEndpoint(
        stack,
        "Shared",
        instance_type="ml.g5.2xlarge",
        min_instance_count=0,
        max_instance_count=2,
        scale_in_policy=ScaleInPolicy(
            strategy=ScaleInStrategy.CONSOLIDATION,
            maximum_step_size=2,
            cooldown=cdk.Duration.minutes(5),
        ),
    )

    (config,) = resources(stack, CONFIG)
    assert config["ProductionVariants"][0]["ManagedInstanceScaling"] == {
        "Status": "ENABLED",
        "MinInstanceCount": 0,
        "MaxInstanceCount": 2,
        "ScaleInPolicy": {
            "Strategy": "CONSOLIDATION",
            "MaximumStepSize": 2,
            "CooldownInMinutes": 5,
        },
    }


def test_everything_of_the_variant_reaches_the_template(
    stack: cdk.Stack, resources: Resources
) -> None:
    InferenceComponentEndpoint(
        stack,
        "Shared",
        instance_type="ml.m5.xlarge",
        initial_instance_count=2,
        routing=Routing.least_outstanding_requests(),
        volume_size=cdk.Size.gibibytes(64),
        model_data_download_timeout=cdk.Duration.minutes(10),
        container_startup_health_check_timeout=cdk.Duration.minutes(20),
        variant_name="shared",
        endpoint_name="forecasts",
        network_isolation=True,
    )

    (config,) = resources(stack, CONFIG)
    (endpoint,) = resources(stack, "AWS::SageMaker::Endpoint")
    assert config["ProductionVariants"] == [
        {
            "VariantName": "shared",
            "InstanceType": "ml.m5.xlarge",
            "InitialInstanceCount": 2,
            "RoutingConfig": {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"},
            "VolumeSizeInGB": 64,
            "ModelDataDownloadTimeoutInSeconds": 600,
            "ContainerStartupHealthCheckTimeoutInSeconds": 1200,
        }
    ]
    assert config["EnableNetworkIsolation"] is True
    assert endpoint["EndpointName"] == "forecasts"


def test_drivers_and_metrics_reach_the_template(stack: cdk.Stack, resources: Resources) -> None:
    InferenceComponentEndpoint(
        stack,
        "Shared",
        instance_type="ml.g5.2xlarge",
        inference_ami_version="al2023-ami-sagemaker-inference-gpu-4-1",
        metrics_config=MetricsConfig(enhanced_metrics=True),
    )

    (config,) = resources(stack, CONFIG)
    ami = "al2023-ami-sagemaker-inference-gpu-4-1"
    assert config["ProductionVariants"][0]["InferenceAmiVersion"] == ami
    assert config["MetricsConfig"]["EnableEnhancedMetrics"] is True


def test_network_is_that_of_the_configuration(stack: cdk.Stack, resources: Resources) -> None:
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-1",
        availability_zones=["eu-west-1a"],
        private_subnet_ids=["subnet-1"],
    )
    group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")

    endpoint = InferenceComponentEndpoint(
        stack, "Shared", instance_type="ml.m5.large", vpc=vpc, security_groups=[group]
    )

    (config,) = resources(stack, CONFIG)
    (role,) = resources(stack, "AWS::IAM::Role")
    sids = [each["Sid"] for each in role["Policies"][0]["PolicyDocument"]["Statement"]]
    assert config["VpcConfig"] == {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
    assert "CreateNetworkInterface" in sids
    groups = [each.security_group_id for each in endpoint.connections.security_groups]
    assert groups == ["sg-1"]


def test_connections_need_a_vpc(stack: cdk.Stack) -> None:
    endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large")

    with pytest.raises(ConfigurationError, match="connections: only an endpoint in a VPC has any"):
        _ = endpoint.connections


def test_role_may_let_sagemaker_use_the_key_of_the_volumes(
    stack: cdk.Stack, resources: Resources
) -> None:
    key = kms.Key.from_key_arn(stack, "Key", f"arn:aws:kms:eu-west-1:{stack.account}:key/1")

    InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large", encryption_key=key)

    (config,) = resources(stack, CONFIG)
    (role,) = resources(stack, "AWS::IAM::Role")
    rights = {each["Sid"]: each for each in role["Policies"][0]["PolicyDocument"]["Statement"]}
    assert config["KmsKeyId"] == key.key_arn
    assert rights["EncryptVolumes"]["Resource"] == key.key_arn


def test_given_role_gets_the_rights_before_the_configuration_is_made(
    stack: cdk.Stack, container: ContainerDefinition, by_id: ById
) -> None:
    role = iam.Role(stack, "Given", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))

    endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large", role=role)
    endpoint.add_component("Own", container=container, min_memory_mb=1024)

    (config,) = by_id(stack, CONFIG).values()
    ((policy_id, policy),) = by_id(stack, "AWS::IAM::Policy").items()
    (role_id,) = by_id(stack, "AWS::IAM::Role")
    actions = str(policy["Properties"]["PolicyDocument"])
    assert "ecr:BatchGetImage" in actions
    assert "logs:PutLogEvents" in actions
    assert set(config["DependsOn"]) == {policy_id, role_id}
    assert endpoint.role is role


def test_grants_to_the_endpoint_are_in_force_before_the_configuration_is_made(
    stack: cdk.Stack, by_id: ById
) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "features")
    endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large")

    bucket.grant_read(endpoint)

    (config,) = by_id(stack, CONFIG).values()
    ((policy_id, policy),) = by_id(stack, "AWS::IAM::Policy").items()
    assert "s3:GetObject*" in str(policy)
    assert config["DependsOn"] == [policy_id]


def test_grant_of_the_endpoint_covers_components_that_are_added_later(
    stack: cdk.Stack, model: Model, by_id: ById
) -> None:
    caller = iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large")
    endpoint.add_component("First", model=model, min_memory_mb=1024)

    endpoint.grant_invoke(caller)
    endpoint.add_component("Second", model=model, min_memory_mb=1024)

    (policy,) = by_id(stack, "AWS::IAM::Policy").values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    of_all = [*by_id(stack, "AWS::SageMaker::InferenceComponent")]
    of_all += by_id(stack, "AWS::SageMaker::Endpoint")
    assert statement["Action"] == "sagemaker:InvokeEndpoint"
    assert len(of_all) == 3
    assert sorted(each["Ref"] for each in statement["Resource"]) == sorted(of_all)


def test_variant_tells_metrics_of_the_instances(stack: cdk.Stack) -> None:
    endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large")

    metric = endpoint.variant("AllTraffic").metric_cpu_utilization()

    assert stack.resolve(metric.dimensions) == {
        "EndpointName": stack.resolve(endpoint.endpoint_name),
        "VariantName": "AllTraffic",
    }


def test_variant_of_another_name_is_refused(stack: cdk.Stack) -> None:
    endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large")

    with pytest.raises(ConfigurationError, match="got 'champion', it has 'AllTraffic'"):
        endpoint.variant("champion")


def test_instances_are_not_scaled_by_application_auto_scaling(stack: cdk.Stack) -> None:
    endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large")

    with pytest.raises(ConfigurationError, match="the instances follow the copies; give min_"):
        endpoint.variant("AllTraffic").auto_scale_instance_count(max_capacity=2)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"initial_instance_count": 0}, "initial_instance_count: got 0, allowed is at least 1"),
        ({"min_instance_count": 0}, "max_instance_count: missing; give both bounds"),
        ({"max_instance_count": 1}, "min_instance_count: missing; give both bounds"),
        (
            {"min_instance_count": -1, "max_instance_count": 1},
            "min_instance_count: got -1, allowed is at least 0",
        ),
        (
            {"min_instance_count": 0, "max_instance_count": 0},
            "max_instance_count: got 0, allowed is at least 1",
        ),
        (
            {"min_instance_count": 3, "max_instance_count": 2},
            "max_instance_count: got 2, allowed is at least min_instance_count, 3",
        ),
        (
            {"scale_in_policy": ScaleInPolicy(strategy=ScaleInStrategy.IDLE_RELEASE)},
            "scale_in_policy: needs min_instance_count and max_instance_count",
        ),
        ({"instance_type": "ml.t3.medium"}, "ml.t3.medium is no hosting type"),
        ({"variant_name": "all_traffic"}, "variant_name: got 'all_traffic'"),
        ({"endpoint_name": "a_b"}, "endpoint_name: got 'a_b'"),
        ({"vpc_subnets": ec2.SubnetSelection()}, "vpc: missing; vpc_subnets and security_groups"),
        (
            {"model_data_download_timeout": cdk.Duration.seconds(59)},
            "model_data_download_timeout: got 59, allowed is 60 to 3600 seconds",
        ),
        (
            {"container_startup_health_check_timeout": cdk.Duration.seconds(3601)},
            "container_startup_health_check_timeout: got 3601, allowed is 60 to 3600 seconds",
        ),
        ({"volume_size": cdk.Size.gibibytes(513)}, "volume_size: got 513, allowed is 1 to 512 GiB"),
        ({"inference_ami_version": "latest"}, "inference_ami_version: got 'latest'"),
    ],
)
def test_what_sagemaker_refuses_is_refused_at_once(
    stack: cdk.Stack, given: dict[str, Any], fault: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        InferenceComponentEndpoint(stack, "Shared", **{"instance_type": "ml.m5.large", **given})

    assert str(refusal.value).startswith("InferenceComponentEndpoint 'Stack/Shared': ")
    assert fault in str(refusal.value)


@pytest.mark.parametrize(
    "given",
    [
        {"min_instance_count": 0, "max_instance_count": 1},
        {"min_instance_count": 2, "max_instance_count": 2, "initial_instance_count": 2},
        {"min_instance_count": 1, "max_instance_count": 3, "initial_instance_count": 3},
        {"min_instance_count": LATE, "max_instance_count": LATE, "initial_instance_count": 3},
        {"volume_size": cdk.Size.gibibytes(512)},
        {"model_data_download_timeout": cdk.Duration.seconds(60)},
    ],
)
def test_what_sagemaker_takes_is_taken(
    stack: cdk.Stack,
    given: dict[str, Any],
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large", **given)

    assert warnings_of(endpoint) == []


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((2, 1, 3), "got 1, and min_instance_count is 2: "),
        ((2, 1, LATE), "got 1, and min_instance_count is 2: "),
        ((0, 2, 1), "got 2, and max_instance_count is 1: "),
        ((LATE, 2, 1), "got 2, and max_instance_count is 1: "),
    ],
)
def test_instances_at_first_beyond_the_bounds_warn(
    stack: cdk.Stack,
    warnings_of: Callable[[IConstruct], list[str]],
    counts: tuple[int, int, int],
    told: str,
) -> None:
    lowest, initial, highest = counts
    endpoint = InferenceComponentEndpoint(
        stack,
        "Shared",
        instance_type="ml.m5.large",
        initial_instance_count=initial,
        min_instance_count=lowest,
        max_instance_count=highest,
    )

    (warning,) = warnings_of(endpoint)

    assert warning.startswith(f"initial_instance_count: {told}")
    assert "[ack: sagemaker-endpoints::InitialCountOutOfBounds] [ack: SageMaker::VAR-21]" in warning


def test_late_count_at_first_is_within_any_bounds(
    stack: cdk.Stack, warnings_of: Callable[[IConstruct], list[str]]
) -> None:
    endpoint = InferenceComponentEndpoint(
        stack,
        "Shared",
        instance_type="ml.m5.large",
        initial_instance_count=LATE,
        min_instance_count=2,
        max_instance_count=3,
    )

    assert warnings_of(endpoint) == []


def test_key_that_local_disks_do_not_use_warns(
    stack: cdk.Stack, warnings_of: Callable[[IConstruct], list[str]]
) -> None:
    key = kms.Key(stack, "Key")
    endpoint = InferenceComponentEndpoint(
        stack, "Shared", instance_type="ml.g5.xlarge", encryption_key=key
    )

    (warning,) = warnings_of(endpoint)

    assert "encryption_key: does not encrypt the local NVMe disks of ml.g5.xlarge" in warning
    assert "[ack: sagemaker-endpoints::KeyOnLocalDisks]" in warning


def test_all_faults_are_told_at_once(stack: cdk.Stack) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        InferenceComponentEndpoint(
            stack, "Shared", instance_type="m5.large", initial_instance_count=0, endpoint_name="-"
        )

    assert "3 faults" in str(refusal.value)


def test_late_values_are_never_wrong(
    stack: cdk.Stack, late_number: Any, warnings_of: Callable[[IConstruct], list[str]]
) -> None:
    late_text = cdk.CfnParameter(stack, "LateText").value_as_string

    endpoint = InferenceComponentEndpoint(
        stack,
        "Shared",
        instance_type=late_text,
        initial_instance_count=late_number,
        min_instance_count=late_number,
        max_instance_count=late_number,
    )

    assert warnings_of(endpoint) == []


def test_instance_type_newer_than_the_tables_warns(
    stack: cdk.Stack, warnings_of: Callable[[IConstruct], list[str]]
) -> None:
    endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m99.large")
    endpoint.add_component("Own", model=Model.from_model_name(stack, "M", "m"), min_memory_mb=999)

    (warning,) = warnings_of(endpoint)
    assert "sagemaker-endpoints::UnknownInstanceType" in warning


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"maximum_step_size": 0}, "maximum_step_size: got 0, allowed is 1 to 100"),
        ({"maximum_step_size": 101}, "maximum_step_size: got 101, allowed is 1 to 100"),
        ({"cooldown": cdk.Duration.minutes(4)}, "cooldown: got 4, allowed is 5 to 1440 minutes"),
        ({"cooldown": cdk.Duration.days(2)}, "cooldown: got 2880, allowed is 5 to 1440 minutes"),
    ],
)
def test_scale_in_policy_out_of_range_is_refused(given: dict[str, Any], fault: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        ScaleInPolicy(strategy=ScaleInStrategy.CONSOLIDATION, **given)

    assert str(refusal.value) == f"ScaleInPolicy: {fault}"
