"""What an endpoint is to other constructs and other stacks: grants, references, names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker

from sagemaker_endpoints import InstanceVariant, RealTimeEndpoint

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Render = Callable[[cdk.Stack], dict[str, Any]]


@pytest.fixture
def caller(stack: cdk.Stack) -> iam.Role:
    return iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))


def test_invoking_is_granted_on_this_endpoint_alone(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, caller: iam.Role, resources: Resources
) -> None:
    grant = endpoint.grant_invoke(caller)

    (policy,) = resources(stack, "AWS::IAM::Policy")
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert grant.success
    assert statement["Action"] == "sagemaker:InvokeEndpoint"
    assert statement["Resource"] == stack.resolve(endpoint.endpoint_arn)


def test_api_gateway_integrates_the_endpoint(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    api = apigateway.RestApi(stack, "Api", cloud_watch_role=False)

    api.root.add_method("POST", apigateway.SagemakerIntegration(endpoint))

    (method,) = resources(stack, "AWS::ApiGateway::Method")
    (policy,) = resources(stack, "AWS::IAM::Policy")
    (statement,) = policy["PolicyDocument"]["Statement"]
    uri = method["Integration"]["Uri"]["Fn::Join"][1]
    assert stack.resolve(endpoint.endpoint_name) in uri
    assert statement["Action"] == "sagemaker:InvokeEndpoint"


def test_endpoint_is_a_reference_for_other_constructs(
    stack: cdk.Stack, endpoint: RealTimeEndpoint
) -> None:
    arn = sagemaker.CfnEndpoint.arn_for_endpoint(endpoint)

    assert stack.resolve(arn) == stack.resolve(endpoint.endpoint_arn)


def test_other_stack_of_the_app_reads_name_and_arn(
    app: cdk.App, endpoint: RealTimeEndpoint, template: Render
) -> None:
    env = cdk.Environment(account="111111111111", region="eu-west-1")
    other = cdk.Stack(app, "Other", env=env)
    cdk.CfnOutput(other, "Name", value=endpoint.endpoint_name)
    cdk.CfnOutput(other, "Arn", value=endpoint.endpoint_arn)

    outputs = template(other)["Outputs"]

    assert all("Stack" in str(outputs[key]["Value"]) for key in ("Name", "Arn"))
    assert [stack.stack_name for stack in other.dependencies] == ["Stack"]


@pytest.mark.parametrize(
    "name", ["Demand", cdk.PhysicalName.GENERATE_IF_NEEDED], ids=["given", "generated"]
)
def test_other_region_reads_the_name_that_the_endpoint_has(
    app: cdk.App,
    stack: cdk.Stack,
    variant: InstanceVariant,
    *,
    template: Render,
    resources: Resources,
    name: str,
) -> None:
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[variant], endpoint_name=name)
    env = cdk.Environment(account="111111111111", region="us-east-1")
    other = cdk.Stack(app, "Other", env=env)
    cdk.CfnOutput(other, "Name", value=endpoint.endpoint_name)
    cdk.CfnOutput(other, "Arn", value=endpoint.endpoint_arn)

    outputs = template(other)["Outputs"]

    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")
    found = rendered["EndpointName"]
    assert outputs["Name"]["Value"] == found
    # SageMaker writes names in lower case into ARNs.
    assert outputs["Arn"]["Value"] == (
        f"arn:aws:sagemaker:eu-west-1:111111111111:endpoint/{found.lower()}"
    )
