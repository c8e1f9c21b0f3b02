"""Arguments as newcomers write them: each is refused by one message that tells the way out."""

# What type checkers refuse as well is what these tests are about.
# mypy: disable-error-code="arg-type, call-arg, list-item"

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns

from sagemaker_endpoints import (
    AsyncEndpoint,
    BatchTransform,
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    DataCapture,
    Endpoint,
    InferenceComponentEndpoint,
    InstanceVariant,
    LoadTest,
    Model,
    ModelData,
    MultiModelEndpoint,
    RealTimeEndpoint,
    Rollout,
    S3Location,
    SageMakerVpcEndpoints,
    ScalableInstanceCount,
    ServerlessEndpoint,
    ShadowVariant,
)

TYPE = "ml.m5.large"
DURATION = "cdk.Duration: cdk.Duration.millis(...), .seconds(...) or .minutes(...)"
SIZE = "cdk.Size: cdk.Size.gibibytes(...) or .mebibytes(...)"
BUCKET = "s3.IBucket: one made in the app, or s3.Bucket.from_bucket_name(...)"
KEY = "kms.IKey: one made in the app, or kms.Key.from_key_arn(...)"
ROLE = "iam.IRole: one made in the app, or iam.Role.from_role_arn(...)"
VPC = "ec2.IVpc: one made in the app, or ec2.Vpc.from_lookup(...)"
MODEL = "IModel: a Model, or Model.from_model_name(...) or sagemaker.CfnModel"
IMAGE = "ContainerImage: ContainerImage.from_uri(...), .from_framework(...) ..."
DATA = "ModelData: ModelData.from_bucket(...), .from_asset(...) ..."
PLACE = "S3Location: S3Location(bucket=..., prefix=...)"
GRANTEE = "iam.IGrantable: a role, a function, iam.ArnPrincipal(...)"
SCHEDULE = "appscaling.Schedule: appscaling.Schedule.cron(...), .rate(...) or .expression(...)"
ZONE = "cdk.TimeZone: cdk.TimeZone.EUROPE_BERLIN or .of(...)"


@dataclass
class World:
    """What there is, and the smallest right call of each construct but for one argument."""

    stack: cdk.Stack
    model: Model
    image: ContainerImage
    endpoint: RealTimeEndpoint
    folder: Path

    @property
    def bucket(self) -> s3.IBucket:
        return s3.Bucket.from_bucket_name(self.stack, "Bucket", "data")

    @property
    def topic(self) -> sns.ITopic:
        return sns.Topic.from_topic_arn(
            self.stack, "Topic", "arn:aws:sns:eu-west-1:111111111111:ops"
        )

    @property
    def count(self) -> ScalableInstanceCount:
        return self.endpoint.variant("champion").auto_scale_instance_count(max_capacity=3)

    def variant(self, **given: Any) -> InstanceVariant:
        return InstanceVariant(**{"name": "v", "model": self.model, "instance_type": TYPE, **given})

    def real_time(self, **given: Any) -> RealTimeEndpoint:
        return RealTimeEndpoint(self.stack, "X", **{"variants": [self.variant()], **given})

    def serverless(self, **given: Any) -> ServerlessEndpoint:
        least = {"model": self.model, "max_concurrency": 5}
        return ServerlessEndpoint(self.stack, "X", **{**least, **given})

    def asynchronous(self, **given: Any) -> AsyncEndpoint:
        least = {"model": self.model, "instance_type": TYPE}
        if "output_bucket" not in given:
            least["output_bucket"] = self.bucket
        return AsyncEndpoint(self.stack, "X", **{**least, **given})

    def batch(self, **given: Any) -> BatchTransform:
        place = S3Location(bucket=self.bucket, prefix="in/")
        least = {"model": self.model, "instance_type": TYPE, "input": place, "output": place}
        return BatchTransform(self.stack, "X", **{**least, **given})

    def multi_model(self) -> MultiModelEndpoint:
        models = ModelData.from_prefix(self.bucket, "models/")
        return MultiModelEndpoint(
            self.stack, "X", image=self.image, models=models, instance_type=TYPE
        )

    def components(self) -> InferenceComponentEndpoint:
        return InferenceComponentEndpoint(
            self.stack, "X", instance_type="ml.g5.xlarge", initial_instance_count=1
        )

    def with_image(self, image: ContainerImage) -> Model:
        return Model(self.stack, "X", containers=[ContainerDefinition(image=image)])

    def scheduled(self, **given: Any) -> None:
        daily = appscaling.Schedule.rate(cdk.Duration.days(1))
        self.count.scale_on_schedule("s", **{"schedule": daily, "min_capacity": 1, **given})


