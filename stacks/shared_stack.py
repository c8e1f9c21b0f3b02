"""What all endpoints of an environment share: the key, the buckets, the topic for alarms."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions

from stacks._buckets import access_logs, bucket
from stacks._vpc_endpoints import add_vpc_endpoints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

    from stacks._findings._refusals import Refusals
    from stacks.settings import VpcSettings

_ONE_REGION = (
    "an environment is one Region: without its endpoints a copy elsewhere serves nobody, and "
    "versions keep what is overwritten or deleted"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedBucket:
    """A bucket of the shared stack as other stacks know it: by outputs with names of their own.

    Attributes:
        construct_id: of the bucket where it is imported.
        name: an output's value.
        arn: an output's value.
        arn_in_findings: how cdk-nag writes the ARN.
    """

    construct_id: str
    name: str
    arn: str
    arn_in_findings: str


class SharedStack(cdk.Stack):
    """Defines what outlives every endpoint of an environment.

    Args:
        scope: the environment's stage.
        construct_id: its id.
        alarm_emails: who hears of alarms.
        refusals: what tells of the file that something of it is refused.
        vpc: of the models, which may ask for VPC endpoints; None for SageMaker's own.
        **kwargs: of `cdk.Stack`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        alarm_emails: Sequence[str],
        refusals: Refusals,
        vpc: VpcSettings | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)
        self.key = kms.Key(
            self, "Key", enable_key_rotation=True, description="models, artifacts and alarms"
        )
        self._log_bucket = access_logs(self, one_region=_ONE_REGION)
        self.artifacts = bucket(
            self, "Artifacts", key=self.key, logs=self._log_bucket, one_region=_ONE_REGION
        )
        self.alarm_topic = self._alarm_topic(alarm_emails)
        self.alarm_topic_arn: str = self.alarm_topic.topic_arn  # Node is asked once
        with refusals.at("vpc"):
            self.vpc_endpoints = add_vpc_endpoints(self, vpc)
        cdk.CfnOutput(self, "ArtifactBucketName", value=self.artifacts.bucket_name)

    def published_data(self) -> PublishedBucket:
        """The bucket of what models read and write; it is there if anything of the file needs it.

        Captured requests lie below captured/, the rest where the file says.
        """
        return self._data

    def published_artifacts(self) -> PublishedBucket:
        """The bucket of models, for stacks that read below a prefix of it."""
        return self._artifacts

    @cached_property
    def _data(self) -> PublishedBucket:
        data = bucket(self, "Data", key=self.key, logs=self._log_bucket, one_region=_ONE_REGION)
        cdk.CfnOutput(self, "DataBucketName", value=data.bucket_name)
        cdk.CfnOutput(self, "DataBucketArn", value=data.bucket_arn)
        return self._published("DataBucket")

    @cached_property
    def _artifacts(self) -> PublishedBucket:
        cdk.CfnOutput(self, "ArtifactBucketArn", value=self.artifacts.bucket_arn)
        return self._published("ArtifactBucket")

    def _published(self, outputs: str) -> PublishedBucket:
        stack, region = self.stack_name, self.region
        arn = {"StackName": stack, "Region": region, "OutputName": f"{outputs}Arn"}
        return PublishedBucket(
            construct_id=outputs,
            name=cdk.Fn.get_stack_output(stack, f"{outputs}Name", region),
            arn=cdk.Fn.get_stack_output(stack, f"{outputs}Arn", region),
            arn_in_findings=json.dumps({"Fn::GetStackOutput": arn}, separators=(",", ":")),
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
