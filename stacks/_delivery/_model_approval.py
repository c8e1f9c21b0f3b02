"""An approved version of the model registry starts the pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sqs as sqs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_codepipeline as codepipeline
    from constructs import Construct

    from stacks._delivery._notices import Notices

_KEPT = cdk.Duration.days(14)
_TRIED_FOR = cdk.Duration.hours(24)


def start_on_approved_models(
    scope: Construct,
    *,
    groups: Sequence[str],
    pipeline: codepipeline.IPipeline,
    notices: Notices,
) -> None:
    """Start a pipeline when a version of a model package group is approved.

    The run deploys what the repository says, and no other version: the environment file names the
    model package, and SageMaker refuses to host one that is not approved. An event that EventBridge
    cannot deliver waits in a queue, and raises an alarm.
    https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html

    Args:
        scope: the pipeline's stack.
        groups: the names of the model package groups.
        pipeline: what is started.
        notices: who hears of an event that was not delivered.
    """
    undelivered = sqs.Queue(
        scope,
        "UndeliveredApprovals",
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=_KEPT,
    )
    events.Rule(
        scope,
        "ModelApproved",
        description="a version of a model package group was approved",
        event_pattern=events.EventPattern(
            source=["aws.sagemaker"],
            detail_type=["SageMaker Model Package State Change"],
            detail={"ModelPackageGroupName": list(groups), "ModelApprovalStatus": ["Approved"]},
        ),
        targets=[
            targets.CodePipeline(
                pipeline,
                dead_letter_queue=undelivered,
                max_event_age=_TRIED_FOR,
                retry_attempts=185,
            )
        ],
    )
    alarm = cloudwatch.Alarm(
        scope,
        "ApprovalUndelivered",
        alarm_description="an approved model did not start the pipeline: start it by hand",
        metric=undelivered.metric_approximate_number_of_messages_visible(
            period=cdk.Duration.minutes(5), statistic="Maximum"
        ),
        threshold=1,
        evaluation_periods=1,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    notices.tell_alarm(alarm)