@pytest.fixture
def world(
    stack: cdk.Stack,
    model: Model,
    container: ContainerDefinition,
    endpoint: RealTimeEndpoint,
    tmp_path: Path,
) -> World:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "params.json").write_text("{}")
    return World(stack, model, container.image, endpoint, folder)


Call = Callable[[World], Any]

ONE_TEXT: dict[str, tuple[Call, str]] = {
    "exclude": (
        lambda w: ModelData.from_asset(w.folder, exclude="params.json"),
        (
            "ModelData.from_asset: exclude: got one text, 'params.json', allowed is a list; write "
            "['params.json']"
        ),
    ),
    "include_response_in": (
        lambda w: w.asynchronous(include_response_in="error"),
        (
            "AsyncEndpoint 'Stack/X': include_response_in: got one text, 'error', allowed is a "
            "list; write ['error']"
        ),
    ),
    "json_content_types": (
        lambda w: DataCapture(bucket=w.bucket, json_content_types="application/json"),
        (
            "DataCapture: json_content_types: got one text, 'application/json', allowed is a list; "
            "write ['application/json']"
        ),
    ),
    "services": (
        lambda w: SageMakerVpcEndpoints(
            w.stack,
            "X",
            vpc=ec2.Vpc.from_vpc_attributes(
                w.stack, "Vpc", vpc_id="vpc-1", availability_zones=["a"]
            ),
            services="s3",
        ),
        (
            "SageMakerVpcEndpoints 'Stack/X': services: got one text, 's3', allowed is a list; "
            "write ['s3']"
        ),
    ),
    "target_models": (
        lambda w: w.multi_model().grant_invoke(w.model, target_models="a"),
        (
            "MultiModelEndpoint 'Stack/X': grant_invoke: target_models: got one text, 'a', allowed "
            "is a list; write ['a']"
        ),
    ),
    "variants": (
        lambda w: w.real_time(variants=w.variant()),
        (
            "RealTimeEndpoint 'Stack/X': variants: got an InstanceVariant, allowed is a list; "
            "write [it]"
        ),
    ),
    "containers": (
        lambda w: Model(w.stack, "X", containers=ContainerDefinition(image=w.image)),
        "Model 'Stack/X': containers: got a ContainerDefinition, allowed is a list; write [it]",
    ),
}

