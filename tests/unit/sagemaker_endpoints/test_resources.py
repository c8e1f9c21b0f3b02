"""Resources defined for less are what CDK's own constructors define."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sagemaker as sagemaker

from sagemaker_endpoints import Endpoint, Model, RealTimeEndpoint
from sagemaker_endpoints.common._resources import define

PROPERTIES: Any = {
    "production_variants": [{"variantName": "champion", "initialVariantWeight": 0.0}],
    "kms_key_id": "1234",
    "data_capture_config": None,
    "tags": [cdk.CfnTag(key="team", value="forecasting")],
}


def test_resource_is_the_one_that_the_constructor_makes(
    stack: cdk.Stack, agnostic_stack: cdk.Stack, template: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    made = define(sagemaker.CfnEndpointConfig, stack, "Config", **PROPERTIES)

    sagemaker.CfnEndpointConfig(agnostic_stack, "Config", **PROPERTIES)

    assert type(made) is sagemaker.CfnEndpointConfig
    assert stack.node.find_child("Config") is made
    assert made.kms_key_id == "1234"
    assert template(stack)["Resources"] == template(agnostic_stack)["Resources"]


def test_value_of_another_type_is_refused(stack: cdk.Stack) -> None:
    wrong: Any = 5

    with pytest.raises(RuntimeError, match="Key 'executionRoleArn'"):
        define(sagemaker.CfnModel, stack, "Model", execution_role_arn=wrong)


def test_property_that_there_is_not_is_refused(stack: cdk.Stack) -> None:
    misspelt: Any = {"execution_role": "arn"}

    with pytest.raises(KeyError, match="execution_role"):
        define(sagemaker.CfnModel, stack, "Model", **misspelt)


def test_constructs_are_resources_with_an_environment(
    stack: cdk.Stack, model: Model, endpoint: RealTimeEndpoint
) -> None:
    imported = Endpoint.from_endpoint_arn(
        stack, "There", "arn:aws:sagemaker:us-east-1:222222222222:endpoint/demand"
    )

    assert cdk.Resource.is_resource(model)
    assert cdk.Resource.is_owned_resource(endpoint)
    assert endpoint.env.region == stack.region
    assert (imported.env.account, imported.env.region) == ("222222222222", "us-east-1")
