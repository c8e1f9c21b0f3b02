from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct, IConstruct

from sagemaker_endpoints import (
    ComponentRollout,
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    Endpoint,
    InferenceComponent,
    InferenceComponentEndpoint,
    InvocationHttpResponseCode,
    Model,
    ModelData,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ById = Callable[[cdk.Stack, str], dict[str, dict[str, Any]]]
COMPONENT = "AWS::SageMaker::InferenceComponent"
ACCOUNT, REGION = "111111111111", "eu-west-1"
SAGEMAKER_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")


@pytest.fixture
def shared(stack: cdk.Stack) -> InferenceComponentEndpoint:
    """An endpoint of one GPU, 8 vCPUs and 32 GiB."""
    return InferenceComponentEndpoint(stack, "Shared", instance_type="ml.g5.2xlarge")


def test_component_of_a_model(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model, by_id: ById
) -> None:
    component = shared.add_component(
        "Chronos",
        model=model,
        min_memory_mb=1024,
        max_memory_mb=4096,
        cpus=0.5,
        accelerators=1,
        copies=2,
        startup_timeout=cdk.Duration.minutes(10),
        data_download_timeout=cdk.Duration.minutes(5),
    )

    (endpoint_id,) = by_id(stack, "AWS::SageMaker::Endpoint")
    (model_id,) = by_id(stack, "AWS::SageMaker::Model")
    ((component_id, resource),) = by_id(stack, COMPONENT).items()
    assert resource == {
        "Type": COMPONENT,
        "Properties": {
            "EndpointName": {"Fn::GetAtt": [endpoint_id, "EndpointName"]},
            "VariantName": "AllTraffic",
            "InferenceComponentName": component.component_name,
            "RuntimeConfig": {"CopyCount": 2},
            "Specification": {
                "ModelName": {"Fn::GetAtt": [model_id, "ModelName"]},
                "ComputeResourceRequirements": {
                    "MinMemoryRequiredInMb": 1024,
                    "MaxMemoryRequiredInMb": 4096,
                    "NumberOfCpuCoresRequired": 0.5,
                    "NumberOfAcceleratorDevicesRequired": 1,
                },
                "StartupParameters": {
                    "ContainerStartupHealthCheckTimeoutInSeconds": 600,
                    "ModelDataDownloadTimeoutInSeconds": 300,
                },
            },
        },
    }
    assert stack.resolve(component.component_arn) == {"Ref": component_id}
    assert component.endpoint is shared


def test_smallest_component_asks_for_memory_alone(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, resources: Resources
) -> None:
    shared.add_component(
        "Own", model=Model.from_model_name(stack, "Model", "m-1"), min_memory_mb=128
    )

    (component,) = resources(stack, COMPONENT)
    assert component["RuntimeConfig"] == {"CopyCount": 1}
    assert component["Specification"] == {
        "ModelName": "m-1",
        "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 128},
    }


def test_model_of_l1_is_named_by_its_attribute(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, resources: Resources
) -> None:
    cfn_model = sagemaker.CfnModel(stack, "Raw", execution_role_arn="arn:aws:iam::1:role/r")

    shared.add_component("Own", model=cfn_model, min_memory_mb=128)

    (component,) = resources(stack, COMPONENT)
    assert component["Specification"]["ModelName"] == {"Fn::GetAtt": ["Raw", "ModelName"]}


def test_model_may_write_the_logs_of_components(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model, by_id: ById
) -> None:
    shared.add_component("Chronos", model=model, min_memory_mb=1024)

    role = by_id(stack, "AWS::IAM::Role")["ModelRole6A0569D6"]
    (policy,) = role["Properties"]["Policies"]
    rights = {each["Sid"]: each["Resource"] for each in policy["PolicyDocument"]["Statement"]}
    logs = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/sagemaker"
    assert rights["WriteLogs"] == [f"{logs}/Endpoints/*", f"{logs}/InferenceComponents/*"]


def test_component_of_a_container_runs_under_the_role_of_the_endpoint(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, resources: Resources
) -> None:
    image = ContainerImage.from_uri(f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/forecaster:1")
    container = ContainerDefinition(
        image=image,
        model_data=ModelData.from_uri("s3://artifacts/chronos.tar.gz"),
        environment={"HORIZON": "24"},
    )

    shared.add_component("Chronos", container=container, min_memory_mb=1024)

    (component,) = resources(stack, COMPONENT)
    (role,) = resources(stack, "AWS::IAM::Role")
    rights = {
        each["Sid"]: each["Resource"] for each in role["Policies"][0]["PolicyDocument"]["Statement"]
    }
    assert component["Specification"]["Container"] == {
        "Image": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/forecaster:1",
        "ArtifactUrl": "s3://artifacts/chronos.tar.gz",
        "Environment": {"HORIZON": "24"},
    }
    assert rights["PullImage"] == f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/forecaster"
    assert rights["ReadModelData"] == "arn:aws:s3:::artifacts/chronos.tar.gz"


def test_folder_becomes_the_artifact_of_a_component(
    stack: cdk.Stack,
    shared: InferenceComponentEndpoint,
    script_mode_container: ContainerDefinition,
    resources: Resources,
) -> None:
    shared.add_component("Own", container=script_mode_container, min_memory_mb=1024)

    (component,) = resources(stack, COMPONENT)
    container = component["Specification"]["Container"]
    assert container["ArtifactUrl"].endswith(".tar.gz")
    assert container["Environment"]["SAGEMAKER_PROGRAM"] == "inference.py"


def test_name_tells_the_stack_and_the_place_in_it(
    shared: InferenceComponentEndpoint, model: Model
) -> None:
    component = shared.add_component("Chronos", model=model, min_memory_mb=1024)

    assert re.fullmatch("stack-shared-chronos-[0-9a-f]{8}", component.component_name)


def test_same_code_gives_the_same_name() -> None:
    def name() -> str:
        stack = cdk.Stack(cdk.App(), "Stack")
        endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large")
        model = Model.from_model_name(stack, "Model", "m-1")
        return endpoint.add_component("Own", model=model, min_memory_mb=128).component_name

    assert name() == name()


def test_stacks_of_two_names_have_components_of_two_names() -> None:
    def name(stack_name: str) -> str:
        stack = cdk.Stack(cdk.App(), "Stack", stack_name=stack_name)
        endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large")
        model = Model.from_model_name(stack, "Model", "m-1")
        return endpoint.add_component("Own", model=model, min_memory_mb=128).component_name

    assert name("dev-forecasts") != name("prod-forecasts")


def test_places_that_read_alike_have_names_of_their_own(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model
) -> None:
    other = InferenceComponentEndpoint(
        Construct(stack, "Sha"), "red", instance_type="ml.g5.2xlarge"
    )

    names = {
        shared.add_component("Own", model=model, min_memory_mb=128).component_name,
        shared.add_component("own", model=model, min_memory_mb=128).component_name,
        other.add_component("Own", model=model, min_memory_mb=128).component_name,
    }

    assert len(names) == 3


def test_long_paths_have_names_that_sagemaker_takes(stack: cdk.Stack) -> None:
    scope = Construct(stack, "A-" * 40 + "Team_of_Forecasters" * 3)
    endpoint = InferenceComponentEndpoint(scope, "Shared", instance_type="ml.m5.large")
    model = Model.from_model_name(stack, "Model", "m-1")

    component = endpoint.add_component("Chronos.Bolt", model=model, min_memory_mb=128)

    assert len(component.component_name) <= 63
    assert SAGEMAKER_NAME.fullmatch(component.component_name)
    assert component.component_name == component.component_name.lower()


def test_component_of_a_nested_stack_has_a_name_known_at_synth(stack: cdk.Stack) -> None:
    nested = cdk.NestedStack(stack, "Nested")
    endpoint = InferenceComponentEndpoint(nested, "Shared", instance_type="ml.m5.large")
    model = Model.from_model_name(nested, "Model", "m-1")

    component = endpoint.add_component("Own", model=model, min_memory_mb=128)

    assert component.component_name.startswith("stack-nested-shared-own-")


def test_name_can_be_given(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model, resources: Resources
) -> None:
    shared.add_component("Own", model=model, min_memory_mb=128, component_name="Forecasts-1")

    (component,) = resources(stack, COMPONENT)
    assert component["InferenceComponentName"] == "Forecasts-1"


def components_of(
    by_id: ById, *, endpoint_name: str | None = None, component_name: str | None = None
) -> dict[str, str]:
    """The logical ids of a component and its adapter, with their names."""
    stack = cdk.Stack(cdk.App(), "Stack")
    endpoint = InferenceComponentEndpoint(
        stack, "Shared", instance_type="ml.m5.large", endpoint_name=endpoint_name
    )
    base = endpoint.add_component(
        "Own",
        model=Model.from_model_name(stack, "Model", "m-1"),
        min_memory_mb=128,
        component_name=component_name,
    )
    base.add_adapter("Spain", artifact=ModelData.from_uri("s3://artifacts/es.tar.gz"))
    found = by_id(stack, COMPONENT).items()
    return {key: whole["Properties"]["InferenceComponentName"] for key, whole in found}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"endpoint_name": "forecasts"}),
        ({"endpoint_name": "forecasts"}, {"endpoint_name": "demand"}),
        ({}, {"component_name": "nlinear"}),
        ({"component_name": "nlinear"}, {"component_name": "chronos"}),
    ],
)
def test_other_fixed_names_make_other_components_instead_of_renaming_them(
    by_id: ById, before: dict[str, str], after: dict[str, str]
) -> None:
    old, new = components_of(by_id, **before), components_of(by_id, **after)

    # SageMaker can neither rename nor move a component; CloudFormation would ask it to.
    assert old.keys() & new.keys() == set()
    assert set(old.values()) & set(new.values()) == set()


