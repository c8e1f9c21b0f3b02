"""A real-time endpoint: its variants, name, key, grants and what other constructs make of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sagemaker as sagemaker
from constructs import IConstruct

from sagemaker_endpoints import ConfigurationError, InstanceVariant, Model, RealTimeEndpoint

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Render = Callable[[cdk.Stack], dict[str, Any]]
Warnings = Callable[[IConstruct], list[str]]


def variants_of(model: Model, *weights: float, **values: Any) -> list[InstanceVariant]:
    """A variant for each weight, named v0, v1, ..."""
    return [
        InstanceVariant(
            **{
                "name": f"v{number}",
                "model": model,
                "instance_type": "ml.m5.large",
                "initial_weight": weight,
                **values,
            }
        )
        for number, weight in enumerate(weights)
    ]


@pytest.mark.parametrize("count", [1, 10])
def test_variants_are_rendered_in_their_order_with_their_weights(
    stack: cdk.Stack, model: Model, resources: Resources, count: int
) -> None:
    weights = [number / 2 for number in range(count)]
    RealTimeEndpoint(stack, "Endpoint", variants=variants_of(model, *weights))

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    found = [(v["VariantName"], v["InitialVariantWeight"]) for v in config["ProductionVariants"]]
    assert found == [(f"v{number}", weight) for number, weight in enumerate(weights)]


@pytest.mark.parametrize("count", [0, 11])
def test_number_of_variants_that_sagemaker_refuses_is_refused(
    stack: cdk.Stack, model: Model, count: int
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        RealTimeEndpoint(stack, "Endpoint", variants=variants_of(model, *[1] * count))

    assert str(refusal.value) == (
        f"RealTimeEndpoint 'Stack/Endpoint': variants: got {count}, allowed is 1 to 10"
    )


def test_all_faults_are_told_at_once_with_the_path_of_the_construct(
    stack: cdk.Stack, model: Model
) -> None:
    variants = [*variants_of(model, *[1] * 10), *variants_of(model, 1, 1)]

    with pytest.raises(ConfigurationError) as refusal:
        RealTimeEndpoint(stack, "Demand", variants=variants, endpoint_name="a_b")

    assert str(refusal.value).splitlines() == [
        "RealTimeEndpoint 'Stack/Demand': 4 faults",
        "  - variants: got 12, allowed is 1 to 10",
        "  - variants: two are named 'v0'; give each a name of its own",
        "  - variants: two are named 'v1'; give each a name of its own",
        "  - endpoint_name: got 'a_b', allowed is 1 to 63 letters, digits and inner hyphens",
    ]
    assert stack.node.try_find_child("Demand") is None


def test_endpoint_takes_its_configuration_by_reference(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")

    config_id = stack.resolve(stack.get_logical_id(endpoint.cfn_endpoint_config))
    assert rendered == {
        "EndpointConfigName": {"Fn::GetAtt": [config_id, "EndpointConfigName"]},
    }


@pytest.mark.parametrize("name", ["demand", "Demand-7", "x" * 63])
def test_endpoint_can_be_named(
    stack: cdk.Stack, model: Model, resources: Resources, name: str
) -> None:
    RealTimeEndpoint(stack, "Endpoint", variants=variants_of(model, 1), endpoint_name=name)

    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")
    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert rendered["EndpointName"] == name
    assert "EndpointConfigName" not in config


@pytest.mark.parametrize("name", ["", "-demand", "demand-", "x" * 64, "de.mand"])
def test_name_that_sagemaker_refuses_is_refused(stack: cdk.Stack, model: Model, name: str) -> None:
    with pytest.raises(ConfigurationError, match="endpoint_name: got"):
        RealTimeEndpoint(stack, "Endpoint", variants=variants_of(model, 1), endpoint_name=name)


def test_late_name_is_taken(stack: cdk.Stack, model: Model, resources: Resources) -> None:
    late = cdk.CfnParameter(stack, "Name").value_as_string
    RealTimeEndpoint(stack, "Endpoint", variants=variants_of(model, 1), endpoint_name=late)

    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")

    assert rendered["EndpointName"] == {"Ref": "Name"}


def test_nothing_is_retained_while_nothing_scales(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    del endpoint

    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")

    assert "RetainAllVariantProperties" not in rendered


def test_scaled_counts_outlive_a_deploy_while_weights_follow_the_code(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    endpoint.variant("champion").auto_scale_instance_count(max_capacity=4)

    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")

    assert rendered["RetainAllVariantProperties"] is True
    assert rendered["ExcludeRetainedVariantProperties"] == [
        {"VariantPropertyType": "DesiredWeight"},
    ]


def test_endpoint_that_is_scaled_elsewhere_retains_counts_when_it_is_told_so(
    stack: cdk.Stack, variant: InstanceVariant, resources: Resources
) -> None:
    RealTimeEndpoint(stack, "Endpoint", variants=[variant], retain_instance_counts=True)

    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")
    assert rendered["RetainAllVariantProperties"] is True
    assert rendered["ExcludeRetainedVariantProperties"] == [
        {"VariantPropertyType": "DesiredWeight"},
    ]


def test_own_choice_about_retaining_wins(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    endpoint.variant("champion").auto_scale_instance_count(max_capacity=4)

    endpoint.cfn_endpoint.retain_all_variant_properties = False

    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")
    assert rendered["RetainAllVariantProperties"] is False


@pytest.mark.parametrize("instance_type", ["ml.m5.large", "ml.g5.xlarge"], ids=["ebs", "nvme"])
def test_key_encrypts_the_volumes(
    stack: cdk.Stack, model: Model, resources: Resources, instance_type: str
) -> None:
    key = kms.Key(stack, "Key")
    RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=variants_of(model, 1, instance_type=instance_type),
        encryption_key=key,
    )

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert config["KmsKeyId"] == stack.resolve(key.key_arn)


def test_key_that_is_known_by_its_alias_is_allowed_by_a_condition(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    key = kms.Alias.from_alias_name(stack, "Key", "alias/volumes")
    RealTimeEndpoint(stack, "Endpoint", variants=variants_of(model, 1), encryption_key=key)

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")
    (role,) = resources(stack, "AWS::IAM::Role")

    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    (statement,) = (s for s in statements if s["Action"] == "kms:CreateGrant")
    assert config["KmsKeyId"] == stack.resolve(key.key_arn)
    assert statement["Resource"] == stack.resolve(
        stack.format_arn(service="kms", resource="key", resource_name="*")
    )
    assert statement["Condition"] == {
        "Bool": {"kms:GrantIsForAWSResource": "true"},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/volumes"},
    }


@pytest.mark.parametrize(
    ("weights", "warned"), [((0,), True), ((0, 0), True), ((0, 0.1), False), ((1,), False)]
)
def test_endpoint_without_any_traffic_warns(
    stack: cdk.Stack,
    model: Model,
    warnings_of: Warnings,
    *,
    weights: tuple[float, ...],
    warned: bool,
) -> None:
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=variants_of(model, *weights))

    found = [warning.rpartition("::")[2] for warning in warnings_of(endpoint)]

    assert found == (["NoTraffic]"] if warned else [])


def test_each_unknown_type_warns_and_is_rendered(
    stack: cdk.Stack, model: Model, warnings_of: Warnings, resources: Resources
) -> None:
    variants = [
        InstanceVariant(name=f"v{number}", model=model, instance_type=instance_type)
        for number, instance_type in enumerate(["ml.z98.large", "ml.m5.large", "ml.z99.large"])
    ]
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=variants)

    found = warnings_of(endpoint)

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")
    assert [v["InstanceType"] for v in config["ProductionVariants"]] == [
        "ml.z98.large",
        "ml.m5.large",
        "ml.z99.large",
    ]
    assert len(found) == 2
    assert "'v0': no table of 2026-11-22 knows ml.z98.large: it is newer" in found[0]
    assert all("[ack: sagemaker-endpoints::UnknownInstanceType]" in w for w in found)


def test_warning_about_a_type_can_be_acknowledged(
    stack: cdk.Stack, model: Model, warnings_of: Warnings
) -> None:
    variants = variants_of(model, 1, instance_type="ml.z99.large")
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=variants)

    cdk.Validations.of(endpoint).acknowledge(
        cdk.Acknowledgment(id="sagemaker-endpoints::UnknownInstanceType", reason="new this week")
    )

    assert warnings_of(stack) == []


def test_variant_of_another_name_lists_the_right_ones(stack: cdk.Stack, model: Model) -> None:
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=variants_of(model, 1, 1))

    with pytest.raises(ConfigurationError) as refusal:
        endpoint.variant("v2")

    assert str(refusal.value) == (
        "RealTimeEndpoint 'Stack/Endpoint': variant: got 'v2', it has 'v0', 'v1'"
    )


def test_variants_are_told_in_their_order(stack: cdk.Stack, model: Model) -> None:
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=variants_of(model, 1, 0, 2))

    assert [variant.variant_name for variant in endpoint.variants] == ["v0", "v1", "v2"]


def test_default_child_is_the_endpoint(endpoint: RealTimeEndpoint) -> None:
    assert isinstance(endpoint.node.default_child, sagemaker.CfnEndpoint)
    assert endpoint.node.default_child.node.path == endpoint.cfn_endpoint.node.path


def test_escape_hatch_changes_the_configuration(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    path = "ProductionVariants.0.RoutingConfig.RoutingStrategy"
    endpoint.cfn_endpoint_config.add_property_override(path, "LEAST_OUTSTANDING_REQUESTS")

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    (variant,) = config["ProductionVariants"]
    assert variant["RoutingConfig"] == {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"}
    assert variant["VariantName"] == "champion"


def test_ids_are_stable(stack: cdk.Stack, endpoint: RealTimeEndpoint, template: Render) -> None:
    capacity = endpoint.variant("champion").auto_scale_instance_count(max_capacity=4)
    capacity.scale_on_invocations("Load", invocations_per_minute=70)

    # A changed id replaces the resource in every stack that is deployed.
    assert sorted(template(stack)["Resources"]) == [
        "EndpointConfig24AD0A28",
        "EndpointEEF1FD8F",
        "EndpointchampionInstanceCount5ED8284C",
        "EndpointchampionInstanceCountLoad84731AE8",
        "Model0301700E",
        "ModelRole6A0569D6",
    ]
