"""What all endpoints of an environment share: the key, the buckets, the topic for alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct


class SharedStack(cdk.Stack):
    """Defines what outlives every endpoint of an environment.

    Args:
        scope: the environment's stage.
        construct_id: its id.
        alarm_emails: who hears of alarms.
        **kwargs: of `cdk.Stack`.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, alarm_emails: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)
        self.key = kms.Key(
            self, "Key", enable_key_rotation=True, description="models, artifacts and alarms"
        )
        access_logs = self._access_logs()
        self.artifacts = self._artifacts(access_logs)
        self.alarm_topic = self._alarm_topic(alarm_emails)
        cdk.CfnOutput(self, "ArtifactBucketName", value=self.artifacts.bucket_name)

    def _access_logs(self) -> s3.Bucket:
        # S3 delivers access logs to buckets with its own keys only.
        return s3.Bucket(
            self,
            "AccessLogs",
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            lifecycle_rules=[s3.LifecycleRule(expiration=cdk.Duration.days(90))],
        )

    def _artifacts(self, access_logs: s3.IBucket) -> s3.Bucket:
        return s3.Bucket(
            self,
            "Artifacts",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            versioned=True,
            server_access_logs_bucket=access_logs,
            server_access_logs_prefix="artifacts/",
        )

    def _alarm_topic(self, emails: Sequence[str]) -> sns.Topic:
        topic = sns.Topic(self, "Alarms", master_key=self.key, enforce_ssl=True)
        # An alarm reaches an encrypted topic only if CloudWatch may use its key.
        self.key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsUseTheTopic",
                actions=["kms:Decrypt", "kms:GenerateDataKey*"],
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                resources=["*"],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        # The policy above replaces the default one, by which alarms of the account may publish.
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsPublish",
                actions=["sns:Publish"],
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                resources=[topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        for email in emails:
            topic.add_subscription(subscriptions.EmailSubscription(email))
        return topic
