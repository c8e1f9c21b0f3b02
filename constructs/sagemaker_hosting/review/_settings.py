"""Tells where an endpoint writes, what it captures and how its updates arrive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.review._remark import Difference
from sagemaker_hosting.review._rollout import way_of
from sagemaker_hosting.review._wording import told

if TYPE_CHECKING:
    from sagemaker_hosting.view import Endpoint, EndpointConfig

_ASYNC: Final = (
    ("answers go to", ("OutputConfig", "S3OutputPath")),
    ("failures go to", ("OutputConfig", "S3FailurePath")),
    ("answers are told to", ("OutputConfig", "NotificationConfig", "SuccessTopic")),
    ("failures are told to", ("OutputConfig", "NotificationConfig", "ErrorTopic")),
    ("requests at a time to an instance", ("ClientConfig", "MaxConcurrentInvocationsPerInstance")),
)


def settings_of(old: Endpoint | None, new: Endpoint | None) -> tuple[Difference, ...]:
    """Compare what is set of an endpoint as a whole, where it stays; nothing of one that comes."""
    if old is None or new is None:
        return ()
    before, after = dict(_facts(old)), dict(_facts(new))
    rows = (
        Difference(what=what, before=before.get(what), after=after.get(what))
        for what in dict.fromkeys([*before, *after])
    )
    return tuple(row for row in rows if row.is_change)


def _facts(endpoint: Endpoint) -> Iterator[tuple[str, str]]:
    if endpoint.config is None or not endpoint.config.is_serverless:
        yield "updates", way_of(endpoint)
    alarms = endpoint.deployment.at("AutoRollbackConfiguration", "Alarms").items
    if alarms:
        names = sorted(told(alarm.at("AlarmName")) or "?" for alarm in alarms)
        yield "updates are taken back by", ", ".join(names)
    if endpoint.config is not None:
        yield from _of_config(endpoint.config)


def _of_config(config: EndpointConfig) -> Iterator[tuple[str, str]]:
    for what, keys in _ASYNC:
        value = told(config.at("AsyncInferenceConfig", *keys))
        if value is not None:
            yield what, value
    capture = config.at("DataCaptureConfig")
    if not capture.is_given or capture.at("EnableCapture").flag is False:
        return
    parts = [told(item.at("CaptureMode")) or "?" for item in capture.at("CaptureOptions").items]
    percent = told(capture.at("InitialSamplingPercentage")) or "?"
    yield "captures", f"{percent} % of {' and '.join(sorted(parts)) or '?'}"
    yield "captures to", told(capture.at("DestinationS3Uri")) or "?"
