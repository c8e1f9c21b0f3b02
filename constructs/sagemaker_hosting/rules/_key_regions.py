"""Reads of which Region a KMS key is, as far as its ARN tells."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.registries import GAP
from sagemaker_hosting.rules._rule import Fault, Faults, Severity
from sagemaker_hosting.rules._written import written
from sagemaker_hosting.view import Node

_SERVICE: Final = "kms"
_FIELDS: Final = 6  # arn:partition:kms:region:account:key/id


def key_of_a_volume(node: Node) -> Faults:
    """Find whether the key of a storage volume is of another Region than its stack."""
    for region, home in _away(node):
        yield Fault(
            at=node,
            says=f"{node.label} is {str(node)!r}, a key of {region}, and the stack is for {home}",
            allowed=f"a key of {home}",
        )


def key_of_objects(node: Node) -> Faults:
    """Find whether the key of objects is of another Region than its stack.

    Amazon S3 asks for a key of the bucket's Region, which no template tells for certain.
    """
    for region, home in _away(node):
        yield Fault(
            at=node,
            says=f"{node.label} is {str(node)!r}, a key of {region}, and the stack is for {home}",
            allowed=f"a key of {home}, if the bucket is there",
            severity=Severity.WARNING,
        )


def _away(node: Node) -> tuple[tuple[str, str], ...]:
    """Give the key's Region and the stack's if both are known, and differ."""
    home, fields = node.resource.stack.region, (written(node) or "").split(":")
    if home is None or len(fields) != _FIELDS or fields[2] != _SERVICE:
        return ()
    region = fields[3]
    return ((region, home),) if region not in ("", home) and GAP not in region else ()
