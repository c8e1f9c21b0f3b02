"""Where a state machine tells what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._l1 import CfnLogGroup
from sagemaker_endpoints.common._resources import Defined, define

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from constructs import Construct

_KEPT_IN_DAYS = 365


def define_log_group(scope: Construct, encryption_key: kms.IKey | None) -> Defined[CfnLogGroup]:
    """Make the log group; CloudWatch Logs encrypts it with a key of its own or the given one."""
    if encryption_key is not None:
        _let_logs_use(encryption_key, scope)
    return define(
        CfnLogGroup,
        scope,
        "Logs",
        retention_in_days=_KEPT_IN_DAYS,
        kms_key_id=encryption_key.key_arn if encryption_key is not None else None,
    )


def _let_logs_use(key: kms.IKey, scope: Construct) -> None:
    """Widen the key's policy, where it is made here: Logs comes as itself, not as a role.

    See https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    environment = aws_environment_of(scope)
    groups = environment.arn("logs", "log-group:*")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{environment.region}.{environment.dns_suffix}"},
        "Action": [
            "kms:Decrypt*",
            "kms:Describe*",
            "kms:Encrypt*",
            "kms:GenerateDataKey*",
            "kms:ReEncrypt*",
        ],
        "Resource": "*",
        "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    }
    key.add_to_resource_policy(cdk.aws_iam.PolicyStatement.from_json(statement))
