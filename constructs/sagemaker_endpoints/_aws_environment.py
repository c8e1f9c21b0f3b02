"""The account, region and partition that a construct's stack is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import aws_cdk as cdk

from sagemaker_endpoints._tokens import is_known_text
from sagemaker_hosting.partitions import dns_suffix_of, partition_of

if TYPE_CHECKING:
    from constructs import Construct


@dataclass(frozen=True, kw_only=True, slots=True)
class AwsEnvironment:
    """Where a stack goes; in an env-agnostic stack every field is a token."""

    account: str
    region: str
    partition: str
    dns_suffix: str

    @property
    def region_is_known(self) -> bool:
        """Whether the region can be looked up at synth."""
        return is_known_text(self.region)

    def arn(
        self, service: str, resource: str, *, account: str | None = None, region: str | None = None
    ) -> str:
        """An ARN here; *account* and *region* replace its own, "" for services without."""
        where = self.region if region is None else region
        whose = self.account if account is None else account
        return f"arn:{self.partition}:{service}:{where}:{whose}:{resource}"


# One look-up a stack: each of its fields would cost a message to Node at every use.
_known: WeakKeyDictionary[cdk.Stack, AwsEnvironment] = WeakKeyDictionary()


def aws_environment_of(scope: Construct) -> AwsEnvironment:
    """The environment of the stack that *scope* lies in."""
    stack = cdk.Stack.of(scope)
    found = _known.get(stack)
    if found is None:
        found = _known[stack] = _look_up(stack)
    return found


def _look_up(stack: cdk.Stack) -> AwsEnvironment:
    region: str = stack.region
    if is_known_text(region):
        return AwsEnvironment(
            account=stack.account,
            region=region,
            partition=partition_of(region),
            dns_suffix=dns_suffix_of(region),
        )
    return AwsEnvironment(
        account=stack.account, region=region, partition=stack.partition, dns_suffix=stack.url_suffix
    )
