"""Alarms that a rollout cannot look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._tokens import is_known_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk import aws_cloudwatch as cloudwatch
    from constructs import Construct

_PARTS_OF_ARN = 6


def alarm_faults(scope: Construct, alarms: Iterable[cloudwatch.IAlarm]) -> list[str]:
    """Alarms that are elsewhere: an update finds them by name, in its own account and Region."""
    here = aws_environment_of(scope)
    faults = []
    for alarm in alarms:
        region, account = _place_of(alarm)
        for what, own, its in (
            ("account", here.account, account),
            ("Region", here.region, region),
        ):
            if is_known_text(own) and is_known_text(its) and own != its:
                faults.append(
                    f"rollout: alarm {alarm.node.path!r} is in {what} {its}, the endpoint in {own}"
                )
    return faults


def _place_of(alarm: cloudwatch.IAlarm) -> tuple[str, str]:
    """Region and account: an imported alarm has the environment of its scope, but its own ARN."""
    parts = alarm.alarm_arn.split(":")
    if len(parts) >= _PARTS_OF_ARN:
        return parts[3], parts[4]
    return alarm.env.region, alarm.env.account
