"""The alarms of environment files: what they are, where they lie, and what making them costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from benchmarks.messages import Message, recorded
from benchmarks.scale import environment_file
from stacks.environment_stage import EnvironmentStage
from stacks.settings import Environment, load_environment

ALARM = "AWS::CloudWatch::Alarm"
CLASS = "aws-cdk-lib.aws_cloudwatch.CfnAlarm"
HEAD: dict[str, Any] = {
    "name": "test",
    "account": "111111111111",
    "region": "eu-west-1",
    "models": {
        "nlinear": {"image": {"uri": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1"}}
    },
}
ONE_OF_EACH: dict[str, Any] = {
    "demand": {
        "kind": "real_time",
        "variants": {
            name: {"model": "nlinear", "instance_type": "ml.m5.large"}
            for name in ("champion", "challenger")
        },
        "alarms": {"model_latency_p99_ms": 500},
    },
    "rare": {
        "kind": "serverless",
        "model": "nlinear",
        "memory_mb": 2048,
        "max_concurrency": 5,
        "alarms": {"model_latency_p99_ms": 500},
    },
    "pool": {
        "kind": "inference_component",
        "instance_type": "ml.g5.2xlarge",
        "min_instances": 1,
        "max_instances": 2,
        "components": {"chat": {"model": "nlinear", "memory_mb": 1024}},
        "alarms": {"model_latency_p99_ms": 500},
    },
    "backfill": {
        "kind": "async",
        "model": "nlinear",
        "instance_type": "ml.m5.large",
        "output": "answers/",
        "alarms": {"backlog_size": 100},
    },
}


def built(context: dict[str, Any], outdir: Path, environment: Environment) -> cdk.App:
    """An app of this environment."""
    app = cdk.App(context=context, outdir=str(outdir))
    EnvironmentStage(app, environment=environment)
    return app


@pytest.fixture(scope="module")
def alarms(
    cdk_context: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """Alarms by their stack and their logical id, "Demand/ChampionModelLatency"."""
    environment = Environment.model_validate({**HEAD, "endpoints": ONE_OF_EACH})
    app = built(cdk_context, tmp_path_factory.mktemp("alarms"), environment)
    return {
        f"{stack.hierarchical_id.removeprefix('test/')}/{logical_id}": resource["Properties"]
        for nested in app.synth().nested_assemblies
        for stack in nested.nested_assembly.stacks
        for logical_id, resource in stack.template["Resources"].items()
        if resource["Type"] == ALARM
    }


def test_alarms_keep_their_logical_ids_and_with_them_their_history(
    alarms: dict[str, dict[str, Any]],
) -> None:
    assert set(alarms) == {
        "Demand/ChampionInvocation5XXErrors",
        "Demand/ChampionModelLatency",
        "Demand/ChallengerInvocation5XXErrors",
        "Demand/ChallengerModelLatency",
        "Rare/AllTrafficInvocation5XXErrors",
        "Rare/AllTrafficModelLatency",
        "Pool/ChatInvocation5XXErrors",
        "Pool/ChatModelLatency",
        "Backfill/InvocationFailures",
        "Backfill/BacklogSize",
    }


def test_every_alarm_tells_the_topic_when_it_goes_off_and_when_it_is_over(
    alarms: dict[str, dict[str, Any]],
) -> None:
    for alarm in alarms.values():
        (topic,) = alarm["AlarmActions"]
        assert topic["Fn::GetStackOutput"]["StackName"] == "sagemaker-test-shared"
        assert alarm["OKActions"] == [topic]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (
            "Demand/ChampionInvocation5XXErrors",
            {
                "AlarmDescription": "Invocation5XXErrors of variant champion",
                "MetricName": "Invocation5XXErrors",
                "Statistic": "Sum",
                "Threshold": 1,
                "EvaluationPeriods": 1,
            },
        ),
        (
            "Pool/ChatModelLatency",
            {
                "AlarmDescription": "ModelLatency of component chat",
                "MetricName": "ModelLatency",
                "ExtendedStatistic": "p99",
                "Threshold": 500_000,
                "EvaluationPeriods": 3,
            },
        ),
        (
            "Backfill/InvocationFailures",
            {
                "AlarmDescription": "InvocationFailures of the endpoint",
                "MetricName": "InvocationFailures",
                "Statistic": "Sum",
                "Threshold": 1,
                "EvaluationPeriods": 1,
            },
        ),
        (
            "Backfill/BacklogSize",
            {
                "AlarmDescription": "ApproximateBacklogSize of the endpoint",
                "MetricName": "ApproximateBacklogSize",
                "Statistic": "Average",
                "Threshold": 100,
                "EvaluationPeriods": 3,
            },
        ),
    ],
)
def test_fault_alarms_at_once_and_a_level_when_it_lasts(
    alarms: dict[str, dict[str, Any]], place: str, said: dict[str, Any]
) -> None:
    told = {"Dimensions", "AlarmActions", "OKActions"}

    assert {name: value for name, value in alarms[place].items() if name not in told} == said | {
        "Namespace": "AWS/SageMaker",
        "Period": 300,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    }


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("Demand/ChampionModelLatency", ["EndpointName", "VariantName"]),
        ("Rare/AllTrafficModelLatency", ["EndpointName", "VariantName"]),
        ("Pool/ChatModelLatency", ["InferenceComponentName"]),
        ("Backfill/InvocationFailures", ["EndpointName", "VariantName"]),
        ("Backfill/BacklogSize", ["EndpointName"]),
    ],
)
def test_metrics_are_found_by_the_dimensions_that_they_are_published_with(
    alarms: dict[str, dict[str, Any]], place: str, names: list[str]
) -> None:
    assert [dimension["Name"] for dimension in alarms[place]["Dimensions"]] == names


def messages_of(context: dict[str, Any], folder: Path, endpoints: int) -> list[Message]:
    """What building an environment of so many endpoints, with four alarms each, says to Node."""
    file = folder / f"of-{endpoints}" / "environments" / "many.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(environment_file(endpoints))
    environment = load_environment(file)
    with recorded() as messages:
        built(context, folder / f"cdk-{endpoints}.out", environment)
    return messages


@pytest.fixture(scope="module")
def of_two_and_three(
    cdk_context: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[Message], list[Message]]:
    folder = tmp_path_factory.mktemp("messages")
    return messages_of(cdk_context, folder, 2), messages_of(cdk_context, folder, 3)


def test_alarms_of_an_endpoint_are_made_by_one_message(
    of_two_and_three: tuple[list[Message], list[Message]],
) -> None:
    _, of_three = of_two_and_three

    made = [message for message in of_three if CLASS in message.subject]
    assert [(message.api, message.subject.count(CLASS)) for message in made] == [("define", 4)] * 3


def test_topic_of_the_alarms_is_asked_for_once_however_many_endpoints_there_are(
    of_two_and_three: tuple[list[Message], list[Message]],
) -> None:
    asked = [
        [message for message in messages if message.subject.endswith("Topic.topicArn")]
        for messages in of_two_and_three
    ]

    assert len(asked[0]) == len(asked[1])


def test_endpoint_of_an_environment_sends_29_messages(
    of_two_and_three: tuple[list[Message], list[Message]],
) -> None:
    of_two, of_three = of_two_and_three

    assert len(of_three) - len(of_two) <= 29, "\n".join(map(str, of_three))
