"""What lets a role look at the alarms of a rollout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._policy import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aws_cdk import aws_cloudwatch as cloudwatch
    from constructs import Construct

    from sagemaker_endpoints.common._l1 import CfnAlarm
    from sagemaker_endpoints.common._resources import Defined


def rights_to_made_alarms(scope: Construct) -> Statement:
    """The right of a model's role to look at the alarms of the stack.

    They are named by the stack's name, not by reference: they look at the configuration, which
    names the model, which names its role.
    """
    stack_name: str = cdk.Stack.of(scope).stack_name
    return _rights([aws_environment_of(scope).arn("cloudwatch", f"alarm:{stack_name}-*")])


def rights_to_given_alarms(alarms: Sequence[cloudwatch.IAlarm]) -> Statement:
    """The right of a model's role to look at alarms.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
    """
    return _rights([alarm.alarm_arn for alarm in alarms])


def rights_to_alarms_of_component(alarms: Iterable[Defined[CfnAlarm]]) -> Statement:
    """The right of an endpoint's role to look at the alarms that its component made."""
    return _rights([alarm.attribute("attrArn") for alarm in alarms])


def _rights(arns: list[str]) -> Statement:
    return Statement(
        sid="WatchRollout", actions=("cloudwatch:DescribeAlarms",), resources=tuple(arns)
    )
