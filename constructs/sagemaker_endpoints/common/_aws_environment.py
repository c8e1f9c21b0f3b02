"""The account, region and partition that a construct's stack is for."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from constructs import Construct

from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_hosting.facts.partitions import dns_suffix_of, partition_of


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
_of_stacks: WeakKeyDictionary[cdk.Stack, AwsEnvironment] = WeakKeyDictionary()
_of_scopes: WeakKeyDictionary[Construct, AwsEnvironment] = WeakKeyDictionary()


def aws_environment_of(scope: Construct) -> AwsEnvironment:
    """The environment of the stack that *scope* lies in."""
    found = _of_scopes.get(scope)
    if found is None:
        stack = scope if isinstance(scope, cdk.Stack) else cdk.Stack.of(scope)
        found = _of_stacks.get(stack)
        if found is None:
            found = _of_stacks[stack] = _look_up(stack)
        _of_scopes[scope] = found
    return found


def lies_with(scope: Construct, parent: Construct) -> None:
    """Note that *scope* is in the stack of *parent*, which spares asking for it."""
    _of_scopes[scope] = aws_environment_of(parent)


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
        account=stack.account,
        region=region,
        partition=stack.partition,
        dns_suffix=stack.url_suffix,
    )
