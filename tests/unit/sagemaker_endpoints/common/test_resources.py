"""Resources defined for less are what CDK's own constructors define."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker

from benchmarks.messages import recorded
from sagemaker_endpoints import ConfigurationError, Endpoint, Model, RealTimeEndpoint
from sagemaker_endpoints.common import _l1
from sagemaker_endpoints.common._resources import Plan, _jsii_name, define, define_both
from tests.unit.sagemaker_endpoints.conftest import property_names

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

    assert type(made.l1) is sagemaker.CfnEndpointConfig
    assert type(stack.node.find_child("Config")) is sagemaker.CfnEndpointConfig
    assert made.l1 is made.l1
    assert made.l1.kms_key_id == "1234"
    assert template(stack)["Resources"] == template(agnostic_stack)["Resources"]


def test_value_of_another_type_is_refused_at_synth(
    stack: cdk.Stack, template: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    wrong: Any = 5
    define(sagemaker.CfnModel, stack, "Model", execution_role_arn=wrong)

    with pytest.raises(RuntimeError, match=r"(?s)Stack/Model: .*Arn: 5 should be a string"):
        template(stack)


def test_what_json_does_not_have_is_refused_with_its_place(stack: cdk.Stack) -> None:
    outer = define(sagemaker.CfnEndpointConfig, stack, "Outer", **PROPERTIES)
    given: Any = [{"weight": float("nan"), "types": ("ml.m5.large", None)}, None]

    with pytest.raises(ConfigurationError, match="CfnModel 'Stack/Outer/Model': 3 fau") as refused:
        define(sagemaker.CfnModel, outer, "Model", containers=given)

    assert [fault.partition(", ")[0] for fault in refused.value.faults] == [
        "containers[0].weight: got nan",
        "containers[0].types[1]: got None",
        "containers[1]: got None",
    ]


def test_text_that_looks_like_a_gap_is_a_value(
    stack: cdk.Stack, template: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    define(sagemaker.CfnModel, stack, "Model", execution_role_arn=", null NaN", vpc_config=None)

    (model,) = template(stack)["Resources"].values()
    assert model["Properties"] == {"ExecutionRoleArn": ", null NaN"}


def test_word_that_marks_cdks_objects_may_stand_in_a_dictionary(
    stack: cdk.Stack, template: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    given: Any = {"$object": "0", "Other": {"$object": 7}, "Third": [{"$object": "length"}]}

    define(iam.CfnRole, stack, "Role", assume_role_policy_document=given, tags=PROPERTIES["tags"])

    (role,) = template(stack)["Resources"].values()
    assert role["Properties"]["AssumeRolePolicyDocument"] == given
    assert role["Properties"]["Tags"] == [{"Key": "team", "Value": "forecasting"}]


def test_object_of_cdks_may_stand_in_two_places(
    stack: cdk.Stack, template: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    late = cdk.Fn.get_att("Other", "Arn")

    define(iam.CfnRole, stack, "Role", assume_role_policy_document={"A": late, "B": [late]})

    (role,) = template(stack)["Resources"].values()
    arn = {"Fn::GetAtt": ["Other", "Arn"]}
    assert role["Properties"]["AssumeRolePolicyDocument"] == {"A": arn, "B": [arn]}


def test_removed_resource_is_still_known(stack: cdk.Stack) -> None:
    made = define(sagemaker.CfnEndpointConfig, stack, "Config", **PROPERTIES)
    stack.node.try_remove_child("Config")
    other = define(sagemaker.CfnEndpointConfig, stack, "Config", **PROPERTIES)

    made.change(kms_key_id="5678")

    assert made.l1.kms_key_id == "5678"
    assert other.l1.kms_key_id == "1234"
    assert stack.resolve(made.attribute("ref")) == {"Ref": "Config"}


def test_two_are_defined_by_one_message(
    stack: cdk.Stack, template: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    config = Plan(sagemaker.CfnEndpointConfig, stack, "Config", **PROPERTIES)
    name = config.attribute("attrEndpointConfigName")
    endpoint = Plan(sagemaker.CfnEndpoint, stack, "Endpoint", endpoint_config_name=name)

    with recorded() as messages:
        made_config, made_endpoint = define_both(config, endpoint)

    resources = template(stack)["Resources"]
    assert len(messages) == 1
    assert type(made_config.l1) is sagemaker.CfnEndpointConfig
    assert type(made_endpoint.l1) is sagemaker.CfnEndpoint
    assert resources["Endpoint"]["Properties"] == {
        "EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]}
    }


def test_resource_below_a_resource_is_found_where_it_is(stack: cdk.Stack) -> None:
    outer = define(sagemaker.CfnEndpointConfig, stack, "Outer", **PROPERTIES)

    inner = define(sagemaker.CfnEndpointConfig, outer, "In/ner", **PROPERTIES)

    assert inner.l1.node.path == "Stack/Outer/In--ner"
    assert inner.attribute("ref") == inner.l1.ref


@pytest.mark.parametrize("name", _l1.__all__)
def test_attributes_told_with_a_resource_are_those_that_cdk_has(
    name: str,
) -> None:
    kind: Any = getattr(_l1, name)
    module, _, cdks = kind.__jsii_type__.removeprefix("aws-cdk-lib.").rpartition(".")
    members = dir(getattr(importlib.import_module(f"aws_cdk.{module}"), cdks))

    assert {_jsii_name(member) for member in members} >= set(kind.__told__)


def test_property_that_there_is_not_fails_every_test_that_gives_it(stack: cdk.Stack) -> None:
    misspelt: Any = {"execution_role": "arn"}

    with pytest.raises(AssertionError, match="execution_role"):
        define(sagemaker.CfnModel, stack, "Model", **misspelt)


def test_changed_properties_are_in_the_template(
    stack: cdk.Stack, template: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    made = define(sagemaker.CfnEndpointConfig, stack, "Config", **PROPERTIES)

    made.change(kms_key_id="5678", enable_network_isolation=True)

    (config,) = template(stack)["Resources"].values()
    assert config["Properties"]["KmsKeyId"] == "5678"
    assert config["Properties"]["EnableNetworkIsolation"] is True


@pytest.mark.parametrize("name", _l1.__all__)
def test_class_by_name_has_the_properties_of_cdks(name: str) -> None:
    """Names of properties are made, not looked up: CDK's have to follow from Python's."""
    fqn: str = getattr(_l1, name).__jsii_type__

    names = property_names(fqn)

    assert names
    assert {_jsii_name(python): python for python in names} == {
        jsii_name: python for python, jsii_name in names.items()
    }


def test_class_of_a_users_stack_may_be_asked_while_a_resource_is_made(app: cdk.App) -> None:
    class NamedByTeam(cdk.Stack):
        def _allocate_logical_id(self, cfn_element: cdk.CfnElement) -> str:
            return f"Team{super()._allocate_logical_id(cfn_element)}"

    stack = NamedByTeam(app, "Own")

    made = define(sagemaker.CfnEndpointConfig, stack, "Config", **PROPERTIES)

    assert stack.resolve(made.attribute("ref")) == {"Ref": "TeamConfig"}


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
