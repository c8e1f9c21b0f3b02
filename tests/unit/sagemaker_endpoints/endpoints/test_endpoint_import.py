"""An endpoint that exists already: by name, by ARN, by both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam

from sagemaker_endpoints import Endpoint, RealTimeEndpoint

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ARN = "arn:aws:sagemaker:us-east-1:222222222222:endpoint/demand"


@pytest.fixture
def imported(stack: cdk.Stack) -> Endpoint:
    return RealTimeEndpoint.from_endpoint_name(stack, "Imported", "Demand-7")


def test_name_is_written_in_lower_case_into_the_arn(imported: Endpoint) -> None:
    assert imported.endpoint_name == "Demand-7"
    assert imported.endpoint_arn == "arn:aws:sagemaker:eu-west-1:111111111111:endpoint/demand-7"


def test_late_name_stays_whole(stack: cdk.Stack) -> None:
    late = cdk.CfnParameter(stack, "Name").value_as_string

    imported = RealTimeEndpoint.from_endpoint_name(stack, "Imported", late)

    prefix = "arn:aws:sagemaker:eu-west-1:111111111111:endpoint/"
    assert stack.resolve(imported.endpoint_name) == {"Ref": "Name"}
    assert stack.resolve(imported.endpoint_arn) == {"Fn::Join": ["", [prefix, {"Ref": "Name"}]]}


def test_name_in_china_lies_in_its_partition(china_stack: cdk.Stack) -> None:
    imported = RealTimeEndpoint.from_endpoint_name(china_stack, "Imported", "demand")

    assert imported.endpoint_arn.startswith("arn:aws-cn:sagemaker:cn-north-1:")


def test_arn_keeps_its_account_and_region(stack: cdk.Stack) -> None:
    imported = RealTimeEndpoint.from_endpoint_arn(stack, "Imported", ARN)

    assert (imported.endpoint_name, imported.endpoint_arn) == ("demand", ARN)
    assert (imported.env.account, imported.env.region) == ("222222222222", "us-east-1")


def test_late_arn_is_split_by_the_deploy(stack: cdk.Stack) -> None:
    late = cdk.CfnParameter(stack, "Arn").value_as_string

    imported = RealTimeEndpoint.from_endpoint_arn(stack, "Imported", late)

    resource = {"Fn::Select": [5, {"Fn::Split": [":", {"Ref": "Arn"}]}]}
    assert stack.resolve(imported.endpoint_name) == {
        "Fn::Select": [1, {"Fn::Split": ["/", resource]}]
    }
    assert stack.resolve(imported.endpoint_arn) == {"Ref": "Arn"}


def test_attributes_give_the_name_where_its_case_differs(stack: cdk.Stack) -> None:
    both = RealTimeEndpoint.from_endpoint_attributes(
        stack, "Both", endpoint_arn=ARN, endpoint_name="Demand"
    )
    by_arn = RealTimeEndpoint.from_endpoint_attributes(stack, "ByArn", endpoint_arn=ARN)

    assert (both.endpoint_name, both.endpoint_arn) == ("Demand", ARN)
    assert by_arn.endpoint_name == "demand"


def test_import_makes_no_resource(
    stack: cdk.Stack, imported: Endpoint, resources: Resources
) -> None:
    del imported

    assert resources(stack, "AWS::SageMaker::Endpoint") == []


def test_imported_endpoint_grants(
    stack: cdk.Stack, imported: Endpoint, resources: Resources
) -> None:
    caller = iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))

    imported.grant_invoke(caller)
    imported.grant_invoke_stream(caller)

    (policy,) = resources(stack, "AWS::IAM::Policy")
    statements = policy["PolicyDocument"]["Statement"]
    assert {statement["Resource"] for statement in statements} == {imported.endpoint_arn}
    assert statements[0]["Action"] == [
        "sagemaker:InvokeEndpoint",
        "sagemaker:InvokeEndpointWithResponseStream",
    ]


def test_imported_endpoint_is_integrated_by_api_gateway(
    stack: cdk.Stack, imported: Endpoint, resources: Resources
) -> None:
    api = apigateway.RestApi(stack, "Api", cloud_watch_role=False)

    api.root.add_method("POST", apigateway.SagemakerIntegration(imported))

    (method,) = resources(stack, "AWS::ApiGateway::Method")
    assert "endpoints/Demand-7/invocations" in str(method["Integration"]["Uri"])


def test_variant_of_an_imported_endpoint_is_taken_at_its_word(imported: Endpoint) -> None:
    metric = imported.variant("whatever").metric_invocations()

    assert metric.dimensions == {"EndpointName": "Demand-7", "VariantName": "whatever"}


def test_variant_of_an_imported_endpoint_scales(
    stack: cdk.Stack, imported: Endpoint, resources: Resources
) -> None:
    capacity = imported.variant("champion").auto_scale_instance_count(max_capacity=4)
    capacity.scale_on_invocations("Load", invocations_per_minute=70)

    (target,) = resources(stack, "AWS::ApplicationAutoScaling::ScalableTarget")

    assert target["ResourceId"] == "endpoint/Demand-7/variant/champion"
