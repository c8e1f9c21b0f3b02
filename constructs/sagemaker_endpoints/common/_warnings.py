"""Warnings that a user can acknowledge: unlike an error, each may be right to ignore."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import aws_cdk as cdk

if TYPE_CHECKING:
    from constructs import IConstruct

_NAMESPACE = "sagemaker-endpoints"
# Node knows them as well, and takes 2 messages and 3 for each entry of metadata to tell.
_raised: WeakKeyDictionary[IConstruct, set[str]] = WeakKeyDictionary()


def warn(construct: IConstruct, rule: str, message: str) -> None:
    """Attach a warning to *construct*.

    It fails `cdk synth --strict` until it is acknowledged:
    `cdk.Validations.of(construct).acknowledge(cdk.Acknowledgment(id="sagemaker-endpoints::RULE",
    reason="..."))`.
    """
    finding = f"{_NAMESPACE}::{rule}"
    cdk.Validations.of(construct).add_warning(finding, message)
    _raised.setdefault(construct, set()).add(finding)


def findings_at(construct: IConstruct) -> frozenset[str]:
    """The ids of the warnings that were attached to *construct* itself, acknowledged or not."""
    return frozenset(_raised.get(construct, ()))
