"""ARNs of SageMaker's resources, and the names in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._tokens import is_known_text

if TYPE_CHECKING:
    from constructs import Construct


def name_in_arn(name: str) -> str:
    """SageMaker writes names in lower case into ARNs; no function of CloudFormation does that."""
    return name.lower() if is_known_text(name) else name


def arn_of_name(scope: Construct, kind: str, name: str) -> str:
    """The ARN of what has a name in the account and Region of *scope*.

    Args:
        scope: a construct there.
        kind: as ARNs call it: "endpoint", "inference-component", "model".
        name: may be a token.
    """
    return aws_environment_of(scope).arn("sagemaker", f"{kind}/{name_in_arn(name)}")


def name_of_arn(scope: Construct, arn: str) -> str:
    """The name that an ARN ends in, as CloudFormation splits it where the ARN is a token."""
    parts = cdk.Stack.of(scope).split_arn(arn, cdk.ArnFormat.SLASH_RESOURCE_NAME)
    return parts.resource_name or ""
