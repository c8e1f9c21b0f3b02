"""A registry's account in a stack that does not know its region: a Mapping for each table."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, cast

import aws_cdk as cdk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

_KEY = "account"


def registry_account(scope: Construct, accounts: Mapping[str, str]) -> str:
    """A token for the account that holds a registry in the region of the deploy.

    Args:
        scope: whose stack gets the Mapping; images that share a table share it.
        accounts: region to account.
    """
    stack = cdk.Stack.of(scope)
    table = json.dumps(sorted(accounts.items()))
    # Several repositories share one table, and two versions of one repository may have two.
    mapping_id = f"RegistryAccounts{hashlib.sha256(table.encode()).hexdigest()[:8]}"
    known = stack.node.try_find_child(mapping_id)
    if known is None:
        table_by_region = {region: {_KEY: account} for region, account in sorted(accounts.items())}
        known = cdk.CfnMapping(stack, mapping_id, mapping=table_by_region)
    return cast("cdk.CfnMapping", known).find_in_map(stack.region, _KEY)