NAMES: dict[str, tuple[Call, str]] = {
    "time_zone": (
        lambda w: w.batch(schedule="rate(1 day)", time_zone="Berlin"),
        (
            "BatchTransform 'Stack/X': time_zone: got 'Berlin', allowed is a name such as "
            "'Europe/Paris': the tz database (2025b) has no time zone 'Berlin'; did you mean "
            "Europe/Berlin?"
        ),
    ),
    "time_zone of an action": (
        lambda w: w.scheduled(time_zone=cdk.TimeZone.of("Berlin")),
        (
            "scale_on_schedule 's' of variant 'champion': time_zone: got 'Berlin', allowed is a "
            "name such as 'Europe/Paris': the tz database (2025b) has no time zone 'Berlin'; did "
            "you mean Europe/Berlin?"
        ),
    ),
    "accept": (
        lambda w: w.batch(accept="csv"),
        "BatchTransform 'Stack/X': accept: got 'csv', allowed is a media type such as 'text/csv'",
    ),
    "content_type": (
        lambda w: w.batch(content_type="csv"),
        (
            "BatchTransform 'Stack/X': content_type: got 'csv', allowed is a media type such as "
            "'text/csv'"
        ),
    ),
    "cron of five fields": (
        lambda w: w.batch(schedule="cron(0 2 * * *)"),
        (
            "BatchTransform 'Stack/X': schedule: got 'cron(0 2 * * *)' of 5 fields, allowed are 6: "
            "minutes, hours, day of month, month, day of week, year"
        ),
    ),
    "ARN of a model": (
        lambda w: Endpoint.from_endpoint_arn(
            w.stack, "X", "arn:aws:sagemaker:eu-west-1:111111111111:model/prices"
        ),
        (
            "Endpoint 'Stack/X': endpoint_arn: got "
            "'arn:aws:sagemaker:eu-west-1:111111111111:model/prices', allowed is "
            "arn:aws:sagemaker:<region>:<account>:endpoint/<name>"
        ),
    ),
    "endpoint_name": (
        lambda w: Endpoint.from_endpoint_name(w.stack, "X", "my_endpoint"),
        (
            "Endpoint 'Stack/X': endpoint_name: got 'my_endpoint', allowed is 1 to 63 letters, "
            "digits and inner hyphens"
        ),
    ),
    "repository with a tag": (
        lambda w: w.with_image(
            ContainerImage.from_ecr_repository(
                ecr.Repository.from_repository_name(w.stack, "Images", "team/f:1.2"),
                tag_or_digest="1.2",
            )
        ),
        (
            "ContainerImage.from_ecr_repository: repository: got the name 'team/f:1.2', allowed is "
            "lower-case letters and digits, between them hyphens, underscores, dots and slashes; "
            "give the tag as tag_or_digest alone"
        ),
    ),
    "object_key": (
        lambda w: ModelData.from_bucket(w.bucket, "/models/x.tar.gz"),
        (
            "ModelData.from_bucket: object_key: got '/models/x.tar.gz', allowed is a key without "
            "the slash: 'models/x.tar.gz'; one that does begin with a slash goes by "
            "from_uri('s3://bucket//...')"
        ),
    ),
    "instance_type of an image": (
        lambda _: ContainerImage.from_framework(
            "pytorch", version="2.6", instance_type="ml.m5.larg"
        ),
        (
            "ContainerImage.from_framework: instance_type: 'ml.m5.larg' is no hosting type: a type "
            "reads ml.<family>.<size>, such as ml.m5.large; nearest: ml.m5.large, ml.m5.xlarge, "
            "ml.m5d.large"
        ),
    ),
}

