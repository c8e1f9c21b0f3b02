"""The topic that alarms tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._aws_environment import aws_environment_of

if TYPE_CHECKING:
    from aws_cdk import aws_sns as sns
    from constructs import Construct


def let_cloudwatch_publish(scope: Construct, topic: sns.ITopic) -> None:
    """CloudWatch drops what a topic's own policy or key does not let it publish, silently.

    See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    """
    from aws_cdk import aws_iam as iam  # noqa: PLC0415  # rare

    cloudwatch = iam.ServicePrincipal("cloudwatch.amazonaws.com")
    topic.add_to_resource_policy(
        iam.PolicyStatement(
            actions=["sns:Publish"],
            principals=[cloudwatch],
            resources=[topic.topic_arn],
            conditions={"StringEquals": {"aws:SourceAccount": aws_environment_of(scope).account}},
        )
    )
    key = topic.master_key
    if key is not None:
        key.grant(cloudwatch, "kms:Decrypt", "kms:GenerateDataKey*")
