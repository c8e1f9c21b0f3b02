"""A serverless endpoint: its sizes, the models it can serve, its metrics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from constructs import IConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    InvocationHttpResponseCode,
    Model,
    ModelData,
    ServerlessEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Warnings = Callable[[IConstruct], list[str]]
CONFIG = "AWS::SageMaker::EndpointConfig"
ECR = "763104351884.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.fixture
def endpoint(stack: cdk.Stack, model: Model) -> ServerlessEndpoint:
    return ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=10)


def model_of(stack: cdk.Stack, *uris: str, **options: Any) -> Model:
    """A model with a container for each image."""
    containers = [ContainerDefinition(image=ContainerImage.from_uri(uri)) for uri in uris]
    return Model(stack, "Other", containers=containers, **options)


def test_smallest_endpoint_is_one_variant_of_two_gigabytes(
    stack: cdk.Stack, model: Model, endpoint: ServerlessEndpoint, resources: Resources
) -> None:
    del endpoint

    (config,) = resources(stack, CONFIG)
    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")

    assert config == {
        "ProductionVariants": [
            {
                "VariantName": "AllTraffic",
                "ModelName": stack.resolve(model.model_name),
                "InitialVariantWeight": 1,
                "ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 10},
            }
        ]
    }
    assert list(rendered) == ["EndpointConfigName"]


def test_every_option_is_rendered(stack: cdk.Stack, model: Model, resources: Resources) -> None:
    key = kms.Key(stack, "Key")
    ServerlessEndpoint(
        stack,
        "Rare",
        model=model,
        memory_size_in_mb=1024,
        max_concurrency=200,
        provisioned_concurrency=200,
        variant_name="warm",
        endpoint_name="rare",
        encryption_key=key,
    )

    (config,) = resources(stack, CONFIG)
    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")
    (role,) = resources(stack, "AWS::IAM::Role")

    (variant,) = config["ProductionVariants"]
    assert variant["VariantName"] == "warm"
    assert variant["ServerlessConfig"] == {
        "MemorySizeInMB": 1024,
        "MaxConcurrency": 200,
        "ProvisionedConcurrency": 200,
    }
    assert config["KmsKeyId"] == stack.resolve(key.key_arn)
    assert rendered["EndpointName"] == "rare"
    rights = {each["Sid"] for each in role["Policies"][0]["PolicyDocument"]["Statement"]}
    assert "EncryptVolumes" in rights


@pytest.mark.parametrize("memory", [1024, 2048, 3072, 4096, 5120, 6144])
def test_each_memory_size_is_taken(
    stack: cdk.Stack, model: Model, resources: Resources, memory: int
) -> None:
    ServerlessEndpoint(stack, "Rare", model=model, memory_size_in_mb=memory, max_concurrency=1)

    (config,) = resources(stack, CONFIG)

    assert config["ProductionVariants"][0]["ServerlessConfig"]["MemorySizeInMB"] == memory


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        (
            {"memory_size_in_mb": 1500},
            "memory_size_in_mb: got 1500, allowed is 1024, 2048, 3072, 4096, 5120 or 6144",
        ),
        (
            {"memory_size_in_mb": 7168},
            "memory_size_in_mb: got 7168, allowed is 1024, 2048, 3072, 4096, 5120 or 6144",
        ),
        ({"max_concurrency": 0}, "max_concurrency: got 0, allowed is 1 to 200"),
        ({"max_concurrency": 201}, "max_concurrency: got 201, allowed is 1 to 200"),
        ({"provisioned_concurrency": 0}, "provisioned_concurrency: got 0, allowed is 1 to 200"),
        ({"provisioned_concurrency": 201}, "provisioned_concurrency: got 201, allowed is 1 to 200"),
        (
            {"provisioned_concurrency": 11},
            "provisioned_concurrency: got 11, allowed is at most max_concurrency, 10",
        ),
        (
            {"variant_name": "all_traffic"},
            (
                "variant_name: got 'all_traffic', allowed is 1 to 63 letters, digits and inner "
                "hyphens"
            ),
        ),
        (
            {"endpoint_name": "-rare"},
            "endpoint_name: got '-rare', allowed is 1 to 63 letters, digits and inner hyphens",
        ),
    ],
)
def test_values_that_sagemaker_refuses_are_refused(
    stack: cdk.Stack, model: Model, sizes: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        ServerlessEndpoint(stack, "Rare", **{"model": model, "max_concurrency": 10, **sizes})

    assert str(refusal.value) == f"ServerlessEndpoint 'Stack/Rare': {told}"
    assert stack.node.try_find_child("Rare") is None


def test_late_sizes_pass_every_check(
    stack: cdk.Stack, model: Model, late_number: int, resources: Resources
) -> None:
    ServerlessEndpoint(
        stack,
        "Rare",
        model=model,
        memory_size_in_mb=late_number,
        max_concurrency=late_number,
        provisioned_concurrency=late_number,
    )

    (config,) = resources(stack, CONFIG)

    late = {"Ref": "Late"}
    assert config["ProductionVariants"][0]["ServerlessConfig"] == {
        "MemorySizeInMB": late,
        "MaxConcurrency": late,
        "ProvisionedConcurrency": late,
    }


def test_model_in_a_vpc_is_refused(stack: cdk.Stack, container: ContainerDefinition) -> None:
    vpc = ec2.Vpc(stack, "Vpc", max_azs=1)
    inside = Model(stack, "Inside", containers=[container], vpc=vpc)

    with pytest.raises(ConfigurationError) as refusal:
        ServerlessEndpoint(stack, "Rare", model=inside, max_concurrency=1)

    assert str(refusal.value) == (
        "ServerlessEndpoint 'Stack/Rare': model: 'Stack/Inside' has a VPC, which serverless "
        "endpoints do not support; serve it from a model without vpc"
    )


def test_isolated_model_is_refused(stack: cdk.Stack, container: ContainerDefinition) -> None:
    isolated = Model(stack, "Isolated", containers=[container], network_isolation=True)

    with pytest.raises(ConfigurationError) as refusal:
        ServerlessEndpoint(stack, "Rare", model=isolated, max_concurrency=1)

    assert str(refusal.value) == (
        "ServerlessEndpoint 'Stack/Rare': model: 'Stack/Isolated' has network_isolation, which "
        "serverless endpoints do not support; serve it from a model without"
    )


def test_pipeline_is_refused(stack: cdk.Stack, container: ContainerDefinition) -> None:
    pipeline = Model(stack, "Pipeline", containers=[container, container])

    with pytest.raises(ConfigurationError) as refusal:
        ServerlessEndpoint(stack, "Rare", model=pipeline, max_concurrency=1)

    assert str(refusal.value) == (
        "ServerlessEndpoint 'Stack/Rare': model: 'Stack/Pipeline' has 2 containers, a serverless "
        "endpoint runs 1; put all steps into one, or use a RealTimeEndpoint"
    )


@pytest.mark.parametrize(
    "image",
    [
        "pytorch-inference:2.6.0-gpu-py312",
        "pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker",
        "huggingface-pytorch-inference:2.6.0-transformers4.49.0-gpu-py312-cu124-ubuntu22.04",
        "djl-inference:0.29.0-lmi11.0.0-cu124",
        "pytorch-inference-neuronx:2.5.1-neuronx-py310-sdk2.21.1-ubuntu22.04",
    ],
)
def test_image_for_accelerators_is_refused(stack: cdk.Stack, image: str) -> None:
    model = model_of(stack, f"{ECR}/{image}")

    with pytest.raises(ConfigurationError) as refusal:
        ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=1)

    assert str(refusal.value) == (
        f"ServerlessEndpoint 'Stack/Rare': model: 'Stack/Other' runs {image}, an image for "
        "accelerators, and serverless endpoints have none; take its CPU image"
    )


def test_image_for_accelerators_is_known_where_the_region_is_not(
    agnostic_stack: cdk.Stack,
) -> None:
    image = ContainerImage.from_framework("pytorch", version="2.6.0", processor="gpu")
    model = Model(agnostic_stack, "Model", containers=[ContainerDefinition(image=image)])

    with pytest.raises(ConfigurationError, match=r"runs pytorch-inference:2\.6\.0-gpu-py312, an"):
        ServerlessEndpoint(agnostic_stack, "Rare", model=model, max_concurrency=1)


@pytest.mark.parametrize(
    "uri",
    [
        f"{ECR}/pytorch-inference:2.6.0-cpu-py312",
        f"{ECR}/djl-inference:0.29.0-cpu-full",
        # What is in an image of one's own, its tag need not tell.
        "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:no-gpu",
        "111111111111.dkr.ecr.eu-west-1.amazonaws.com/gpu-inference:1",
    ],
)
def test_other_images_are_taken(stack: cdk.Stack, resources: Resources, uri: str) -> None:
    ServerlessEndpoint(stack, "Rare", model=model_of(stack, uri), max_concurrency=1)

    assert len(resources(stack, CONFIG)) == 1


def test_unpacked_artifact_is_refused(stack: cdk.Stack, container: ContainerDefinition) -> None:
    data = ModelData.from_prefix(s3.Bucket(stack, "Bucket"), "chronos/v2/")
    unpacked = ContainerDefinition(image=container.image, model_data=data)
    model = Model(stack, "Unpacked", containers=[unpacked])

    with pytest.raises(ConfigurationError) as refusal:
        ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=1)

    assert str(refusal.value) == (
        "ServerlessEndpoint 'Stack/Rare': model: 'Stack/Unpacked' reads its artifact as a prefix, "
        "which serverless endpoints do not support; give it a model.tar.gz"
    )


def test_multi_model_container_is_refused(stack: cdk.Stack, container: ContainerDefinition) -> None:
    data = ModelData.from_prefix(s3.Bucket(stack, "Bucket"), "stores/")
    many = ContainerDefinition(image=container.image, model_data=data, mode="MultiModel")
    model = Model(stack, "Many", containers=[many])

    with pytest.raises(ConfigurationError) as refusal:
        ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=1)

    assert str(refusal.value) == (
        "ServerlessEndpoint 'Stack/Rare': model: 'Stack/Many' is a multi-model one, which "
        "serverless endpoints do not support; use a MultiModelEndpoint"
    )


def test_package_of_the_marketplace_is_refused(stack: cdk.Stack) -> None:
    arn = "arn:aws:sagemaker:eu-west-1:985815980388:model-package/forecaster-0123"
    model = Model.from_model_package(
        stack, "Bought", model_package_arn=arn, from_marketplace=True, network_isolation=True
    )

    with pytest.raises(ConfigurationError) as refusal:
        ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=1)

    assert str(refusal.value).splitlines() == [
        "ServerlessEndpoint 'Stack/Rare': 2 faults",
        (
            "  - model: 'Stack/Bought' has network_isolation, which serverless endpoints do not "
            "support; serve it from a model without"
        ),
        (
            "  - model: 'Stack/Bought' is a package of the AWS Marketplace, which serverless "
            "endpoints do not support; use a RealTimeEndpoint"
        ),
    ]


def test_image_of_a_private_registry_is_refused(stack: cdk.Stack) -> None:
    image = ContainerImage.from_private_registry("registry.example.com/team/forecaster:1.2")
    vpc = ec2.Vpc(stack, "Vpc", max_azs=1)
    model = Model(stack, "Private", containers=[ContainerDefinition(image=image)], vpc=vpc)

    with pytest.raises(ConfigurationError) as refusal:
        ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=1)

    assert str(refusal.value).splitlines()[2] == (
        "  - model: 'Stack/Private' pulls from a private registry in a VPC, which serverless "
        "endpoints do not support; copy the image to Amazon ECR"
    )


def test_faults_of_model_and_sizes_are_told_at_once(stack: cdk.Stack) -> None:
    image = f"{ECR}/pytorch-inference:2.6.0-gpu-py312"
    model = model_of(stack, image, image, network_isolation=True)

    with pytest.raises(ConfigurationError) as refusal:
        ServerlessEndpoint(stack, "Rare", model=model, memory_size_in_mb=0, max_concurrency=0)

    assert str(refusal.value).splitlines()[0] == "ServerlessEndpoint 'Stack/Rare': 6 faults"


@pytest.mark.parametrize("kind", ["imported", "L1"])
def test_model_that_is_not_ours_is_taken_as_it_is(
    stack: cdk.Stack, resources: Resources, kind: str
) -> None:
    theirs = (
        Model.from_model_name(stack, "Theirs", "theirs")
        if kind == "imported"
        else sagemaker.CfnModel(stack, "Theirs", enable_network_isolation=True)
    )
    ServerlessEndpoint(stack, "Rare", model=theirs, max_concurrency=1)

    (config,) = resources(stack, CONFIG)

    expected = "theirs" if kind == "imported" else {"Fn::GetAtt": ["Theirs", "ModelName"]}
    assert config["ProductionVariants"][0]["ModelName"] == expected


@pytest.mark.parametrize(("memory", "warned"), [(3072, False), (4096, True)])
def test_memory_above_the_quota_of_new_accounts_warns(
    stack: cdk.Stack, model: Model, warnings_of: Warnings, *, memory: int, warned: bool
) -> None:
    endpoint = ServerlessEndpoint(
        stack, "Rare", model=model, memory_size_in_mb=memory, max_concurrency=1
    )

    found = warnings_of(endpoint)

    assert found == (
        [
            (
                "memory_size_in_mb: 4096 is above the quota that accounts begin with, 3072: "
                "without a raised quota the endpoint is not made "
                "[ack: sagemaker-endpoints::ServerlessMemoryQuota] [ack: SageMaker::SRV-21]"
            )
        ]
        if warned
        else []
    )


def test_callers_may_invoke(
    stack: cdk.Stack, endpoint: ServerlessEndpoint, resources: Resources
) -> None:
    caller = iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))

    endpoint.grant_invoke(caller)

    (policy,) = resources(stack, "AWS::IAM::Policy")
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == "sagemaker:InvokeEndpoint"


@pytest.mark.parametrize(
    ("method", "namespace", "name", "statistic"),
    [
        ("metric_invocations", "AWS/SageMaker", "Invocations", "Sum"),
        ("metric_model_latency", "AWS/SageMaker", "ModelLatency", "Average"),
        ("metric_overhead_latency", "AWS/SageMaker", "OverheadLatency", "Average"),
        ("metric_model_setup_time", "AWS/SageMaker", "ModelSetupTime", "Average"),
        (
            "metric_memory_utilization",
            "/aws/sagemaker/Endpoints",
            "MemoryUtilization",
            "Average",
        ),
        (
            "metric_concurrency_utilization",
            "AWS/SageMaker",
            "ServerlessConcurrentExecutionsUtilization",
            "Average",
        ),
        (
            "metric_provisioned_concurrency_executions",
            "AWS/SageMaker",
            "ServerlessProvisionedConcurrencyExecutions",
            "Average",
        ),
        (
            "metric_provisioned_concurrency_utilization",
            "AWS/SageMaker",
            "ServerlessProvisionedConcurrencyUtilization",
            "Average",
        ),
        (
            "metric_provisioned_concurrency_invocations",
            "AWS/SageMaker",
            "ServerlessProvisionedConcurrencyInvocations",
            "Average",
        ),
        (
            "metric_provisioned_concurrency_spillover_invocations",
            "AWS/SageMaker",
            "ServerlessProvisionedConcurrencySpilloverInvocations",
            "Average",
        ),
    ],
)
def test_metrics_are_those_of_the_variant(
    stack: cdk.Stack,
    endpoint: ServerlessEndpoint,
    *,
    method: str,
    namespace: str,
    name: str,
    statistic: str,
) -> None:
    metric = getattr(endpoint, method)()

    assert (metric.namespace, metric.metric_name) == (namespace, name)
    assert metric.statistic == statistic
    assert stack.resolve(metric.dimensions) == {
        "EndpointName": stack.resolve(endpoint.endpoint_name),
        "VariantName": "AllTraffic",
    }


def test_metric_options_win(endpoint: ServerlessEndpoint) -> None:
    metric = endpoint.metric_model_setup_time(statistic="p99")

    assert metric.statistic == "p99"


@pytest.mark.parametrize("code", list(InvocationHttpResponseCode))
def test_errors_are_counted(endpoint: ServerlessEndpoint, code: InvocationHttpResponseCode) -> None:
    metric = endpoint.metric_invocation_response_code(code)

    assert (metric.metric_name, metric.statistic) == (code.value, "Sum")


def test_metric_that_is_never_published_is_refused(endpoint: ServerlessEndpoint) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        endpoint.variant("AllTraffic").metric_cpu_utilization()

    assert str(refusal.value) == (
        "metric CPUUtilization of variant 'AllTraffic': a serverless endpoint does not publish it"
    )


def test_variant_gives_any_metric_by_its_name(endpoint: ServerlessEndpoint) -> None:
    metric = endpoint.variant("AllTraffic").metric("Forecasts", "Made", statistic="Sum")

    assert (metric.namespace, metric.metric_name, metric.statistic) == ("Forecasts", "Made", "Sum")


def test_variant_of_another_name_is_refused(endpoint: ServerlessEndpoint) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        endpoint.variant("champion")

    assert str(refusal.value) == (
        "ServerlessEndpoint 'Stack/Rare': variant: got 'champion', it has 'AllTraffic'"
    )


def test_instances_do_not_scale(endpoint: ServerlessEndpoint) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        endpoint.variant("AllTraffic").auto_scale_instance_count(max_capacity=4)

    assert str(refusal.value) == (
        "auto_scale_instance_count of variant 'AllTraffic': a serverless endpoint scales by "
        "itself; auto_scale_provisioned_concurrency moves what is kept warm"
    )


def test_framework_image_serves_a_folder(
    stack: cdk.Stack, script_mode_container: ContainerDefinition, resources: Resources
) -> None:
    model = Model(stack, "Forecaster", containers=[script_mode_container])
    ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=1)

    assert len(resources(stack, CONFIG)) == 1