KINDS: dict[str, tuple[Call, str]] = {
    "variants None": (
        lambda w: w.real_time(variants=None),
        "RealTimeEndpoint 'Stack/X': variants: got None, allowed is a list",
    ),
    "variants of dictionaries": (
        lambda w: w.real_time(variants=[{"name": "v"}]),
        "RealTimeEndpoint 'Stack/X': variants[0]: got {'name': 'v'}, allowed is InstanceVariant",
    ),
    "variants of models": (
        lambda w: w.real_time(variants=[w.model]),
        "RealTimeEndpoint 'Stack/X': variants[0]: got a Model, allowed is InstanceVariant",
    ),
    "model by its name": (
        lambda w: w.variant(model="prices"),
        f"InstanceVariant 'v': model: got 'prices', allowed is {MODEL}",
    ),
    "model None": (
        lambda w: w.variant(model=None),
        f"InstanceVariant 'v': model: got None, allowed is {MODEL}",
    ),
    "model as a class": (
        lambda w: w.variant(model=Model),
        f"InstanceVariant 'v': model: got the class Model, not one made of it, allowed is {MODEL}",
    ),
    "model as an endpoint": (
        lambda w: w.variant(model=w.endpoint),
        f"InstanceVariant 'v': model: got a RealTimeEndpoint, allowed is {MODEL}",
    ),
    "encryption_key": (
        lambda w: w.real_time(encryption_key="arn:aws:kms:..."),
        f"RealTimeEndpoint 'Stack/X': encryption_key: got 'arn:aws:kms:...', allowed is {KEY}",
    ),
    "rollout": (
        lambda w: w.real_time(rollout="canary"),
        (
            "RealTimeEndpoint 'Stack/X': rollout: got 'canary', allowed is Rollout: "
            "Rollout.canary(...), .linear(...) ..."
        ),
    ),
    "data_capture": (
        lambda w: w.real_time(data_capture=S3Location(bucket=w.bucket)),
        "RealTimeEndpoint 'Stack/X': data_capture: got an S3Location, allowed is DataCapture",
    ),
    "routing": (
        lambda w: w.variant(routing="RANDOM"),
        "InstanceVariant 'v': routing: got 'RANDOM', allowed is Routing",
    ),
    "role": (
        lambda w: Model(
            w.stack, "X", containers=[ContainerDefinition(image=w.image)], role="arn:aws:iam:..."
        ),
        f"Model 'Stack/X': role: got 'arn:aws:iam:...', allowed is {ROLE}",
    ),
    "vpc": (
        lambda w: Model(
            w.stack, "X", containers=[ContainerDefinition(image=w.image)], vpc="vpc-123"
        ),
        f"Model 'Stack/X': vpc: got 'vpc-123', allowed is {VPC}",
    ),
    "image": (
        lambda _: ContainerDefinition(image="image:1"),
        f"ContainerDefinition: image: got 'image:1', allowed is {IMAGE}",
    ),
    "model_data": (
        lambda w: ContainerDefinition(image=w.image, model_data="s3://data/m.tar.gz"),
        f"ContainerDefinition: model_data: got 's3://data/m.tar.gz', allowed is {DATA}",
    ),
    "output_bucket": (
        lambda w: w.asynchronous(output_bucket="s3://x"),
        f"AsyncEndpoint 'Stack/X': output_bucket: got 's3://x', allowed is {BUCKET}",
    ),
    "input": (
        lambda w: w.batch(input="s3://x/"),
        f"BatchTransform 'Stack/X': input: got 's3://x/', allowed is {PLACE}",
    ),
    "schedule": (
        lambda w: w.scheduled(schedule="cron(0 2 * * ? *)"),
        (
            "scale_on_schedule 's' of variant 'champion': schedule: got 'cron(0 2 * * ? *)', "
            f"allowed is {SCHEDULE}"
        ),
    ),
    "time_zone": (
        lambda w: w.scheduled(time_zone="Europe/Berlin"),
        (
            "scale_on_schedule 's' of variant 'champion': time_zone: got 'Europe/Berlin', allowed "
            f"is {ZONE}"
        ),
    ),
    "version": (
        lambda _: ContainerImage.from_framework("pytorch", version=2.6),
        "ContainerImage.from_framework: version: got 2.6, allowed is text",
    ),
    "uri": (
        lambda _: ContainerImage.from_uri(None),
        "ContainerImage.from_uri: uri: got None, allowed is text",
    ),
    "path": (
        lambda _: ModelData.from_asset(None),
        "ModelData.from_asset: path: got None, allowed is text or Path: a path",
    ),
    "image itself": (
        lambda _: ContainerImage("image:1"),
        (
            "ContainerImage: source: got 'image:1', allowed is ImageSource: what "
            "ContainerImage.from_uri(...) and the like make one of"
        ),
    ),
    "data itself": (
        lambda _: ModelData("s3://data/m.tar.gz"),
        (
            "ModelData: source: got 's3://data/m.tar.gz', allowed is ModelDataSource: what "
            "ModelData.from_asset(...) and the like make one of"
        ),
    ),
}

