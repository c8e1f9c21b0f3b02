"""Secrets for containers: SageMaker injects none, so a container is told where to read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._policy import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import Construct


def secret_arns(secrets: Mapping[str, secretsmanager.ISecret]) -> dict[str, str]:
    """The variables that tell where each secret lies."""
    return {name: secret.secret_arn for name, secret in secrets.items()}


def secret_rights(
    scope: Construct, secrets: Mapping[str, secretsmanager.ISecret]
) -> tuple[Statement, ...]:
    """What a role needs to read these secrets and no others."""
    return tuple(right for secret in secrets.values() for right in _rights(scope, secret))


def _rights(scope: Construct, secret: secretsmanager.ISecret) -> tuple[Statement, ...]:
    # An ARN that lacks Secrets Manager's suffix stands for any six characters.
    full_arn: str | None = secret.secret_full_arn
    arn = full_arn if full_arn is not None else f"{secret.secret_arn}-??????"
    read = Statement(sid="ReadSecret", actions=("secretsmanager:GetSecretValue",), resources=(arn,))
    key = secret.encryption_key
    if key is None:
        return (read,)
    environment = aws_environment_of(scope)
    service = f"secretsmanager.{environment.region}.{environment.dns_suffix}"
    decrypt = Statement(
        sid="DecryptSecret",
        actions=("kms:Decrypt",),
        resources=(key.key_arn,),
        conditions={"StringEquals": {"kms:ViaService": service}},
    )
    return (read, decrypt)
