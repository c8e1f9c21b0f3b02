"""Who hears of the pipeline: asked for approval, and told what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_kms as kms


class Notices(Construct):
    """Defines the topic of a pipeline, and what is told there.

    Args:
        scope: the pipeline's stack.
        construct_id: its id.
        key: that encrypts the topic.
        emails: who hears.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, key: kms.Key, emails: Sequence[str]
    ) -> None:
        super().__init__(scope, construct_id)
        self._key = key
        self.topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        for email in emails:
            self.topic.add_subscription(subscriptions.EmailSubscription(email))
        self._let_publish()

    def tell_failures(self, pipeline: codepipeline.IPipeline) -> None:
        """Tell when a run of a pipeline fails.

        Args:
            pipeline: the pipeline.
        """
        events.Rule(
            self,
            "Failed",
            description="a run of the pipeline failed",
            event_pattern=events.EventPattern(
                source=["aws.codepipeline"],
                detail_type=["CodePipeline Pipeline Execution State Change"],
                detail={"pipeline": [pipeline.pipeline_name], "state": ["FAILED"]},
            ),
            targets=[targets.SnsTopic(self.topic)],
        )

    def tell_alarm(self, alarm: cloudwatch.Alarm) -> None:
        """Tell when an alarm goes off.

        Args:
            alarm: the alarm.
        """
        alarm.add_alarm_action(actions.SnsAction(self.topic))

    def _let_publish(self) -> None:
        """Let alarms and rules of this account publish: they must use the topic's key as well."""
        ours = {"StringEquals": {"aws:SourceAccount": self.topic.stack.account}}
        alarms = iam.ServicePrincipal("cloudwatch.amazonaws.com")
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsPublish",
                actions=["sns:Publish"],
                principals=[alarms],
                resources=[self.topic.topic_arn],
                conditions=ours,
            )
        )
        # EventBridge tells KMS no source account; a rule's target adds the topic's own statement.
        # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
        for principal, conditions in (
            (alarms, ours),
            (iam.ServicePrincipal("events.amazonaws.com"), None),
        ):
            self._key.add_to_resource_policy(
                iam.PolicyStatement(
                    actions=["kms:Decrypt", "kms:GenerateDataKey*"],
                    principals=[principal],
                    resources=["*"],
                    conditions=conditions,
                )
            )
