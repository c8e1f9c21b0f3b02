"""What is told of an endpoint as a whole: where it writes, what it captures, how updates arrive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_hosting.review import Review, Risk, cases_of, text_report

Stacks = dict[str, dict[str, Any]]
Reviewed = Callable[..., Review]

CAPTURE = {
    "InitialSamplingPercentage": 20,
    "DestinationS3Uri": "s3://captured/",
    "CaptureOptions": [{"CaptureMode": "Output"}, {"CaptureMode": "Input"}],
    "EnableCapture": True,
}


@pytest.fixture
def settings(
    reviewed: Reviewed, stacks: Callable[..., Stacks]
) -> Callable[..., dict[str, tuple[str | None, str | None]]]:
    """Tell the settings that differ when the configuration gets another property."""

    def run(key: str, before: object, after: object) -> dict[str, tuple[str | None, str | None]]:
        def give(given: Stacks, value: object) -> None:
            properties = given["Small"]["Resources"]["Config"]["Properties"]
            properties.pop(key, None)
            if value is not None:
                properties[key] = value

        base = stacks(Small="small")
        give(base, before)
        (item,) = reviewed(lambda given: give(given, after), base_of=base).items
        return {row.what: (row.before, row.after) for row in item.settings}

    return run


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            CAPTURE,
            {**CAPTURE, "InitialSamplingPercentage": 100},
            {"captures": ("20 % of Input and Output", "100 % of Input and Output")},
        ),
        (
            CAPTURE,
            {**CAPTURE, "EnableCapture": False},
            {
                "captures": ("20 % of Input and Output", None),
                "captures to": ("s3://captured/", None),
            },
        ),
        (
            None,
            CAPTURE,
            {
                "captures": (None, "20 % of Input and Output"),
                "captures to": (None, "s3://captured/"),
            },
        ),
        (CAPTURE, {**CAPTURE, "CaptureContentTypeHeader": {"CsvContentTypes": ["text/csv"]}}, {}),
    ],
)
def test_capture_is_told(
    before: object,
    after: object,
    expected: object,
    settings: Callable[..., dict[str, tuple[str | None, str | None]]],
) -> None:
    assert settings("DataCaptureConfig", before, after) == expected


def results(path: str, **more: Any) -> dict[str, Any]:
    return {"OutputConfig": {"S3OutputPath": path, **more}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (results("s3://a/"), results("s3://b/"), {"answers go to": ("s3://a/", "s3://b/")}),
        (
            results("s3://a/", S3FailurePath="s3://f/"),
            results("s3://a/"),
            {"failures go to": ("s3://f/", None)},
        ),
        (
            results("s3://a/"),
            results("s3://a/", NotificationConfig={"ErrorTopic": "arn:aws:sns:x:1:t"}),
            {"failures are told to": (None, "arn:aws:sns:x:1:t")},
        ),
        (
            results("s3://a/"),
            {**results("s3://a/"), "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 4}},
            {"requests at a time to an instance": (None, "4")},
        ),
    ],
)
def test_answers_of_asynchronous_endpoints_are_told(
    before: object,
    after: object,
    expected: object,
    settings: Callable[..., dict[str, tuple[str | None, str | None]]],
) -> None:
    assert settings("AsyncInferenceConfig", before, after) == expected


def test_way_of_updates_is_told_where_nothing_else_changes(reviewed: Reviewed) -> None:
    def edit(given: Stacks) -> None:
        given["Small"]["Resources"]["Endpoint"]["Properties"]["DeploymentConfig"] = {
            "BlueGreenUpdatePolicy": {
                "TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 600}
            },
            "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "errors"}]},
        }

    text = text_report(reviewed(edit, Small="small"))

    way = "blue/green, all at once"
    assert f"    updates: {way} → {way}, waits of 10 min\n" in text
    assert "    updates are taken back by: new errors\n" in text
    assert "rollout:" not in text


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ({"MinCapacity": 4}, "at least 4 from"),
        ({"MaxCapacity": 6}, "at most 6 from"),
        ({"MinCapacity": 4, "MaxCapacity": 6}, "4 to 6 from"),
    ],
)
def test_schedule_leaves_what_it_does_not_name(
    bounds: dict[str, int], told: str, reviewed: Reviewed
) -> None:
    def edit(given: Stacks) -> None:
        given["Demand"]["Resources"]["Count"]["Properties"]["ScheduledActions"] = [
            {
                "ScheduledActionName": "Morning",
                "Schedule": "cron(0 6 * * ? *)",
                "ScalableTargetAction": bounds,
            }
        ]

    text = text_report(reviewed(edit, Demand="demand"))

    assert f"champion: schedule Morning: new {told} cron(0 6 * * ? *)" in text


@pytest.mark.parametrize(
    ("before", "after", "is_less"),
    [(365, 7, True), (7, 365, False), (365, None, False), (None, 7, True)],
)
def test_logs_that_are_kept_for_less_time_are_less_protected(
    before: int | None,
    after: int | None,
    is_less: bool,  # noqa: FBT001  # a case
    reviewed: Reviewed,
) -> None:
    def made(days: int | None) -> dict[str, Any]:
        properties = {"RetentionInDays": days} if days is not None else {}
        logs = {"Type": "AWS::Logs::LogGroup", "Properties": properties}
        return {"S": {"Resources": {"Logs": logs}}}

    review = reviewed(lambda given: given.update(made(after)), base_of=made(before))

    assert bool(cases_of(review, {Risk.EXPOSED})) is is_less
