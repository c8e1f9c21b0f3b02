"""An endpoint that exists already: by name, by ARN, by both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam

from sagemaker_endpoints import (
    AsyncEndpoint,
    ConfigurationError,
    Endpoint,
    Model,
    RealTimeEndpoint,
)

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


HERE = "arn:aws:sagemaker:eu-west-1:111111111111"
Imports = Callable[[cdk.Stack, str, str], object]


@pytest.mark.parametrize(
    ("imported_by", "kind"),
    [
        (Endpoint.from_endpoint_arn, "endpoint"),
        (AsyncEndpoint.from_endpoint_arn, "endpoint"),
        (Model.from_model_arn, "model"),
    ],
    ids=["endpoint", "async_endpoint", "model"],
)
@pytest.mark.parametrize(
    "arn", ["", "demand", "arn:aws:s3:::demand", f"{HERE}:endpoint-config/demand", f"{HERE}:model/"]
)
def test_what_is_no_arn_of_its_kind_is_refused(
    stack: cdk.Stack, imported_by: Imports, kind: str, arn: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        imported_by(stack, "Imported", arn)

    allowed = f"arn:aws:sagemaker:<region>:<account>:{kind}/<name>"
    assert f" 'Stack/Imported': {kind}_arn: got {arn!r}, allowed is {allowed}" in str(refusal.value)


@pytest.mark.parametrize(
    "imported_by",
    [Endpoint.from_endpoint_name, AsyncEndpoint.from_endpoint_name, Model.from_model_name],
    ids=["endpoint", "async_endpoint", "model"],
)
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "got ''"),
        ("a b", "got 'a b', allowed is 1 to 63 letters, digits and inner hyphens"),
        ("endpoint/demand", "got 'endpoint/demand', allowed is 1 to 63"),
        (f"{HERE}:endpoint/demand", "got the ARN '.*', allowed is the name behind its last slash"),
    ],
)
def test_what_is_no_name_is_refused(
    stack: cdk.Stack, imported_by: Imports, name: str, told: str
) -> None:
    with pytest.raises(ConfigurationError, match=rf"'Stack/Imported': \w+_name: {told}"):
        imported_by(stack, "Imported", name)


def test_arn_and_name_of_two_endpoints_are_refused(stack: cdk.Stack) -> None:
    with pytest.raises(ConfigurationError, match="endpoint_name: got 'Returns', the ARN is of"):
        Endpoint.from_endpoint_attributes(
            stack, "Imported", endpoint_arn=f"{HERE}:endpoint/demand", endpoint_name="Returns"
        )


def test_model_of_another_account_and_region_is_refused(stack: cdk.Stack) -> None:
    arn = "arn:aws:sagemaker:us-east-1:222222222222:model/demand"

    with pytest.raises(ConfigurationError) as refusal:
        Model.from_model_arn(stack, "Imported", arn)

    (told,) = refusal.value.faults
    assert told == (
        f"model_arn: got {arn!r}, the stack is for account 111111111111 and Region eu-west-1: a "
        "model is used where it lies alone; make one there"
    )


def test_model_of_here_is_known_by_its_name(stack: cdk.Stack) -> None:
    assert Model.from_model_arn(stack, "Model", f"{HERE}:model/Demand").model_name == "Demand"


def test_endpoint_elsewhere_is_neither_scaled_nor_watched_from_here(stack: cdk.Stack) -> None:
    variant = Endpoint.from_endpoint_arn(stack, "Imported", ARN).variant("champion")
    waiting = AsyncEndpoint.from_endpoint_arn(stack, "Waiting", ARN)
    told = (
        "the endpoint lies in account 222222222222 and Region us-east-1, the stack is for account "
        "111111111111 and Region eu-west-1; do it in a stack there"
    )

    for refused in (
        lambda: variant.auto_scale_instance_count(max_capacity=2),
        lambda: waiting.auto_scale_instance_count(max_capacity=2),
        variant.add_alarms,
        waiting.add_alarms,
    ):
        with pytest.raises(ConfigurationError) as refusal:
            refused()
        assert refusal.value.faults == (told,)


def test_endpoint_of_a_late_arn_is_scaled(stack: cdk.Stack, resources: Resources) -> None:
    late = cdk.CfnParameter(stack, "Arn").value_as_string
    variant = Endpoint.from_endpoint_arn(stack, "Imported", late).variant("champion")

    variant.auto_scale_instance_count(max_capacity=2)

    assert len(resources(stack, "AWS::ApplicationAutoScaling::ScalableTarget")) == 1
