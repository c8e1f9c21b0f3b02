"""Arguments of types that their parameters lack: told by name, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Literal

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs

from sagemaker_endpoints import (
    AsyncEndpoint,
    BatchTransform,
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    CoreDump,
    InferenceComponentEndpoint,
    InstancePool,
    InstanceVariant,
    Model,
    ModelData,
    MultiModelEndpoint,
    RealTimeEndpoint,
    Rollout,
    S3Location,
    SageMakerVpcEndpoints,
    ServerlessEndpoint,
    ShadowTest,
)
from sagemaker_endpoints.common._given_types import check_given


def function(
    *,
    text: str = "",
    count: int = 0,
    share: float = 0,
    flag: bool = False,
    maybe: str | None = None,
    mode: Literal["one", "two"] = "one",
    names: Sequence[str | InstancePool] = (),
    pairs: Mapping[str, str] | None = None,
    key: kms.IKey | None = None,
    wait: cdk.Duration | None = None,
    used_percent: float = 0,
    topic: sns.ITopic | None = None,
) -> None:
    """Parameters of each kind; never called."""


def told_of(**given: Any) -> tuple[str, ...]:
    try:
        check_given("function", function, given)
    except ConfigurationError as refusal:
        return refusal.faults
    return ()


@pytest.mark.parametrize(
    "given",
    [
        {"text": "a"},
        {"count": 3},
        {"count": 3.0},
        {"share": 1},
        {"share": 0.5},
        {"flag": True},
        {"maybe": None},
        {"mode": "two"},
        {"names": ["a", InstancePool(instance_type="ml.m5.large")]},
        {"names": ("a",)},
        {"pairs": {"a": "b"}},
        {"pairs": None},
        {"wait": cdk.Duration.minutes(1)},
    ],
)
def test_what_is_asked_for_is_taken(given: dict[str, Any]) -> None:
    assert told_of(**given) == ()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"text": None}, "text: got None, allowed is text"),
        ({"text": 5}, "text: got 5, allowed is text"),
        ({"count": 1.5}, "count: got 1.5, allowed is a whole number"),
        ({"count": True}, "count: got True, allowed is a whole number"),
        ({"count": "3"}, "count: got '3', allowed is a whole number"),
        ({"share": float("nan")}, "share: got nan, allowed is a number"),
        ({"share": float("inf")}, "share: got inf, allowed is a number"),
        ({"share": float("-inf")}, "share: got -inf, allowed is a number"),
        ({"flag": 1}, "flag: got 1, allowed is True or False"),
        ({"maybe": 5}, "maybe: got 5, allowed is text"),
        ({"mode": 2}, "mode: got 2, allowed is text"),
        ({"names": "text"}, "names: got one text, 'text', allowed is a list; write ['text']"),
        ({"names": ["a", 5]}, "names[1]: got 5, allowed is text or InstancePool"),
        ({"pairs": ["a"]}, "pairs: got ['a'], allowed is a dictionary"),
        ({"pairs": {"a": 5}}, "pairs['a']: got 5, allowed is text"),
        (
            {"key": "arn:aws:kms:..."},
            (
                "key: got 'arn:aws:kms:...', allowed is kms.IKey: one made in the app, or "
                "kms.Key.from_key_arn(...)"
            ),
        ),
        (
            {"wait": 300},
            (
                "wait: got 300, allowed is cdk.Duration: cdk.Duration.millis(...), .seconds(...) "
                "or .minutes(...)"
            ),
        ),
        (
            {"wait": timedelta(minutes=1)},
            (
                "wait: got datetime.timedelta(seconds=60), allowed is cdk.Duration: "
                "cdk.Duration.millis(...), .seconds(...) or .minutes(...)"
            ),
        ),
        ({"text": cdk.Duration.minutes(1)}, "text: got a Duration, allowed is text"),
        ({"used_percent": "90"}, "used_percent: got '90', allowed is a number, in percent"),
        (
            {"topic": "ops@example.com"},
            (
                "topic: got 'ops@example.com', allowed is sns.ITopic: one made in the app, or "
                "sns.Topic.from_topic_arn(...)"
            ),
        ),
    ],
)
def test_what_is_not_is_refused(given: dict[str, Any], told: str) -> None:
    assert told_of(**given) == (told,)


def test_what_cdk_imports_is_taken_and_told_without_an_address(stack: cdk.Stack) -> None:
    topic = sns.Topic.from_topic_arn(stack, "Theirs", "arn:aws:sns:eu-west-1:111111111111:theirs")

    assert told_of(topic=topic) == ()
    assert told_of(text=topic) == ("text: got a TopicBase, allowed is text",)


def test_construct_of_another_kind_is_no_topic(stack: cdk.Stack) -> None:
    (told,) = told_of(topic=sqs.Queue(stack, "Queue"))

    assert told.startswith("topic: got a Queue, allowed is sns.ITopic")


def test_hint_is_told_with_the_fault_of_its_parameter_alone() -> None:
    given = {"text": 5, "flag": 0}

    with pytest.raises(ConfigurationError) as refusal:
        check_given("function", function, given, hints={"text": "count is count=..."})

    assert refusal.value.faults == (
        "text: got 5, allowed is text; count is count=...",
        "flag: got 0, allowed is True or False",
    )


def test_late_values_are_taken(stack: cdk.Stack) -> None:
    text = cdk.CfnParameter(stack, "Text").value_as_string
    number = cdk.CfnParameter(stack, "Number", type="Number").value_as_number
    names = cdk.CfnParameter(stack, "Names", type="CommaDelimitedList").value_as_list

    assert told_of(text=text, count=number, share=number, mode=text, names=names) == ()


def test_all_are_told_at_once() -> None:
    assert len(told_of(text=5, count="3", flag=0)) == 3


def test_long_values_are_cut() -> None:
    (told,) = told_of(count="x" * 1000)

    assert len(told) < 120


CASES: dict[str, Any] = {
    "RealTimeEndpoint": (RealTimeEndpoint, {"variants": 5}, "variants: got 5"),
    "ServerlessEndpoint": (
        ServerlessEndpoint,
        {"model": "my-model", "max_concurrency": 1.5},
        "model: got 'my-model', allowed is IModel: a Model, or Model.from_model_name",
    ),
    "AsyncEndpoint": (
        AsyncEndpoint,
        {"model": None, "instance_type": "ml.m5.large", "output_bucket": "answers"},
        "output_bucket: got 'answers', allowed is s3.IBucket",
    ),
    "MultiModelEndpoint": (
        MultiModelEndpoint,
        {"image": "image:1", "models": "s3://models/", "instance_type": "ml.m5.large"},
        "models: got 's3://models/', allowed is ModelData",
    ),
    "InferenceComponentEndpoint": (
        InferenceComponentEndpoint,
        {"instance_type": None, "volume_size": 30},
        "volume_size: got 30, allowed is cdk.Size: cdk.Size.gibibytes",
    ),
    "BatchTransform": (
        BatchTransform,
        {"model": None, "instance_type": None, "instance_count": "2", "input": 5, "output": 5},
        "instance_count: got '2', allowed is a whole number",
    ),
    "Model": (Model, {"containers": [None]}, "containers[0]: got None, allowed is Container"),
    "ShadowTest": (
        ShadowTest,
        {"endpoint": "demand", "production_variant": 5, "shadow_variant": 5},
        "endpoint: got 'demand', allowed is Endpoint",
    ),
    "SageMakerVpcEndpoints": (
        SageMakerVpcEndpoints,
        {"vpc": "vpc-1"},
        "vpc: got 'vpc-1', allowed is ec2.IVpc",
    ),
}


@pytest.mark.parametrize(("kind", "given", "told"), CASES.values(), ids=CASES.keys())
def test_construct_is_named_by_its_path(
    stack: cdk.Stack, kind: Any, given: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        kind(stack, "Wrong", **given)

    assert str(refusal.value).startswith(f"{kind.__name__} 'Stack/Wrong': ")
    assert any(fault.startswith(told) for fault in refusal.value.faults)
    assert stack.node.try_find_child("Wrong") is None


def test_missing_environment_variable_is_no_place_in_a_bucket(stack: cdk.Stack) -> None:
    bucket = s3.Bucket(stack, "Bucket")
    missing: Any = None

    with pytest.raises(ConfigurationError, match="prefix: got None, allowed is text"):
        S3Location(bucket=bucket, prefix=missing)
    with pytest.raises(ConfigurationError, match="object_key: got None, allowed is text"):
        ModelData.from_bucket(bucket, missing)
    with pytest.raises(ConfigurationError, match="prefix: got None, allowed is text"):
        ModelData.from_prefix(bucket, missing)
    with pytest.raises(ConfigurationError, match="uri: got None, allowed is text"):
        ContainerImage.from_uri(missing)
    with pytest.raises(ConfigurationError, match="tag: got None, allowed is text"):
        ContainerImage.from_dlc("pytorch-inference", missing)


def test_number_is_no_value_of_a_variable(container: ContainerDefinition) -> None:
    numbers: Any = {"WORKERS": 2}

    with pytest.raises(ConfigurationError, match=r"environment\['WORKERS'\]: got 2, allowed is te"):
        ContainerDefinition(image=container.image, environment=numbers)


def test_mode_that_no_container_has_is_refused(container: ContainerDefinition) -> None:
    mode: Any = "MultiModal"

    with pytest.raises(ConfigurationError, match="mode: got 'MultiModal', allowed is 'SingleM"):
        ContainerDefinition(image=container.image, mode=mode)


def test_half_an_instance_is_refused(model: Model) -> None:
    half: Any = 1.5

    with pytest.raises(ConfigurationError, match=r"initial_instance_count: got 1\.5, allowed"):
        InstanceVariant(
            name="a", model=model, instance_type="ml.m5.large", initial_instance_count=half
        )


def test_place_by_its_address_is_refused() -> None:
    address: Any = "s3://dumps/"

    with pytest.raises(ConfigurationError, match="location: got 's3://dumps/', allowed is S3Loc"):
        CoreDump(location=address)


def test_capacity_of_a_wrong_type_is_refused(endpoint: RealTimeEndpoint) -> None:
    three: Any = "3"
    named = "auto_scale_instance_count of variant 'champion' of 'Stack/Endpoint'"

    with pytest.raises(ConfigurationError) as refusal:
        endpoint.variant("champion").auto_scale_instance_count(max_capacity=three)

    assert str(refusal.value) == f"{named}: max_capacity: got '3', allowed is a whole number"


def test_cooldown_in_plain_seconds_is_refused(endpoint: RealTimeEndpoint) -> None:
    count = endpoint.variant("champion").auto_scale_instance_count(max_capacity=3)
    seconds: Any = 300

    with pytest.raises(ConfigurationError, match=r"scale_in_cooldown: got 300, allowed is cdk.Dur"):
        count.scale_on_invocations("Load", invocations_per_minute=70, scale_in_cooldown=seconds)


def test_percent_of_a_rollout_in_text_is_refused() -> None:
    percent: Any = "10"

    with pytest.raises(ConfigurationError, match=r"Rollout\.canary: percent: got '10', allowed"):
        Rollout.canary(percent=percent, bake=cdk.Duration.minutes(5))