def test_l1_of_a_component_with_a_fixed_name_is_found(
    shared: InferenceComponentEndpoint, model: Model
) -> None:
    component = shared.add_component(
        "Own", model=model, min_memory_mb=128, component_name="nlinear"
    )

    assert component.node.default_child is not None
    assert component.node.default_child.node.path == component.cfn_inference_component.node.path


def test_other_stacks_name_the_component_without_an_export(
    app: cdk.App, shared: InferenceComponentEndpoint, model: Model
) -> None:
    component = shared.add_component("Own", model=model, min_memory_mb=128)
    other = cdk.Stack(app, "Other", env=cdk.Environment(account=ACCOUNT, region=REGION))
    cdk.CfnOutput(other, "Name", value=component.component_name)

    app.synth()

    assert other.dependencies == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"min_memory_mb": 127}, "min_memory_mb: got 127, allowed is at least 128"),
        ({"max_memory_mb": 127}, "max_memory_mb: got 127, allowed is at least 128"),
        (
            {"min_memory_mb": 1024, "max_memory_mb": 1023},
            "max_memory_mb: got 1023, allowed is at least min_memory_mb, 1024",
        ),
        ({"cpus": 0.2}, "cpus: got 0.2, allowed is at least 0.25"),
        ({"cpus": 9}, "cpus: got 9, ml.g5.2xlarge has 8"),
        ({"accelerators": 0}, "accelerators: got 0, allowed is at least 1"),
        ({"accelerators": 2}, "accelerators: got 2, ml.g5.2xlarge has 1"),
        ({"min_memory_mb": 32769}, "min_memory_mb: got 32769, ml.g5.2xlarge has 32768"),
        ({"copies": -1}, "copies: got -1, allowed is at least 0"),
        (
            {"startup_timeout": cdk.Duration.seconds(59)},
            "startup_timeout: got 59, allowed is 60 to 3600 seconds",
        ),
        (
            {"data_download_timeout": cdk.Duration.hours(2)},
            "data_download_timeout: got 7200, allowed is 60 to 3600 seconds",
        ),
        ({"component_name": "my_model"}, "component_name: got 'my_model'"),
        ({"component_name": "a" * 64}, "1 to 63 letters, digits and inner hyphens"),
        ({"model": None}, "model: give either model or container; got neither"),
    ],
)
def test_what_cannot_work_is_refused_at_once(
    shared: InferenceComponentEndpoint, model: Model, given: dict[str, Any], fault: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        shared.add_component("Own", **{"model": model, "min_memory_mb": 128, **given})

    assert str(refusal.value).startswith("InferenceComponent 'Stack/Shared/Own': ")
    assert fault in str(refusal.value)


@pytest.mark.parametrize(
    "given",
    [
        {"min_memory_mb": 16384},
        {"max_memory_mb": 128},
        {"cpus": 0.25},
        {"cpus": 8},
        {"accelerators": 1},
        {"startup_timeout": cdk.Duration.seconds(60)},
        {"data_download_timeout": cdk.Duration.hours(1)},
        {"component_name": "a" * 63},
    ],
)
def test_what_just_fits_is_taken(
    shared: InferenceComponentEndpoint,
    model: Model,
    given: dict[str, Any],
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    component = shared.add_component("Own", **{"model": model, "min_memory_mb": 128, **given})

    assert warnings_of(component) == []


def test_accelerator_of_a_type_without_any_is_refused(stack: cdk.Stack, model: Model) -> None:
    endpoint = InferenceComponentEndpoint(stack, "Cpu", instance_type="ml.m5.large")

    with pytest.raises(ConfigurationError, match=r"accelerators: got 1, ml\.m5\.large has none"):
        endpoint.add_component("Own", model=model, min_memory_mb=128, accelerators=1)


def test_either_count_of_an_aws_chip_is_taken(stack: cdk.Stack, model: Model) -> None:
    # One chip with two cores: AWS's pages count now the one, now the other.
    endpoint = InferenceComponentEndpoint(stack, "Chip", instance_type="ml.inf2.xlarge")

    endpoint.add_component("Cores", model=model, min_memory_mb=128, accelerators=2)

    with pytest.raises(ConfigurationError, match=r"accelerators: got 3, ml\.inf2\.xlarge has 2"):
        endpoint.add_component("More", model=model, min_memory_mb=128, accelerators=3)


def test_nothing_is_known_to_be_too_much_for_an_unknown_type(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    endpoint = InferenceComponentEndpoint(stack, "New", instance_type="ml.g99.large")

    endpoint.add_component("Own", model=model, min_memory_mb=10**7, accelerators=99, cpus=999)

    assert len(resources(stack, COMPONENT)) == 1


def test_late_values_of_a_component_are_never_wrong(
    shared: InferenceComponentEndpoint,
    model: Model,
    late_number: Any,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    component = shared.add_component(
        "Own",
        model=model,
        min_memory_mb=late_number,
        max_memory_mb=late_number,
        cpus=late_number,
        accelerators=late_number,
        copies=late_number,
    )
    component.auto_scale_copy_count(min_capacity=1, max_capacity=late_number)

    assert warnings_of(component) == []


def test_model_and_container_together_are_refused(
    shared: InferenceComponentEndpoint, model: Model, container: ContainerDefinition
) -> None:
    with pytest.raises(ConfigurationError, match="give either model or container; got both"):
        shared.add_component("Own", model=model, container=container, min_memory_mb=128)


@pytest.mark.parametrize("taken", ["Own", "Config", "Role"])
def test_id_that_is_taken_is_refused(
    shared: InferenceComponentEndpoint, model: Model, taken: str
) -> None:
    shared.add_component("Own", model=model, min_memory_mb=128)

    with pytest.raises(ConfigurationError, match="id: another of it has this one"):
        shared.add_component(taken, model=model, min_memory_mb=128)


def test_name_that_is_taken_is_refused(shared: InferenceComponentEndpoint, model: Model) -> None:
    shared.add_component("One", model=model, min_memory_mb=128, component_name="forecasts")

    with pytest.raises(ConfigurationError, match="component_name: got 'forecasts', another"):
        shared.add_component("Two", model=model, min_memory_mb=128, component_name="forecasts")


def test_container_of_a_component_takes_16_variables(
    shared: InferenceComponentEndpoint, container: ContainerDefinition
) -> None:
    names = [f"VARIABLE_{number}" for number in range(17)]
    fitting = ContainerDefinition(image=container.image, environment=dict.fromkeys(names[:16], ""))
    too_many = ContainerDefinition(image=container.image, environment=dict.fromkeys(names, ""))

    shared.add_component("Fits", container=fitting, min_memory_mb=128)

    with pytest.raises(ConfigurationError, match="a component takes 16: pass a model"):
        shared.add_component("Own", container=too_many, min_memory_mb=128)


def test_container_of_a_component_takes_no_variable_of_one_letter(
    shared: InferenceComponentEndpoint, container: ContainerDefinition
) -> None:
    short = ContainerDefinition(image=container.image, environment={"H": "24"})

    with pytest.raises(ConfigurationError, match=r"environment\['H'\]: a component takes names"):
        shared.add_component("Own", container=short, min_memory_mb=128)


def test_container_with_a_hostname_belongs_into_a_model(
    shared: InferenceComponentEndpoint, container: ContainerDefinition
) -> None:
    named = ContainerDefinition(image=container.image, container_hostname="first")

    with pytest.raises(ConfigurationError, match="have a container_hostname: the containers of"):
        shared.add_component("Own", container=named, min_memory_mb=128)


def test_container_with_a_prefix_belongs_into_a_model(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, container: ContainerDefinition
) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "artifacts")
    prefixed = ContainerDefinition(
        image=container.image, model_data=ModelData.from_prefix(bucket, "chronos/")
    )

    with pytest.raises(ConfigurationError, match="load their artifact from a prefix"):
        shared.add_component("Own", container=prefixed, min_memory_mb=128)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"min_memory_mb": 16385}, "LittleMemoryLeft"),
        ({"copies": 0}, "NoCopies"),
        (
            {
                "copies": 3,
                "rollout": ComponentRollout(batch_copy_count=2, bake=cdk.Duration.seconds(0)),
            },
            "LargeBatch",
        ),
    ],
)
def test_what_may_fail_warns(
    shared: InferenceComponentEndpoint,
    model: Model,
    given: dict[str, Any],
    rule: str,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    component = shared.add_component("Own", **{"model": model, "min_memory_mb": 128, **given})

    (warning,) = warnings_of(component)
    assert f"sagemaker-endpoints::{rule}" in warning


def test_isolation_of_the_model_alone_warns(
    stack: cdk.Stack,
    shared: InferenceComponentEndpoint,
    container: ContainerDefinition,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    isolated = Model(stack, "Isolated", containers=[container], network_isolation=True)
    endpoint = InferenceComponentEndpoint(
        stack, "Cut", instance_type="ml.m5.large", network_isolation=True
    )

    lost = shared.add_component("Own", model=isolated, min_memory_mb=128)
    kept = endpoint.add_component("Own", model=isolated, min_memory_mb=128)

    (warning,) = warnings_of(lost)
    assert "sagemaker-endpoints::NetworkOfModel" in warning
    assert warnings_of(kept) == []


def test_adapter_has_a_base_an_artifact_and_nothing_else(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model, by_id: ById
) -> None:
    base = shared.add_component("Chronos", model=model, min_memory_mb=1024)

    adapter = base.add_adapter("Spain", artifact=ModelData.from_uri("s3://artifacts/es.tar.gz"))

    (endpoint_id,) = by_id(stack, "AWS::SageMaker::Endpoint")
    components = by_id(stack, COMPONENT)
    base_id = next(key for key, value in components.items() if "DependsOn" not in value)
    (resource,) = (value for key, value in components.items() if key != base_id)
    assert resource == {
        "Type": COMPONENT,
        "Properties": {
            "EndpointName": {"Fn::GetAtt": [endpoint_id, "EndpointName"]},
            "InferenceComponentName": adapter.component_name,
            "Specification": {
                "BaseInferenceComponentName": base.component_name,
                "Container": {"ArtifactUrl": "s3://artifacts/es.tar.gz"},
            },
        },
        "DependsOn": [base_id],
    }
    assert shared.components == (base, adapter)


def test_role_of_the_endpoint_may_read_the_artifact_of_an_adapter(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model, by_id: ById
) -> None:
    base = shared.add_component("Chronos", model=model, min_memory_mb=1024)

    base.add_adapter("Spain", artifact=ModelData.from_uri("s3://artifacts/es.tar.gz"))

    roles = by_id(stack, "AWS::IAM::Role")
    (role,) = (value for key, value in roles.items() if key.startswith("Shared"))
    assert "arn:aws:s3:::artifacts/es.tar.gz" in str(role)


def test_adapter_of_a_prefix_is_refused(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model
) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "artifacts")
    base = shared.add_component("Chronos", model=model, min_memory_mb=1024)

    with pytest.raises(ConfigurationError, match="artifact: got a prefix of a bucket"):
        base.add_adapter("Spain", artifact=ModelData.from_prefix(bucket, "es/"))


def test_second_adapter_of_one_id_is_refused(
    shared: InferenceComponentEndpoint, model: Model, tmp_path: Path
) -> None:
    (tmp_path / "weights").write_bytes(b"lora")
    base = shared.add_component("Chronos", model=model, min_memory_mb=1024)
    base.add_adapter("Spain", artifact=ModelData.from_asset(tmp_path))

    with pytest.raises(ConfigurationError, match="'Stack/Shared/Chronos/Spain': id: another"):
        base.add_adapter("Spain", artifact=ModelData.from_asset(tmp_path))


@pytest.mark.parametrize(
    ("grant", "action"),
    [
        (InferenceComponent.grant_invoke, "sagemaker:InvokeEndpoint"),
        (InferenceComponent.grant_invoke_stream, "sagemaker:InvokeEndpointWithResponseStream"),
    ],
)
def test_grant_of_a_component_covers_itself_and_the_endpoint_alone(
    *,
    stack: cdk.Stack,
    shared: InferenceComponentEndpoint,
    model: Model,
    by_id: ById,
    grant: Callable[[InferenceComponent, iam.IGrantable], iam.Grant],
    action: str,
) -> None:
    caller = iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    component = shared.add_component("Chronos", model=model, min_memory_mb=1024)
    shared.add_component("Other", model=model, min_memory_mb=1024)

    grant(component, caller)

    (policy,) = by_id(stack, "AWS::IAM::Policy").values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == action
    assert sorted(map(str, statement["Resource"])) == sorted(
        str(stack.resolve(arn)) for arn in (shared.endpoint_arn, component.component_arn)
    )


def test_metrics_carry_the_component_as_their_only_dimension(
    shared: InferenceComponentEndpoint, model: Model
) -> None:
    component = shared.add_component("Chronos", model=model, min_memory_mb=1024)

    found = {
        (metric.namespace, metric.metric_name, metric.statistic)
        for metric in metrics_of(component)
        if metric.dimensions == {"InferenceComponentName": component.component_name}
    }

    copies = "/aws/sagemaker/InferenceComponents"
    assert found == {
        ("AWS/SageMaker", "Invocations", "Sum"),
        ("AWS/SageMaker", "InvocationsPerCopy", "Sum"),
        ("AWS/SageMaker", "ConcurrentRequestsPerCopy", "Maximum"),
        ("AWS/SageMaker", "NoCapacityInvocationFailures", "Sum"),
        ("AWS/SageMaker", "Invocation5XXErrors", "Sum"),
        ("AWS/SageMaker", "ModelLatency", "Average"),
        ("AWS/SageMaker", "OverheadLatency", "Average"),
        (copies, "CPUUtilizationNormalized", "Average"),
        (copies, "MemoryUtilizationNormalized", "Average"),
        (copies, "GPUUtilizationNormalized", "Average"),
        (copies, "GPUMemoryUtilizationNormalized", "Average"),
        ("Own", "Loss", "Average"),
    }


def test_component_that_exists_can_be_invoked_and_watched(
    stack: cdk.Stack, resources: Resources
) -> None:
    endpoint = Endpoint.from_endpoint_name(stack, "Shared", "Forecasts")
    caller = iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))

    component = InferenceComponent.from_component_name(
        stack, "Chronos", "Chronos-1", endpoint=endpoint
    )
    component.grant_invoke(caller)

    (policy,) = resources(stack, "AWS::IAM::Policy")
    (statement,) = policy["PolicyDocument"]["Statement"]
    prefix = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}"
    assert statement["Resource"] == [
        f"{prefix}:endpoint/forecasts",
        f"{prefix}:inference-component/chronos-1",
    ]
    assert component.endpoint is endpoint
    assert component.metric_invocations().dimensions == {"InferenceComponentName": "Chronos-1"}


