"""A variant in the shadow of another: what it renders, and beside what it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    DataCapture,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
    ShadowVariant,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Warnings = Callable[[IConstruct], list[str]]


@pytest.fixture
def other_model(stack: cdk.Stack, container: ContainerDefinition) -> Model:
    return Model(stack, "Other", containers=[container])


@pytest.fixture
def shadow(other_model: Model) -> ShadowVariant:
    return ShadowVariant(
        name="shadow",
        model=other_model,
        instance_type="ml.c6i.large",
        initial_instance_count=2,
        sampling_weight=0.5,
    )


def test_shadow_is_rendered_beside_the_production_variant(
    stack: cdk.Stack,
    variant: InstanceVariant,
    shadow: ShadowVariant,
    other_model: Model,
    resources: Resources,
) -> None:
    RealTimeEndpoint(stack, "Endpoint", variants=[variant], shadow=shadow)

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert [each["VariantName"] for each in config["ProductionVariants"]] == ["champion"]
    assert config["ShadowProductionVariants"] == [
        {
            "VariantName": "shadow",
            "ModelName": stack.resolve(other_model.model_name),
            "InstanceType": "ml.c6i.large",
            "InitialInstanceCount": 2,
            "InitialVariantWeight": 0.5,
        }
    ]


def test_weight_of_nothing_stays_nothing(model: Model) -> None:
    shadow = ShadowVariant(name="s", model=model, instance_type="ml.c6i.large", sampling_weight=0)

    assert shadow.render()["initialVariantWeight"] == 0


def test_shadow_takes_what_instances_take(model: Model) -> None:
    shadow = ShadowVariant(
        name="shadow",
        model=model,
        instance_type="ml.m5.large",
        volume_size=cdk.Size.gibibytes(64),
        model_data_download_timeout=cdk.Duration.minutes(10),
    )

    rendered = shadow.render()

    assert rendered["volumeSizeInGb"] == 64
    assert rendered["modelDataDownloadTimeoutInSeconds"] == 600


def test_all_faults_are_told_at_once_in_its_own_words(model: Model) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        ShadowVariant(
            name="my_shadow",
            model=model,
            instance_type="ml.m5.large",
            initial_instance_count=0,
            sampling_weight=-1,
        )

    assert str(refusal.value).splitlines() == [
        "ShadowVariant 'my_shadow': 3 faults",
        "  - name: got 'my_shadow', allowed is 1 to 63 letters, digits and inner hyphens",
        "  - sampling_weight: got -1, allowed is at least 0",
        "  - initial_instance_count: got 0, allowed is at least 1",
    ]


def test_second_production_variant_is_refused(
    stack: cdk.Stack, variant: InstanceVariant, shadow: ShadowVariant, model: Model
) -> None:
    second = InstanceVariant(name="second", model=model, instance_type="ml.m5.large")

    with pytest.raises(ConfigurationError) as refusal:
        RealTimeEndpoint(stack, "Demand", variants=[variant, second], shadow=shadow)

    assert str(refusal.value) == (
        "RealTimeEndpoint 'Stack/Demand': shadow: got 2 production variants, allowed beside it is 1"
    )


def test_same_name_twice_is_refused(
    stack: cdk.Stack, variant: InstanceVariant, model: Model
) -> None:
    shadow = ShadowVariant(name="champion", model=model, instance_type="ml.m5.large")

    with pytest.raises(ConfigurationError, match="shadow: a production variant is named 'champ"):
        RealTimeEndpoint(stack, "Demand", variants=[variant], shadow=shadow)


def test_shadow_among_the_variants_is_refused(stack: cdk.Stack, shadow: ShadowVariant) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        RealTimeEndpoint(stack, "Demand", variants=[shadow])

    assert str(refusal.value) == (
        "RealTimeEndpoint 'Stack/Demand': variants: 'shadow' is a ShadowVariant; pass it as shadow"
    )


@pytest.mark.parametrize("of", ["champion", "shadow"])
def test_inf1_is_refused_on_either_side(stack: cdk.Stack, model: Model, of: str) -> None:
    types = {"champion": "ml.m5.large", "shadow": "ml.m5.large", of: "ml.inf1.xlarge"}
    variant = InstanceVariant(name="champion", model=model, instance_type=types["champion"])
    shadow = ShadowVariant(name="shadow", model=model, instance_type=types["shadow"])

    with pytest.raises(ConfigurationError) as refusal:
        RealTimeEndpoint(stack, "Demand", variants=[variant], shadow=shadow)

    (fault,) = refusal.value.faults
    assert fault == (
        f"shadow: variant '{of}' runs on ml.inf1.xlarge, and SageMaker has no shadows on Inf1; "
        "take another type"
    )


def test_pipeline_is_refused(
    stack: cdk.Stack, variant: InstanceVariant, container: ContainerDefinition
) -> None:
    pipeline = Model(stack, "Pipeline", containers=[container, container])
    shadow = ShadowVariant(name="shadow", model=pipeline, instance_type="ml.m5.large")

    with pytest.raises(ConfigurationError) as refusal:
        RealTimeEndpoint(stack, "Demand", variants=[variant], shadow=shadow)

    (fault,) = refusal.value.faults
    assert fault == (
        "shadow: the model of variant 'shadow' has 2 containers, and SageMaker has shadows for "
        "single models of your own in one container only"
    )


def test_package_of_the_marketplace_is_refused(stack: cdk.Stack, variant: InstanceVariant) -> None:
    arn = "arn:aws:sagemaker:eu-west-1:985815980388:model-package/forecaster-0123"
    bought = Model.from_model_package(stack, "Bought", model_package_arn=arn)
    shadow = ShadowVariant(name="shadow", model=bought, instance_type="ml.m5.large")

    with pytest.raises(ConfigurationError) as refusal:
        RealTimeEndpoint(stack, "Demand", variants=[variant], shadow=shadow)

    (fault,) = refusal.value.faults
    assert fault == (
        "shadow: the model of variant 'shadow' is a package of the AWS Marketplace, and SageMaker "
        "has shadows for single models of your own in one container only"
    )


def test_imported_model_can_be_a_shadow(
    stack: cdk.Stack, variant: InstanceVariant, resources: Resources
) -> None:
    model = Model.from_model_name(stack, "Imported", "there-already")
    shadow = ShadowVariant(name="shadow", model=model, instance_type="ml.m5.large")
    RealTimeEndpoint(stack, "Endpoint", variants=[variant], shadow=shadow)

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert config["ShadowProductionVariants"][0]["ModelName"] == "there-already"


def test_shadow_has_metrics_but_answers_nothing(
    stack: cdk.Stack, variant: InstanceVariant, shadow: ShadowVariant
) -> None:
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[variant], shadow=shadow)

    latency = endpoint.variant("shadow").metric_model_latency()

    assert latency.dimensions is not None
    assert latency.dimensions["VariantName"] == "shadow"
    assert [each.variant_name for each in endpoint.variants] == ["champion"]


def test_model_of_the_shadow_may_write_what_is_captured(
    stack: cdk.Stack, variant: InstanceVariant, shadow: ShadowVariant, resources: Resources
) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "captured")
    RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=[variant],
        shadow=shadow,
        data_capture=DataCapture(bucket=bucket),
    )

    roles = resources(stack, "AWS::IAM::Role")

    assert len(roles) == 2
    assert all("CaptureData" in str(role["Policies"]) for role in roles)


def test_unknown_type_of_a_shadow_warns(
    stack: cdk.Stack, variant: InstanceVariant, model: Model, warnings_of: Warnings
) -> None:
    shadow = ShadowVariant(name="shadow", model=model, instance_type="ml.z99.large")
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[variant], shadow=shadow)

    (warning,) = warnings_of(endpoint)

    assert "[ack: sagemaker-endpoints::UnknownInstanceType]" in warning