UNITS: dict[str, tuple[Call, str]] = {
    "scale_in_cooldown": (
        lambda w: w.count.scale_on_invocations(
            "Load", invocations_per_minute=70, scale_in_cooldown=300
        ),
        (
            "scale_on_invocations 'Load' of variant 'champion': scale_in_cooldown: got 300, "
            f"allowed is {DURATION}"
        ),
    ),
    "bake": (
        lambda _: Rollout.canary(percent=10, bake=600),
        f"Rollout.canary: bake: got 600, allowed is {DURATION}",
    ),
    "timeout": (
        lambda w: w.batch(timeout=3600),
        f"BatchTransform 'Stack/X': timeout: got 3600, allowed is {DURATION}",
    ),
    "expected_every": (
        lambda w: w.batch(expected_every=24),
        f"BatchTransform 'Stack/X': expected_every: got 24, allowed is {DURATION}",
    ),
    "window": (
        lambda w: w.batch(schedule="rate(1 day)", window=15),
        f"BatchTransform 'Stack/X': window: got 15, allowed is {DURATION}",
    ),
    "health check": (
        lambda w: w.variant(container_startup_health_check_timeout=600),
        (
            "InstanceVariant 'v': container_startup_health_check_timeout: got 600, allowed is "
            f"{DURATION}"
        ),
    ),
    "volume_size": (
        lambda w: w.variant(volume_size=30),
        f"InstanceVariant 'v': volume_size: got 30, allowed is {SIZE}",
    ),
    "max_payload": (
        lambda w: w.batch(max_payload=cdk.Duration.minutes(6)),
        f"BatchTransform 'Stack/X': max_payload: got a Duration, allowed is {SIZE}",
    ),
    "timeout as a size": (
        lambda w: w.batch(timeout=cdk.Size.gibibytes(1)),
        f"BatchTransform 'Stack/X': timeout: got a Size, allowed is {DURATION}",
    ),
    "parts of seconds": (
        lambda _: Rollout.canary(percent=10, bake=cdk.Duration.millis(600)),
        "Rollout.canary: bake: '600 millis' cannot be converted into a whole number of seconds",
    ),
    "long timeout": (
        lambda w: w.batch(timeout=cdk.Duration.seconds(1)),
        "BatchTransform 'Stack/X': timeout: got 1, allowed is 60 to 31536000 seconds",
    ),
    "long gap": (
        lambda w: w.batch(expected_every=cdk.Duration.days(30)),
        "BatchTransform 'Stack/X': expected_every: got 2592000, allowed is 60 to 604800 seconds",
    ),
}

NUMBERS: dict[str, tuple[Call, str]] = {
    "instance_count": (
        lambda w: w.batch(instance_count="2"),
        "BatchTransform 'Stack/X': instance_count: got '2', allowed is a whole number",
    ),
    "max_capacity": (
        lambda w: w.endpoint.variant("champion").auto_scale_instance_count(max_capacity=4.5),
        (
            "auto_scale_instance_count of variant 'champion' of 'Stack/Endpoint': max_capacity: "
            "got 4.5, allowed is a whole number"
        ),
    ),
    "initial_instance_count": (
        lambda w: w.variant(initial_instance_count=True),
        "InstanceVariant 'v': initial_instance_count: got True, allowed is a whole number",
    ),
    "initial_weight": (
        lambda w: w.variant(initial_weight="0.5"),
        "InstanceVariant 'v': initial_weight: got '0.5', allowed is a number",
    ),
    "sampling_weight": (
        lambda w: ShadowVariant(name="s", model=w.model, instance_type=TYPE, sampling_weight="0.5"),
        "ShadowVariant 's': sampling_weight: got '0.5', allowed is a number",
    ),
    "memory_size_in_mb": (
        lambda w: w.serverless(memory_size_in_mb=cdk.Size.gibibytes(2)),
        "ServerlessEndpoint 'Stack/X': memory_size_in_mb: got a Size, allowed is a whole number",
    ),
    "max_concurrency": (
        lambda w: w.serverless(max_concurrency=None),
        "ServerlessEndpoint 'Stack/X': max_concurrency: got None, allowed is a whole number",
    ),
    "min_memory_mb": (
        lambda w: w.components().add_component("A", model=w.model, min_memory_mb="1024"),
        "InferenceComponent 'Stack/X/A': min_memory_mb: got '1024', allowed is a whole number",
    ),
    "invocations_per_minute": (
        lambda w: w.count.scale_on_invocations("Load", invocations_per_minute="70"),
        (
            "scale_on_invocations 'Load' of variant 'champion': invocations_per_minute: got '70', "
            "allowed is a number"
        ),
    ),
    "max_requests_per_second": (
        lambda w: w.count.scale_on_invocations("Load", max_requests_per_second="30"),
        (
            "scale_on_invocations 'Load' of variant 'champion': max_requests_per_second: got '30', "
            "allowed is a number"
        ),
    ),
    "figure of a load test": (
        lambda _: LoadTest(max_requests_per_second="30"),
        "LoadTest: max_requests_per_second: got '30', allowed is a number",
    ),
    "percent": (
        lambda w: w.count.scale_on_cpu_utilization("Cpu", percent="60"),
        (
            "scale_on_cpu_utilization 'Cpu' of variant 'champion': percent: got '60', allowed is a "
            "number"
        ),
    ),
    "option that there is not": (
        lambda w: w.count.scale_on_cpu_utilization("Cpu", percent=60, cooldown=5),
        (
            "scale_on_cpu_utilization 'Cpu' of variant 'champion': cooldown: got 5, allowed are "
            "the options percent, target_value, scale_in_cooldown, scale_out_cooldown, "
            "disable_scale_in"
        ),
    ),
    "instance_type": (
        lambda w: w.variant(instance_type=ec2.InstanceType("m5.large")),
        "InstanceVariant 'v': instance_type: got an InstanceType, allowed is text",
    ),
    "name": (
        lambda w: w.variant(name=5),
        "InstanceVariant 5: name: got 5, allowed is text",
    ),
    "percent of a rollout": (
        lambda _: Rollout.canary(percent="10", bake=cdk.Duration.minutes(5)),
        "Rollout.canary: percent: got '10', allowed is a whole number",
    ),
}