def test_component_of_another_partition_has_its_arn(china_stack: cdk.Stack) -> None:
    endpoint = Endpoint.from_endpoint_name(china_stack, "Shared", "forecasts")

    component = InferenceComponent.from_component_name(
        china_stack, "Chronos", "chronos", endpoint=endpoint
    )

    prefix = f"arn:aws-cn:sagemaker:cn-north-1:{ACCOUNT}"
    assert component.component_arn == f"{prefix}:inference-component/chronos"


def metrics_of(component: InferenceComponent) -> list[cloudwatch.Metric]:
    return [
        component.metric_invocations(),
        component.metric_invocations_per_copy(),
        component.metric_concurrent_requests_per_copy(),
        component.metric_no_capacity_invocation_failures(),
        component.metric_invocation_response_code(InvocationHttpResponseCode.INVOCATION_5XX_ERRORS),
        component.metric_model_latency(),
        component.metric_overhead_latency(),
        component.metric_cpu_utilization(),
        component.metric_memory_utilization(),
        component.metric_gpu_utilization(),
        component.metric_gpu_memory_utilization(),
        component.metric("Own", "Loss"),
    ]


def test_component_elsewhere_is_known_by_its_arn(china_stack: cdk.Stack) -> None:
    arn = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:inference-component/chronos"
    endpoint = Endpoint.from_endpoint_arn(
        china_stack, "Shared", f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:endpoint/forecasts"
    )

    component = InferenceComponent.from_component_arn(
        china_stack, "Chronos", arn, endpoint=endpoint
    )

    assert (component.component_name, component.component_arn) == ("chronos", arn)
    assert component.metric_invocations().region == "us-east-1"


def test_what_names_no_component_is_refused(stack: cdk.Stack) -> None:
    endpoint = Endpoint.from_endpoint_name(stack, "Shared", "forecasts")
    name, arn = "a b", f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:endpoint/forecasts"

    with pytest.raises(ConfigurationError, match="'Stack/Named': component_name: got 'a b', allo"):
        InferenceComponent.from_component_name(stack, "Named", name, endpoint=endpoint)
    with pytest.raises(ConfigurationError, match=r"component_arn: got .*:inference-component/<n"):
        InferenceComponent.from_component_arn(stack, "Known", arn, endpoint=endpoint)
