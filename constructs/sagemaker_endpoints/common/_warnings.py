"""Warnings that a user can acknowledge: unlike an error, each may be right to ignore."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import aws_cdk as cdk

from sagemaker_hosting.twins import CONSTRUCTS, rules_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import IConstruct

# Node knows them as well, and takes 2 messages and 3 for each entry of metadata to tell.
_raised: WeakKeyDictionary[IConstruct, set[str]] = WeakKeyDictionary()


def warn(construct: IConstruct, rule: str, message: str) -> None:
    """Attach a warning to *construct*.

    It fails `cdk synth --strict` until it is acknowledged:
    `cdk.Validations.of(construct).acknowledge(cdk.Acknowledgment(id="sagemaker-endpoints::RULE",
    reason="..."))`. Where a rule of templates tells the same, the id of the rule will do as well.
    """
    finding = f"{CONSTRUCTS}::{rule}"
    _raised.setdefault(construct, set()).add(finding)
    ids = (finding, *rules_for(rule))
    if len(ids) > 1 and _is_acknowledged(construct, ids):
        return
    # CDK removes a warning by any tag in its text, and reports it by the first. It writes the last.
    tags = "".join(f" [ack: {i}]" for i in ids[:-1])
    cdk.Validations.of(construct).add_warning(ids[-1], f"{message}{tags}")


def findings_at(construct: IConstruct) -> frozenset[str]:
    """The ids of the warnings that were attached to *construct* itself, acknowledged or not."""
    return frozenset(_raised.get(construct, ()))


def _is_acknowledged(construct: IConstruct, ids: Sequence[str]) -> bool:
    """Tell whether *construct*, or one above it, acknowledges one of *ids* already."""
    key = cdk.Validations.ACKNOWLEDGED_RULES_METADATA_KEY
    return any(
        entry.type == key and not set(ids).isdisjoint(entry.data)
        for scope in construct.node.scopes
        for entry in scope.node.metadata
    )