GRANTS: dict[str, tuple[Call, str]] = {
    "text": (
        lambda w: w.endpoint.grant_invoke("arn:aws:iam:..."),
        (
            "Endpoint 'Stack/Endpoint': sagemaker:InvokeEndpoint: grantee: got 'arn:aws:iam:...', "
            f"allowed is {GRANTEE}"
        ),
    ),
    "topic": (
        lambda w: w.endpoint.grant_invoke(w.topic),
        (
            "Endpoint 'Stack/Endpoint': sagemaker:InvokeEndpoint: grantee: got a TopicBase, "
            f"allowed is {GRANTEE}"
        ),
    ),
    "asynchronous": (
        lambda w: w.asynchronous().grant_invoke_async(None),
        (
            "Endpoint 'Stack/X': sagemaker:InvokeEndpointAsync: grantee: got None, allowed is "
            f"{GRANTEE}"
        ),
    ),
    "components": (
        lambda w: w.components().grant_invoke("me"),
        (
            "InferenceComponentEndpoint 'Stack/X': sagemaker:InvokeEndpoint: grantee: got 'me', "
            f"allowed is {GRANTEE}"
        ),
    ),
    "batch": (
        lambda w: w.batch().grant_start("me"),
        f"BatchTransform 'Stack/X': grant_start: grantee: got 'me', allowed is {GRANTEE}",
    ),
}

CASES = {
    f"{kind}: {name}": case
    for kind, table in {
        "list": ONE_TEXT,
        "name": NAMES,
        "kind": KINDS,
        "unit": UNITS,
        "number": NUMBERS,
        "grant": GRANTS,
    }.items()
    for name, case in table.items()
}


@pytest.mark.parametrize(("call", "told"), CASES.values(), ids=CASES.keys())
def test_wrong_argument_is_told_by_one_message(world: World, call: Call, told: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        call(world)

    assert str(refusal.value) == told


ONE_ROUND: dict[str, tuple[Call, tuple[str, ...]]] = {
    "variant": (
        lambda w: w.variant(name="a b", initial_instance_count="2"),
        ("initial_instance_count: got '2'", "name: got 'a b'"),
    ),
    "rollout": (
        lambda _: Rollout.canary(percent="10", bake=cdk.Duration.hours(5)),
        ("percent: got '10'", "bake: got 18000"),
    ),
    "serverless": (
        lambda w: w.serverless(memory_size_in_mb=1000, max_concurrency=None),
        ("max_concurrency: got None", "memory_size_in_mb: got 1000"),
    ),
}


@pytest.mark.parametrize(("call", "told"), ONE_ROUND.values(), ids=ONE_ROUND.keys())
def test_wrong_types_and_wrong_values_are_told_together(
    world: World, call: Call, told: tuple[str, ...]
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        call(world)

    assert [fault.partition(", allowed")[0] for fault in refusal.value.faults] == list(told)


def test_fault_that_a_left_out_argument_would_cause_is_not_told() -> None:
    percent: Any = "10"

    with pytest.raises(ConfigurationError) as refusal:
        Rollout.canary(percent=percent, bake=cdk.Duration.minutes(5))

    assert len(refusal.value.faults) == 1
