"""Arguments that may be right and hardly are: a warning tells, and can be acknowledged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import (
    BatchTransform,
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    InstanceVariant,
    Model,
    ModelData,
    RealTimeEndpoint,
    S3Location,
    ScalableInstanceCount,
    ShadowVariant,
)
from sagemaker_endpoints.common._warnings import findings_at
from sagemaker_endpoints.models._model_archive import idle_patterns

TYPE = "ml.m5.large"


def rules_at(construct: Any) -> set[str]:
    return {finding.partition("::")[2] for finding in findings_at(construct)}


def model_of(
    stack: cdk.Stack, container: ContainerDefinition, folder: Path, *exclude: str
) -> Model:
    data = ModelData.from_asset(folder, exclude=exclude)
    containers = [ContainerDefinition(image=container.image, model_data=data)]
    return Model(stack, "Shipped", containers=containers)


@pytest.mark.parametrize("pattern", ["sample/**", "paramz.json"])
def test_exclude_that_matches_nothing_is_told(
    stack: cdk.Stack, container: ContainerDefinition, model_folder: Path, pattern: str
) -> None:
    model = model_of(stack, container, model_folder, pattern)

    assert "ExcludeMatchesNothing" in rules_at(model)


@pytest.mark.parametrize("pattern", ["*.pth", "inference.py", "__pycache__", "*.pyc", ".*"])
def test_exclude_that_matches_or_always_holds_is_not(
    stack: cdk.Stack, container: ContainerDefinition, model_folder: Path, pattern: str
) -> None:
    (model_folder / "weights.bin").write_bytes(b"")

    model = model_of(stack, container, model_folder, pattern)

    assert "ExcludeMatchesNothing" not in rules_at(model)


def test_patterns_below_a_folder_that_stays_out_are_not_idle(model_folder: Path) -> None:
    (model_folder / "data").mkdir()
    (model_folder / "data" / "week.csv").write_text("")

    assert idle_patterns(model_folder, ("data", "data/week.csv", "week.csv")) == ("week.csv",)
    assert idle_patterns(model_folder, ("data/**", "data/*.csv")) == ()


def test_exclude_of_an_archive_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "model.tar.gz"
    archive.write_bytes(b"")

    with pytest.raises(ConfigurationError, match=r"exclude: got \['train.py'\], and .* is packed"):
        ModelData.from_asset(archive, exclude=["train.py"])


@pytest.mark.parametrize(
    ("sampled", "told"),
    [(50, {"SampledAboveAll"}), (1.5, {"SampledAboveAll"}), (1, set()), (0.5, set())],
)
def test_shadow_that_is_sampled_above_all_is_told(
    stack: cdk.Stack, model: Model, variant: InstanceVariant, sampled: float, told: set[str]
) -> None:
    shadow = ShadowVariant(name="shadow", model=model, instance_type=TYPE, sampling_weight=sampled)

    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[variant], shadow=shadow)

    assert rules_at(endpoint) & {"SampledAboveAll"} == told


def test_weight_that_only_the_deploy_knows_is_not_told(
    stack: cdk.Stack, model: Model, variant: InstanceVariant, late_number: Any
) -> None:
    shadow = ShadowVariant(
        name="shadow", model=model, instance_type=TYPE, sampling_weight=late_number
    )

    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[variant], shadow=shadow)

    assert "SampledAboveAll" not in rules_at(endpoint)


def transform(stack: cdk.Stack, model: Model, zone: str) -> BatchTransform:
    place = S3Location(bucket=s3.Bucket.from_bucket_name(stack, "Bucket", "data"), prefix="in/")
    return BatchTransform(
        stack,
        "Nightly",
        model=model,
        instance_type=TYPE,
        input=place,
        output=place,
        schedule="rate(1 day)",
        time_zone=zone,
    )


@pytest.mark.parametrize(
    ("zone", "told"),
    [("Europe/Berlinn", {"UnknownTimeZone"}), ("Europe/Stockholm", set()), ("UTC", set())],
)
def test_time_zone_that_may_be_newer_is_told(
    stack: cdk.Stack, model: Model, capacity: ScalableInstanceCount, zone: str, told: set[str]
) -> None:
    batch = transform(stack, model, zone)
    capacity.scale_on_schedule(
        "Night",
        schedule=appscaling.Schedule.rate(cdk.Duration.days(1)),
        min_capacity=1,
        time_zone=cdk.TimeZone.of(zone),
    )

    assert rules_at(batch) & {"UnknownTimeZone"} == told
    assert rules_at(capacity.cfn_scalable_target) & {"UnknownTimeZone"} == told


def test_time_zone_that_only_the_deploy_knows_is_not_told(stack: cdk.Stack, model: Model) -> None:
    zone = cdk.CfnParameter(stack, "Zone").value_as_string

    batch = transform(stack, model, zone)

    assert "UnknownTimeZone" not in rules_at(batch)


@pytest.mark.parametrize(
    ("name", "told"), [("ml.m99.large", {"UnknownInstanceType"}), (TYPE, set())]
)
def test_type_of_an_image_that_may_be_newer_is_told(
    stack: cdk.Stack, name: str, told: set[str]
) -> None:
    image = ContainerImage.from_framework("xgboost", version="1.7-1", instance_type=name)

    model = Model(stack, "Model", containers=[ContainerDefinition(image=image)])

    assert rules_at(model) & {"UnknownInstanceType"} == told


@pytest.mark.parametrize("accept", ["text/csv; charset=utf-8", "*/*", "application/x-recordio"])
def test_media_types_are_taken_as_they_are(stack: cdk.Stack, model: Model, accept: str) -> None:
    place = S3Location(bucket=s3.Bucket.from_bucket_name(stack, "Bucket", "data"), prefix="in/")

    batch = BatchTransform(
        stack, "Once", model=model, instance_type=TYPE, input=place, output=place, accept=accept
    )

    assert batch.node.path == "Stack/Once"


def test_key_that_begins_with_a_slash_goes_by_its_address() -> None:
    ModelData.from_uri("s3://data//models/x.tar.gz")
