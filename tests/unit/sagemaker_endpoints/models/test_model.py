"""A model: its containers, what it is to other constructs, and models that exist already."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker
from constructs import IConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    IModel,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Render = Callable[[cdk.Stack], dict[str, Any]]


def images(count: int) -> list[ContainerDefinition]:
    registry = "111111111111.dkr.ecr.eu-west-1.amazonaws.com"
    return [
        ContainerDefinition(image=ContainerImage.from_uri(f"{registry}/step:{number}"))
        for number in range(count)
    ]


def model_name_in_variant(
    stack: cdk.Stack, model: IModel | sagemaker.CfnModel, resources: Resources
) -> Any:
    variant = InstanceVariant(name="AllTraffic", model=model, instance_type="ml.m5.large")
    RealTimeEndpoint(stack, "Endpoint", variants=[variant])
    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")
    return config["ProductionVariants"][0]["ModelName"]


def test_one_container_is_the_primary_one(stack: cdk.Stack, resources: Resources) -> None:
    Model(stack, "Model", containers=images(1))

    (model,) = resources(stack, "AWS::SageMaker::Model")

    assert "Containers" not in model
    assert model["PrimaryContainer"]["Image"].endswith("step:0")


@pytest.mark.parametrize("count", [2, 15])
def test_several_containers_form_a_pipeline_in_their_order(
    stack: cdk.Stack, resources: Resources, count: int
) -> None:
    Model(stack, "Model", containers=images(count))

    (model,) = resources(stack, "AWS::SageMaker::Model")

    tags = [container["Image"].rpartition(":")[2] for container in model["Containers"]]
    assert tags == [str(number) for number in range(count)]
    assert "PrimaryContainer" not in model


@pytest.mark.parametrize("count", [0, 16])
def test_number_of_containers_that_sagemaker_refuses_is_refused(
    stack: cdk.Stack, count: int
) -> None:
    with pytest.raises(
        ConfigurationError,
        match=rf"^Model 'Stack/Model': containers: got {count}, allowed is 1 to 15$",
    ):
        Model(stack, "Model", containers=images(count))


def test_refused_model_leaves_nothing_behind(stack: cdk.Stack) -> None:
    with pytest.raises(ConfigurationError):
        Model(stack, "Model", containers=[])

    assert stack.node.children == []


def test_model_is_never_named(
    stack: cdk.Stack, model: Model, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    del model, endpoint

    named = [
        resource
        for kind in ("Model", "EndpointConfig")
        for resource in resources(stack, f"AWS::SageMaker::{kind}")
        if {"ModelName", "EndpointConfigName"} & resource.keys()
    ]

    assert named == []


def test_model_has_no_name_to_give(stack: cdk.Stack) -> None:
    with pytest.raises(TypeError, match="model_name"):
        Model(stack, "Model", containers=images(1), model_name="fixed")  # type: ignore[call-arg] # what is tested


def test_network_isolation_is_said_only_when_asked_for(
    stack: cdk.Stack, resources: Resources
) -> None:
    Model(stack, "Isolated", containers=images(1), network_isolation=True)
    Model(stack, "Plain", containers=images(1))

    models = resources(stack, "AWS::SageMaker::Model")

    assert [model.get("EnableNetworkIsolation") for model in models] == [True, None]


def test_children_stay_below_the_model(stack: cdk.Stack, model: Model) -> None:
    del model

    assert [child.node.id for child in stack.node.children] == ["Model"]


def test_default_child_is_the_resource(model: Model) -> None:
    assert isinstance(model.node.default_child, sagemaker.CfnModel)
    assert model.node.default_child.node.path == model.cfn_model.node.path


def test_name_and_arn_come_from_cloudformation(stack: cdk.Stack, model: Model) -> None:
    logical_id = stack.resolve(stack.get_logical_id(model.cfn_model))

    assert stack.resolve(model.model_name) == {"Fn::GetAtt": [logical_id, "ModelName"]}
    assert stack.resolve(model.model_arn) == {"Ref": logical_id}


def test_model_is_a_reference_for_other_constructs(stack: cdk.Stack, model: Model) -> None:
    arn = sagemaker.CfnModel.arn_for_model(model)

    assert stack.resolve(arn) == stack.resolve(model.model_arn)


def test_model_is_a_principal_for_other_constructs(stack: cdk.Stack, model: Model) -> None:
    grant = iam.Grant.add_to_principal(
        grantee=model, actions=["s3:GetObject"], resource_arns=["arn:aws:s3:::bucket/key"]
    )

    assert grant.success
    assert stack.resolve(model.grant_principal.policy_fragment.principal_json) == stack.resolve(
        iam.ArnPrincipal(model.role.role_arn).policy_fragment.principal_json
    )


def test_imported_name_is_used_as_it_is(stack: cdk.Stack, resources: Resources) -> None:
    imported = Model.from_model_name(stack, "Imported", "forecaster-7")

    assert model_name_in_variant(stack, imported, resources) == "forecaster-7"


def test_imported_arn_gives_its_name(stack: cdk.Stack, resources: Resources) -> None:
    arn = "arn:aws:sagemaker:eu-west-1:111111111111:model/forecaster-7"
    imported = Model.from_model_arn(stack, "Imported", arn)

    assert model_name_in_variant(stack, imported, resources) == "forecaster-7"


def test_late_arn_is_split_by_the_deploy(stack: cdk.Stack, resources: Resources) -> None:
    arn = cdk.CfnParameter(stack, "ModelArn").value_as_string
    imported = Model.from_model_arn(stack, "Imported", arn)

    name = model_name_in_variant(stack, imported, resources)

    resource = {"Fn::Select": [5, {"Fn::Split": [":", {"Ref": "ModelArn"}]}]}
    assert name == {"Fn::Select": [1, {"Fn::Split": ["/", resource]}]}


def test_plain_resource_serves_as_a_model(stack: cdk.Stack, resources: Resources) -> None:
    plain = sagemaker.CfnModel(
        stack, "Plain", execution_role_arn="arn:aws:iam::111111111111:role/r"
    )

    assert model_name_in_variant(stack, plain, resources) == {"Fn::GetAtt": ["Plain", "ModelName"]}


def test_anything_with_a_model_name_serves_as_a_model(
    stack: cdk.Stack, resources: Resources
) -> None:
    anything = SimpleNamespace(model_name="of-another-library")

    assert model_name_in_variant(stack, anything, resources) == "of-another-library"


def test_models_of_one_stack_do_not_share_a_role(stack: cdk.Stack, resources: Resources) -> None:
    for name in ("Champion", "Challenger"):
        Model(stack, name, containers=images(1))

    models = resources(stack, "AWS::SageMaker::Model")

    assert len({str(model["ExecutionRoleArn"]) for model in models}) == 2


def test_model_without_faults_has_no_warnings(
    model: Model, warnings_of: Callable[[IConstruct], list[str]]
) -> None:
    assert warnings_of(model) == []


def test_ids_are_stable(stack: cdk.Stack, model: Model, template: Render) -> None:
    model.add_to_role_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=["*"]))

    # A changed id replaces the resource in every stack that is deployed.
    assert sorted(template(stack)["Resources"]) == [
        "Model0301700E",
        "ModelGrantedRolePolicy2268C51C",
        "ModelRole6A0569D6",
    ]
