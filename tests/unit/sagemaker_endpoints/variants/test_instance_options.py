"""What a variant may say about its instances beyond their type."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from sagemaker_endpoints import (
    AsyncEndpoint,
    CapacityReservation,
    ConfigurationError,
    ContainerImage,
    CoreDump,
    InstanceVariant,
    Model,
    ModelData,
    MultiModelEndpoint,
    RealTimeEndpoint,
    Routing,
    S3Location,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Warnings = Callable[[IConstruct], list[str]]
MODEL = SimpleNamespace(model_name="forecaster")
PLAN = "arn:aws:sagemaker:eu-west-1:111111111111:training-plan/spring"
AMI = "al2023-ami-sagemaker-inference-gpu-4-1"


def variant_of(**values: Any) -> InstanceVariant:
    given = {"name": "champion", "model": MODEL, "instance_type": "ml.m5.large", **values}
    return InstanceVariant(**given)


def statements_of(role: dict[str, Any]) -> dict[str, Any]:
    (policy,) = role["Policies"]
    return {statement["Sid"]: statement for statement in policy["PolicyDocument"]["Statement"]}


# --- routing


@pytest.mark.parametrize(
    ("routing", "rendered"),
    [
        (Routing.least_outstanding_requests(), {"routingStrategy": "LEAST_OUTSTANDING_REQUESTS"}),
        (Routing.random(), {"routingStrategy": "RANDOM"}),
        (
            Routing.prefix_aware(prefix_length=1024, concurrency_threshold=1),
            {
                "routingStrategy": "PREFIX_AWARE",
                "prefixAwareRoutingConfig": {"prefixLength": 1024, "concurrencyThreshold": 1},
            },
        ),
    ],
)
def test_routing_is_rendered(routing: Routing, rendered: dict[str, Any]) -> None:
    assert variant_of(routing=routing).render()["routingConfig"] == rendered


def test_routing_out_of_range_is_refused_with_both_values() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Routing.prefix_aware(prefix_length=1023, concurrency_threshold=1025)

    assert str(refusal.value) == (
        "Routing PREFIX_AWARE: 2 faults\n"
        "  - prefix_length: got 1023, allowed is 1024 to 65536 bytes\n"
        "  - concurrency_threshold: got 1025, allowed is 1 to 1024"
    )


def test_limits_go_with_prefixes_alone() -> None:
    with pytest.raises(ConfigurationError, match="prefix_length: got 2048; RANDOM takes none"):
        Routing(strategy="RANDOM", prefix_length=2048)
    with pytest.raises(
        ConfigurationError, match="concurrency_threshold: got None; PREFIX_AWARE needs it"
    ):
        Routing(strategy="PREFIX_AWARE", prefix_length=2048)


# --- storage


@pytest.mark.parametrize("instance_type", ["ml.g5.xlarge", "ml.m5d.large", "ml.p5.48xlarge"])
def test_volume_beside_local_disks_is_refused(instance_type: str) -> None:
    with pytest.raises(
        ConfigurationError, match=f"volume_size: {instance_type} stores on its local NVMe disks"
    ):
        variant_of(instance_type=instance_type, volume_size=cdk.Size.gibibytes(30))


def test_volume_that_one_of_several_types_refuses_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"volume_size: ml\.g5\.xlarge stores on"):
        variant_of(
            instance_type=None,
            instance_types=["ml.m5.large", "ml.g5.xlarge"],
            volume_size=cdk.Size.gibibytes(30),
        )


@pytest.mark.parametrize(
    "values",
    [
        {"instance_type": "ml.g7e.2xlarge"},
        {"instance_type": None, "instance_types": ["ml.m5.large", "ml.g7.2xlarge"]},
    ],
    ids=["unconfirmed", "one of two"],
)
def test_volume_that_some_type_may_refuse_warns(values: dict[str, Any]) -> None:
    variant = variant_of(volume_size=cdk.Size.gibibytes(30), **values)

    ((rule, message),) = variant.warnings()

    assert rule == "VolumeOnLocalDisks"
    assert "SageMaker may refuse a size for it" in message


@pytest.mark.parametrize("instance_type", ["ml.m5.large", "ml.inf2.xlarge", "ml.z99.large"])
def test_volume_of_other_types_is_fine(instance_type: str) -> None:
    variant = variant_of(instance_type=instance_type, volume_size=cdk.Size.gibibytes(30))

    assert "VolumeOnLocalDisks" not in dict(variant.warnings())


@pytest.mark.parametrize(
    ("types", "told"),
    [
        (["ml.m5.large", "ml.g5.xlarge", "ml.m5d.large"], "ml.g5.xlarge, ml.m5d.large"),
        (["ml.g7.2xlarge"], "ml.g7.2xlarge"),
        (["ml.m5.large"], None),
        ([cdk.Token.as_string({"Ref": "Late"})], None),
    ],
)
def test_key_that_local_disks_do_not_use_warns(types: list[str], told: str | None) -> None:
    variant = variant_of(instance_type=None, instance_types=types)

    warned = dict(variant.warnings(has_key=True))

    assert "KeyOnLocalDisks" not in dict(variant.warnings())
    if told is None:
        assert warned == {}
    else:
        assert f"does not encrypt the local NVMe disks of {told}, " in warned["KeyOnLocalDisks"]


@pytest.mark.parametrize("kind", ["real time", "asynchronous", "multi-model"])
def test_key_of_an_endpoint_is_told_to_its_instances(
    stack: cdk.Stack, model: Model, warnings_of: Warnings, kind: str
) -> None:
    key, on = kms.Key(stack, "Key"), "ml.m5d.xlarge"
    bucket = s3.Bucket(stack, "Bucket")
    match kind:
        case "real time":
            variant = variant_of(model=model, instance_type=on)
            endpoint: IConstruct = RealTimeEndpoint(
                stack, "Endpoint", variants=[variant], encryption_key=key
            )
        case "asynchronous":
            endpoint = AsyncEndpoint(
                stack,
                "Endpoint",
                model=model,
                instance_type=on,
                output_bucket=bucket,
                encryption_key=key,
            )
        case _:
            endpoint = MultiModelEndpoint(
                stack,
                "Endpoint",
                image=ContainerImage.from_uri(
                    "111111111111.dkr.ecr.eu-west-1.amazonaws.com/server:1"
                ),
                models=ModelData.from_prefix(bucket, "models/"),
                instance_type=on,
                encryption_key=key,
            )

    told = [each for each in warnings_of(endpoint) if "KeyOnLocalDisks" in each]

    assert len(told) == 1
    assert f"local NVMe disks of {on}, " in told[0]


# --- time to get instances


@pytest.mark.parametrize(
    ("values", "rules"),
    [
        ({"instance_type": "ml.m5.large"}, ["ProvisionTimeoutOfOneType"]),
        ({"instance_type": None, "instance_types": ["ml.m5.large"]}, []),
    ],
)
def test_time_for_the_next_type_warns_where_there_is_none(
    values: dict[str, Any], rules: list[str]
) -> None:
    variant = variant_of(provision_timeout=cdk.Duration.minutes(10), **values)

    assert [rule for rule, _ in variant.warnings()] == rules


# --- machine images


@pytest.mark.parametrize(
    ("instance_type", "version", "rules"),
    [
        ("ml.g5.xlarge", AMI, []),
        ("ml.inf2.xlarge", "al2-ami-sagemaker-inference-neuron-2", []),
        ("ml.z99.large", AMI, ["UnknownInstanceType"]),
        ("ml.p6e-gb200.36xlarge", AMI, []),
        ("ml.m5.large", AMI, ["InferenceAmiWithoutDevice"]),
        ("ml.inf2.xlarge", AMI, ["InferenceAmiWithoutDevice"]),
        ("ml.g5.xlarge", "al2023-ami-sagemaker-inference-gpu-9-1", ["UnknownInferenceAmi"]),
    ],
)
def test_machine_image_warns_where_it_is_new_or_useless(
    instance_type: str, version: str, rules: list[str]
) -> None:
    variant = variant_of(instance_type=instance_type, inference_ami_version=version)

    assert [rule for rule, _ in variant.warnings()] == rules
    assert variant.render()["inferenceAmiVersion"] == version


def test_what_is_no_machine_image_is_refused_with_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match=r"inference_ami_version: got 'gpu-4-1'.*gpu-4-1"):
        variant_of(inference_ami_version="gpu-4-1")


def test_warnings_of_a_variant_reach_the_endpoint(
    stack: cdk.Stack, model: Model, warnings_of: Warnings
) -> None:
    variant = variant_of(model=model, inference_ami_version=AMI)

    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[variant])

    (found,) = warnings_of(endpoint)
    assert "[ack: sagemaker-endpoints::InferenceAmiWithoutDevice]" in found


# --- reservations


def test_reservation_is_the_only_place_for_instances(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    reservation = CapacityReservation(ml_reservation_arn=PLAN)
    variant = variant_of(
        model=model, instance_type="ml.p5.48xlarge", capacity_reservation=reservation
    )
    RealTimeEndpoint(stack, "Endpoint", variants=[variant])

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert config["ProductionVariants"][0]["CapacityReservationConfig"] == {
        "CapacityReservationPreference": "capacity-reservations-only",
        "MlReservationArn": PLAN,
    }


def test_reservation_of_ec2_is_refused() -> None:
    arn = "arn:aws:ec2:eu-west-1:111111111111:capacity-reservation/cr-1"

    with pytest.raises(ConfigurationError, match="allowed is the ARN of a SageMaker training plan"):
        CapacityReservation(ml_reservation_arn=arn)


def test_endpoint_has_one_plan(stack: cdk.Stack, model: Model) -> None:
    variants = [
        variant_of(
            name=f"v{number}",
            model=model,
            capacity_reservation=CapacityReservation(ml_reservation_arn=f"{PLAN}{number}"),
        )
        for number in (1, 2)
    ]

    with pytest.raises(ConfigurationError, match="capacity_reservation: the variants name 2 plans"):
        RealTimeEndpoint(stack, "Endpoint", variants=variants)


def test_variants_may_share_a_plan(stack: cdk.Stack, model: Model, resources: Resources) -> None:
    late = CapacityReservation(ml_reservation_arn=cdk.Token.as_string({"Ref": "Plan"}))
    same = CapacityReservation(ml_reservation_arn=PLAN)
    variants = [
        variant_of(name=f"v{number}", model=model, capacity_reservation=reservation)
        for number, reservation in enumerate([same, same, late, None])
    ]

    RealTimeEndpoint(stack, "Endpoint", variants=variants)

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")
    assert len(config["ProductionVariants"]) == 4


# --- core dumps and sessions


def test_core_dump_goes_to_its_place_and_the_role_may_put_it(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    bucket = s3.Bucket(stack, "Dumps")
    dump = CoreDump(location=S3Location(bucket=bucket, prefix="dumps/"))
    RealTimeEndpoint(stack, "Endpoint", variants=[variant_of(model=model, core_dump=dump)])

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")
    (role,) = resources(stack, "AWS::IAM::Role")

    (variant,) = config["ProductionVariants"]
    assert list(variant["CoreDumpConfig"]) == ["DestinationS3Uri"]
    statement = statements_of(role)["CoreDump"]
    assert statement["Action"] == "s3:PutObject"
    assert statement["Resource"]["Fn::Join"][1][1] == "/dumps/*"
    assert "CoreDumpKey" not in statements_of(role)


@pytest.mark.parametrize("whose", ["the dump's", "the bucket's"])
def test_core_dump_is_encrypted_by_its_key_or_the_buckets(
    stack: cdk.Stack, model: Model, resources: Resources, whose: str
) -> None:
    own, of_bucket = kms.Key(stack, "Own"), kms.Key(stack, "OfBucket")
    bucket = s3.Bucket(stack, "Dumps", encryption_key=of_bucket)
    key, expected = (own, own) if whose == "the dump's" else (None, of_bucket)
    dump = CoreDump(location=S3Location(bucket=bucket), encryption_key=key)
    RealTimeEndpoint(stack, "Endpoint", variants=[variant_of(model=model, core_dump=dump)])

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")
    (role,) = resources(stack, "AWS::IAM::Role")

    arn = stack.resolve(expected.key_arn)
    assert config["ProductionVariants"][0]["CoreDumpConfig"]["KmsKeyId"] == arn
    assert statements_of(role)["CoreDumpKey"] == {
        "Sid": "CoreDumpKey",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
        "Resource": arn,
    }


def test_core_dump_with_a_long_address_is_refused(stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Dumps", "dumps")

    longest = S3Location(bucket=bucket, prefix="x" * (512 - len("s3://dumps/")))
    too_long = S3Location(bucket=bucket, prefix="x" * 512)

    assert CoreDump(location=longest).render()
    with pytest.raises(ConfigurationError, match="location: its address has 523 characters"):
        CoreDump(location=too_long)


@pytest.mark.parametrize(("enabled", "allowed"), [(True, True), (False, False), (None, False)])
def test_role_may_open_sessions_where_they_are_enabled(
    stack: cdk.Stack,
    model: Model,
    resources: Resources,
    *,
    enabled: bool | None,
    allowed: bool,
) -> None:
    variant = variant_of(model=model, enable_ssm_access=enabled)
    RealTimeEndpoint(stack, "Endpoint", variants=[variant])

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")
    (role,) = resources(stack, "AWS::IAM::Role")

    assert config["ProductionVariants"][0].get("EnableSSMAccess") is enabled
    assert ("ContainerSession" in statements_of(role)) is allowed


def test_imported_model_takes_the_options_without_rights(
    stack: cdk.Stack, resources: Resources
) -> None:
    imported = Model.from_model_name(stack, "Imported", "forecaster")
    variant = variant_of(model=imported, enable_ssm_access=True)
    RealTimeEndpoint(stack, "Endpoint", variants=[variant])

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert config["ProductionVariants"][0]["EnableSSMAccess"] is True
    assert resources(stack, "AWS::IAM::Role") == []
