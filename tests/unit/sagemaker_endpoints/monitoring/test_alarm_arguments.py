"""Arguments of `add_alarms` that are of another type, or hardly meant so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from constructs import IConstruct

from sagemaker_endpoints import (
    AsyncEndpoint,
    ConfigurationError,
    ContainerImage,
    InferenceComponentEndpoint,
    InstanceVariant,
    Model,
    ModelData,
    MultiModelEndpoint,
    RealTimeEndpoint,
    ServerlessEndpoint,
)

WarningsOf = Callable[[IConstruct], list[str]]
TIME = "cdk.Duration: cdk.Duration.millis(...), .seconds(...) or .minutes(...)"
TOPIC = "sns.ITopic: one made in the app, or sns.Topic.from_topic_arn(...)"
SHARE = "sagemaker-endpoints::ShareForPercent"
KINDS = {
    "real time": "variant 'all' of 'Stack/Live'",
    "multi-model": "variant 'AllTraffic' of 'Stack/Many'",
    "serverless": "ServerlessEndpoint 'Stack/Rare'",
    "component": "component 'Stack/Shared/Chronos'",
    "shared": "variant 'AllTraffic' of 'Stack/Shared'",
    "asynchronous": "AsyncEndpoint 'Stack/Backfill'",
}


@pytest.fixture
def watched(stack: cdk.Stack, model: Model) -> Mapping[str, Any]:
    """What has `add_alarms`, by its kind."""
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "models-of-the-team")
    uri = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/server:1"
    variant = InstanceVariant(name="all", model=model, instance_type="ml.g5.xlarge")
    shared = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.g5.xlarge")
    many = MultiModelEndpoint(
        stack,
        "Many",
        image=ContainerImage.from_uri(uri),
        models=ModelData.from_prefix(bucket, "stores/"),
        instance_type="ml.m5.large",
    )
    backfill = AsyncEndpoint(
        stack, "Backfill", model=model, instance_type="ml.m5.large", output_bucket=bucket
    )
    return {
        "real time": RealTimeEndpoint(stack, "Live", variants=[variant]).variant("all"),
        "multi-model": many.variant(),
        "serverless": ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=5),
        "component": shared.add_component("Chronos", model=model, min_memory_mb=1024, cpus=1),
        "shared": shared.variant("AllTraffic"),
        "asynchronous": backfill,
    }


def refusal_of(watched: Any, *arguments: Any, **given: Any) -> str:
    with pytest.raises(ConfigurationError) as refusal:
        watched.add_alarms(*arguments, **given)
    return str(refusal.value)


@pytest.mark.parametrize("kind", KINDS)
def test_topic_in_the_place_of_the_id_is_refused(
    stack: cdk.Stack, watched: Mapping[str, Any], kind: str
) -> None:
    told = refusal_of(watched[kind], sns.Topic(stack, "Topic"))

    assert told == (
        f"add_alarms of {KINDS[kind]}: alarms_id: got a Topic, allowed is text; all else is given "
        "by its name, such as topic=..."
    )


@pytest.mark.parametrize("kind", KINDS)
def test_second_set_of_the_same_id_is_refused(watched: Mapping[str, Any], kind: str) -> None:
    watched[kind].add_alarms()

    assert refusal_of(watched[kind]) == (
        f"add_alarms 'Alarms' of {KINDS[kind]}: alarms_id: 'Alarms' has been added already; give "
        "this set an id of its own, such as 'Alarms2'"
    )
    watched[kind].add_alarms("Alarms2")


def test_second_set_of_the_same_id_is_told_with_all_other_faults(
    watched: Mapping[str, Any],
) -> None:
    watched["real time"].add_alarms()

    assert "2 faults\n  - cpu_percent: got 100, " in refusal_of(
        watched["real time"], cpu_percent=100
    )


def test_id_of_a_set_that_was_refused_is_free(watched: Mapping[str, Any]) -> None:
    refusal_of(watched["real time"], cpu_percent=100)

    assert len(watched["real time"].add_alarms()) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_text_for_a_topic_is_refused(watched: Mapping[str, Any], kind: str) -> None:
    told = refusal_of(watched[kind], topic="ops@example.com")

    assert told.endswith(f": topic: got 'ops@example.com', allowed is {TOPIC}")


@pytest.mark.parametrize(
    ("kind", "given", "fault"),
    [
        ("real time", {"no_traffic": 60}, f"no_traffic: got 60, allowed is {TIME}"),
        ("real time", {"model_latency": 50}, f"model_latency: got 50, allowed is {TIME}"),
        ("real time", {"overhead_latency": 80}, f"overhead_latency: got 80, allowed is {TIME}"),
        (
            "real time",
            {"model_latency": timedelta(seconds=1)},
            f"model_latency: got datetime.timedelta(seconds=1), allowed is {TIME}",
        ),
        (
            "real time",
            {"error_rate_percent": cdk.Duration.minutes(1)},
            "error_rate_percent: got a Duration, allowed is a number, in percent",
        ),
        (
            "multi-model",
            {"model_loading_wait_time": 5},
            f"model_loading_wait_time: got 5, allowed is {TIME}",
        ),
        (
            "serverless",
            {"memory_percent": cdk.Duration.minutes(1)},
            "memory_percent: got a Duration, allowed is a number, in percent",
        ),
        ("component", {"no_traffic": 60}, f"no_traffic: got 60, allowed is {TIME}"),
        (
            "component",
            {"no_capacity_failures": 0.5},
            "no_capacity_failures: got 0.5, allowed is a whole number",
        ),
        (
            "shared",
            {"disk_percent": "90"},
            "disk_percent: got '90', allowed is a number, in percent",
        ),
        ("asynchronous", {"backlog_age": 300}, f"backlog_age: got 300, allowed is {TIME}"),
    ],
)
def test_threshold_of_another_unit_is_refused(
    watched: Mapping[str, Any], kind: str, given: dict[str, Any], fault: str
) -> None:
    assert refusal_of(watched[kind], **given) == f"add_alarms 'Alarms' of {KINDS[kind]}: {fault}"


def test_misspelt_argument_of_a_shared_variant_is_no_request(watched: Mapping[str, Any]) -> None:
    told = refusal_of(watched["shared"], cpu_precent=80, model_latency=cdk.Duration.millis(1))

    assert "\n  - cpu_precent: add_alarms has no such argument" in told
    assert "\n  - model_latency: requests are counted for each component" in told


@pytest.mark.parametrize(
    ("kind", "given", "meant"),
    [
        ("real time", {"cpu_percent": 0.8}, "80"),
        ("real time", {"memory_percent": 0.9}, "90"),
        ("real time", {"disk_percent": 0.9}, "90"),
        ("real time", {"gpu_percent": 0.8}, "80"),
        ("real time", {"gpu_memory_percent": 0.8}, "80"),
        ("real time", {"error_rate_percent": 0.01}, "1"),
        ("real time", {"client_error_rate_percent": 0.049}, "4.9"),
        ("serverless", {"memory_percent": 0.9}, "90"),
        ("serverless", {"concurrency_percent": 0.8}, "80"),
        ("component", {"memory_percent": 0.9}, "90"),
        ("shared", {"cpu_percent": 0.8}, "80"),
    ],
)
def test_share_for_a_percentage_is_warned_of(
    *,
    stack: cdk.Stack,
    watched: Mapping[str, Any],
    warnings_of: WarningsOf,
    kind: str,
    given: dict[str, float],
    meant: str,
) -> None:
    watched[kind].add_alarms(**given)

    ((name, value),) = given.items()
    assert warnings_of(stack) == [
        f"{name}: {value} is {value} %, not a share of 1; did you mean {meant}? [ack: {SHARE}]"
    ]


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("real time", {"cpu_percent": 1.1}),
        ("real time", {"error_rate_percent": 0}),
        ("real time", {"error_rate_percent": 0.05}),
        ("real time", {"client_error_rate_percent": 0.5}),
        ("real time", {"model_latency": cdk.Duration.seconds(60)}),
        ("real time", {"overhead_latency": cdk.Duration.seconds(61)}),
        ("serverless", {"model_setup_time": cdk.Duration.seconds(61)}),
        ("component", {"concurrent_requests_per_copy": 1}),
    ],
)
def test_threshold_that_may_be_meant_is_not_warned_of(
    *,
    stack: cdk.Stack,
    watched: Mapping[str, Any],
    warnings_of: WarningsOf,
    kind: str,
    given: dict[str, Any],
) -> None:
    watched[kind].add_alarms(**given)

    assert warnings_of(stack) == []


def test_thresholds_that_only_the_deploy_knows_are_not_warned_of(
    stack: cdk.Stack, watched: Mapping[str, Any], warnings_of: WarningsOf, late_number: Any
) -> None:
    watched["real time"].add_alarms(
        cpu_percent=late_number, model_latency=cdk.Duration.minutes(late_number)
    )
    watched["serverless"].add_alarms(model_latency=cdk.Duration.minutes(late_number))

    assert warnings_of(stack) == []


@pytest.mark.parametrize("kind", ["real time", "multi-model", "component"])
def test_latency_that_only_a_stream_takes_is_warned_of(
    stack: cdk.Stack, watched: Mapping[str, Any], warnings_of: WarningsOf, kind: str
) -> None:
    watched[kind].add_alarms(model_latency=cdk.Duration.minutes(90))

    (warning,) = warnings_of(stack)
    assert warning == (
        "model_latency: got 5400 seconds, and SageMaker waits 60 for an answer that is not "
        "streamed: without streams this never alarms "
        "[ack: sagemaker-endpoints::LatencyAboveTimeout]"
    )


def test_latency_that_no_answer_of_a_serverless_endpoint_takes_is_refused(
    watched: Mapping[str, Any],
) -> None:
    rare = watched["serverless"]
    rare.add_alarms("Longest", model_latency=cdk.Duration.seconds(60))

    assert refusal_of(rare, model_latency=cdk.Duration.seconds(61)) == (
        "add_alarms 'Alarms' of ServerlessEndpoint 'Stack/Rare': model_latency: got 61 seconds, "
        "allowed is at most 60: SageMaker waits no longer for an answer"
    )


def test_warning_can_be_acknowledged_at_the_endpoint(
    app: cdk.App, stack: cdk.Stack, watched: Mapping[str, Any]
) -> None:
    watched["serverless"].add_alarms(memory_percent=1)
    cdk.Validations.of(watched["serverless"]).acknowledge(
        cdk.Acknowledgment(id=SHARE, reason="it holds nothing in memory")
    )

    messages = app.synth().get_stack_by_name(stack.stack_name).messages

    assert [str(each.entry.data) for each in messages if SHARE in str(each.entry.data)] == []
