"""Writes into templates what a reviewer asks next: of which environment, for how much traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_hosting.metadata import ENVIRONMENT, TRAFFIC

if TYPE_CHECKING:
    from constructs import Construct

    from stacks.settings import BatchTrafficSettings, Environment, TrafficSettings


def tell_environment(stack: cdk.Stack, environment: Environment, *, budget: bool = False) -> None:
    """Name the environment and its Region in the template of *stack*, one of them the budget."""
    told: dict[str, Any] = {"name": environment.name, "region": environment.region}
    if budget and environment.monthly_budget_usd is not None:
        told["monthly_budget_usd"] = environment.monthly_budget_usd
    options = stack.template_options
    options.metadata = {**(options.metadata or {}), ENVIRONMENT: told}


def tell_traffic(
    construct: Construct, traffic: TrafficSettings | BatchTrafficSettings | None
) -> None:
    """Write the traffic of *construct* into the Metadata of its resource, if it is stated."""
    resource = construct.node.default_child
    if traffic is not None and isinstance(resource, cdk.CfnResource):
        resource.add_metadata(TRAFFIC, traffic.model_dump(exclude_unset=True, exclude_none=True))
