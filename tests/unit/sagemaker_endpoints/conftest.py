"""Stacks to put constructs into, and what they give."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template
from constructs import IConstruct

from sagemaker_endpoints import (
    ContainerDefinition,
    ContainerImage,
    InstanceVariant,
    Model,
    ModelData,
    RealTimeEndpoint,
    ScalableInstanceCount,
)
from sagemaker_endpoints.common import _resources

Resources = dict[str, dict[str, Any]]
ACCOUNT, REGION = "111111111111", "eu-west-1"


def property_names(fqn: str) -> dict[str, str]:
    """What a class of CDK's L1 takes: names in Python, and those that Node knows."""
    _, module, name = fqn.split(".")
    properties = getattr(importlib.import_module(f"aws_cdk.{module}"), f"{name}Props")
    return dict(properties.__jsii_name_mapping__)


@pytest.fixture(autouse=True)
def properties_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    """Node drops properties that a resource does not have: no test goes on with one."""
    given = _resources._given

    def looked_at(fqn: str, properties: Mapping[str, Any]) -> dict[str, Any]:
        unknown = properties.keys() - property_names(fqn)
        assert not unknown, f"{fqn} has no {', '.join(sorted(unknown))}"
        return given(fqn, properties)

    monkeypatch.setattr(_resources, "_given", looked_at)


@pytest.fixture
def app(cdk_context: dict[str, Any], tmp_path: Path) -> cdk.App:
    return cdk.App(context=cdk_context, outdir=str(tmp_path / "cdk.out"))


@pytest.fixture
def stack(app: cdk.App) -> cdk.Stack:
    """A stack whose account and region are known."""
    return cdk.Stack(app, "Stack", env=cdk.Environment(account=ACCOUNT, region=REGION))


@pytest.fixture
def agnostic_stack(app: cdk.App) -> cdk.Stack:
    """A stack for whatever account and region it is deployed to."""
    return cdk.Stack(app, "Agnostic")


@pytest.fixture
def china_stack(app: cdk.App) -> cdk.Stack:
    """A stack in another partition."""
    return cdk.Stack(app, "China", env=cdk.Environment(account=ACCOUNT, region="cn-north-1"))


@pytest.fixture
def container() -> ContainerDefinition:
    """The smallest container: an image of our own, without an artifact."""
    return ContainerDefinition(
        image=ContainerImage.from_uri(f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/forecaster:1")
    )


@pytest.fixture
def model(stack: cdk.Stack, container: ContainerDefinition) -> Model:
    return Model(stack, "Model", containers=[container])


@pytest.fixture
def variant(model: Model) -> InstanceVariant:
    return InstanceVariant(name="champion", model=model, instance_type="ml.m5.large")


@pytest.fixture
def endpoint(stack: cdk.Stack, variant: InstanceVariant) -> RealTimeEndpoint:
    """An endpoint with the variant `champion`."""
    return RealTimeEndpoint(stack, "Endpoint", variants=[variant])


@pytest.fixture
def capacity(endpoint: RealTimeEndpoint) -> ScalableInstanceCount:
    """The number of instances of `champion`, 1 to 4."""
    return endpoint.variant("champion").auto_scale_instance_count(max_capacity=4)


@pytest.fixture
def late_number(stack: cdk.Stack) -> Any:
    """A number that only the deploy knows: the parameter `Late`."""
    return cdk.CfnParameter(stack, "Late", type="Number").value_as_number


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    """A folder with weights and the code that serves them."""
    folder = tmp_path / "forecaster"
    folder.mkdir()
    (folder / "inference.py").write_text("def model_fn(model_dir): ...\n")
    (folder / "model.pth").write_bytes(b"weights")
    return folder


@pytest.fixture
def docker_folder(tmp_path: Path) -> Path:
    """A folder that `docker build` could build; synth needs no docker."""
    folder = tmp_path / "image"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\n")
    return folder


@pytest.fixture
def script_mode_container(model_folder: Path) -> ContainerDefinition:
    """AWS's PyTorch image with an artifact from a folder."""
    return ContainerDefinition(
        image=ContainerImage.from_framework("pytorch", version="2.6.0"),
        model_data=ModelData.from_asset(model_folder),
    )


def template_of(stack: cdk.Stack) -> dict[str, Any]:
    """The stack as CloudFormation gets it."""
    template: dict[str, Any] = dict(Template.from_stack(stack).to_json())
    return template


def find_all(template: dict[str, Any], resource_type: str) -> list[dict[str, Any]]:
    """All resources of a type, whole: with Properties, DependsOn and the rest."""
    resources: Resources = template.get("Resources", {})
    return [resource for resource in resources.values() if resource["Type"] == resource_type]


@pytest.fixture
def template() -> Callable[[cdk.Stack], dict[str, Any]]:
    """A stack as CloudFormation gets it: `template(stack)`."""
    return template_of


@pytest.fixture
def resources() -> Callable[[cdk.Stack, str], list[dict[str, Any]]]:
    """The properties of all resources of a type: `resources(stack, "AWS::IAM::Role")`."""

    def properties_of(stack: cdk.Stack, resource_type: str) -> list[dict[str, Any]]:
        return [
            resource.get("Properties", {})
            for resource in find_all(template_of(stack), resource_type)
        ]

    return properties_of


@pytest.fixture
def by_id() -> Callable[[cdk.Stack, str], Resources]:
    """All resources of a type by their ids, whole: with Properties, DependsOn and the rest."""

    def found(stack: cdk.Stack, resource_type: str) -> Resources:
        resources: Resources = template_of(stack).get("Resources", {})
        return {key: whole for key, whole in resources.items() if whole["Type"] == resource_type}

    return found


@pytest.fixture
def url_and_reads() -> Callable[[cdk.Stack], tuple[Any, dict[str, Any]]]:
    """The artifact of the only model of a stack, and what its role may do about artifacts."""

    def found(stack: cdk.Stack) -> tuple[Any, dict[str, Any]]:
        template = template_of(stack)
        (model,) = find_all(template, "AWS::SageMaker::Model")
        (role,) = find_all(template, "AWS::IAM::Role")
        statements = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        reads = {
            statement["Sid"]: (statement["Action"], statement["Resource"])
            for statement in statements
            if "ModelData" in statement["Sid"]
        }
        return model["Properties"]["PrimaryContainer"]["ModelDataUrl"], reads

    return found


@pytest.fixture
def warnings_of() -> Callable[[IConstruct], list[str]]:
    """The warnings at a construct and below it, each ending in the ids that acknowledge it."""

    def below(construct: IConstruct) -> list[str]:
        found: list[IConstruct] = construct.node.find_all()
        return [
            str(entry.data)
            for child in found
            for entry in child.node.metadata
            if entry.type == "aws:cdk:warning"
        ]

    return below
