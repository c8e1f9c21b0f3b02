"""What users of CDK do with constructs beyond what the library offers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk.cloudformation_include import CfnInclude
from constructs import IConstruct, IMixin

from sagemaker_endpoints import (
    ContainerDefinition,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
    ScalableInstanceCount,
)

TemplateOf = Callable[[cdk.Stack], dict[str, Any]]


def only(template: dict[str, Any], resource_type: str) -> dict[str, Any]:
    (found,) = (each for each in template["Resources"].values() if each["Type"] == resource_type)
    return dict(found)


def test_properties_that_l1_reads_are_those_that_were_given(model: Model) -> None:
    container = model.cfn_model.primary_container

    assert isinstance(container, sagemaker.CfnModel.ContainerDefinitionProperty)
    assert container.image is not None
    assert container.image.endswith("forecaster:1")


def test_every_l1_can_be_overridden(
    stack: cdk.Stack,
    endpoint: RealTimeEndpoint,
    capacity: ScalableInstanceCount,
    template: TemplateOf,
) -> None:
    endpoint.cfn_endpoint.add_property_override("RetainDeploymentConfig", value=True)
    endpoint.cfn_endpoint_config.add_metadata("Team", "forecasting")
    capacity.cfn_scalable_target.apply_removal_policy(cdk.RemovalPolicy.RETAIN)

    found = template(stack)

    assert only(found, "AWS::SageMaker::Endpoint")["Properties"]["RetainDeploymentConfig"] is True
    assert only(found, "AWS::SageMaker::EndpointConfig")["Metadata"] == {"Team": "forecasting"}
    target = only(found, "AWS::ApplicationAutoScaling::ScalableTarget")
    assert target["DeletionPolicy"] == "Retain"


def test_aspect_in_python_gets_objects_of_cdks_classes(
    app: cdk.App, stack: cdk.Stack, endpoint: RealTimeEndpoint, template: TemplateOf
) -> None:
    del endpoint
    visited: list[type] = []

    @jsii.implements(cdk.IAspect)
    class Boundary:
        def visit(self, node: IConstruct) -> None:
            visited.append(type(node))
            if isinstance(node, iam.CfnRole):
                node.permissions_boundary = "arn:aws:iam::111111111111:policy/team"

    cdk.Aspects.of(app).add(Boundary())

    role = only(template(stack), "AWS::IAM::Role")

    assert role["Properties"]["PermissionsBoundary"] == "arn:aws:iam::111111111111:policy/team"
    assert {Model, RealTimeEndpoint, sagemaker.CfnEndpoint, sagemaker.CfnModel} <= set(visited)


def test_dependencies_and_tags_reach_the_resources(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, template: TemplateOf
) -> None:
    bucket = s3.CfnBucket(stack, "Before")
    endpoint.node.add_dependency(bucket)
    cdk.Tags.of(endpoint).add("team", "forecasting")

    made = only(template(stack), "AWS::SageMaker::Endpoint")

    assert made["DependsOn"] == ["Before"]
    assert made["Properties"]["Tags"] == [{"Key": "team", "Value": "forecasting"}]


def test_class_of_ones_own_stays_what_python_has(
    stack: cdk.Stack, container: ContainerDefinition
) -> None:
    class Forecaster(Model):
        def __init__(self, construct_id: str) -> None:
            super().__init__(stack, construct_id, containers=[container])

    forecaster = Forecaster("Forecaster")
    variant = InstanceVariant(name="all", model=forecaster, instance_type="ml.m5.large")
    RealTimeEndpoint(stack, "Endpoint", variants=[variant])

    assert stack.node.find_child("Forecaster") is forecaster
    assert isinstance(forecaster.node.find_child("Role"), iam.CfnRole)


def test_role_that_was_replaced_is_left_alone(
    stack: cdk.Stack, model: Model, template: TemplateOf
) -> None:
    model.node.try_remove_child("Role")
    iam.CfnRole(model, "Role", assume_role_policy_document={})

    InstanceVariant(name="all", model=model, instance_type="ml.m5.large")
    s3.Bucket(stack, "Bucket").grant_read(model)

    found = template(stack)

    assert only(found, "AWS::IAM::Role")["Properties"] == {"AssumeRolePolicyDocument": {}}
    (role,) = only(found, "AWS::IAM::Policy")["Properties"]["Roles"]
    assert role["Ref"] in found["Resources"]


def test_endpoint_that_was_removed_still_tells_its_name(
    stack: cdk.Stack, endpoint: RealTimeEndpoint
) -> None:
    endpoint.node.try_remove_child("Resource")

    arn = stack.resolve(endpoint.endpoint_arn)

    assert arn == {"Ref": stack.get_logical_id(endpoint.cfn_endpoint)}


def test_mixin_in_python_gets_objects_of_cdks_classes(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, template: TemplateOf
) -> None:
    @jsii.implements(IMixin)
    class Isolated:
        def supports(self, construct: IConstruct) -> bool:
            return isinstance(construct, sagemaker.CfnModel)

        def apply_to(self, construct: IConstruct) -> None:
            assert isinstance(construct, sagemaker.CfnModel)
            construct.enable_network_isolation = True

    cdk.Mixins.of(stack).apply(Isolated())

    assert endpoint.with_(Isolated()) is endpoint
    model = only(template(stack), "AWS::SageMaker::Model")
    assert model["Properties"]["EnableNetworkIsolation"] is True


def test_removal_policies_and_boundaries_of_a_scope_reach_every_resource(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, template: TemplateOf
) -> None:
    del endpoint
    cdk.RemovalPolicies.of(stack).retain()
    boundary = iam.ManagedPolicy.from_managed_policy_name(stack, "Team", "team")
    iam.PermissionsBoundary.of(stack).apply(boundary)

    found = template(stack)

    assert {each["DeletionPolicy"] for each in found["Resources"].values()} == {"Retain"}
    assert "PermissionsBoundary" in only(found, "AWS::IAM::Role")["Properties"]


def test_model_of_a_template_that_was_included_is_hosted(
    stack: cdk.Stack, tmp_path: Path, template: TemplateOf
) -> None:
    file = tmp_path / "included.json"
    file.write_text('{"Resources": {"Theirs": {"Type": "AWS::SageMaker::Model"}}}')
    included = CfnInclude(stack, "Included", template_file=str(file))
    model: Any = included.get_resource("Theirs")

    variant = InstanceVariant(name="all", model=model, instance_type="ml.m5.large")
    RealTimeEndpoint(stack, "Endpoint", variants=[variant])

    config = only(template(stack), "AWS::SageMaker::EndpointConfig")["Properties"]
    (hosted,) = config["ProductionVariants"]
    assert hosted["ModelName"] == {"Fn::GetAtt": ["Theirs", "ModelName"]}
