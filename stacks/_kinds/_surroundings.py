"""What a builder of endpoints is given beside the endpoint's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stacks._volumes import volume_key

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_kms as kms

    from stacks._alarms import Alarms
    from stacks._findings._known_warnings import KnownWarnings
    from stacks._findings._refusals import Refusals
    from stacks._models._of_stack import StackModels
    from stacks._places import Places
    from stacks.shared_stack import SharedStack


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """The stack that the endpoint belongs to, and what it finds there."""

    stack: cdk.Stack
    models: StackModels
    shared: SharedStack
    alarms: Alarms
    places: Places
    known: KnownWarnings
    refusals: Refusals

    def volume_key(self, *instance_types: str) -> kms.IKey | None:
        """The environment's key for the volumes of instances; None where none is allowed."""
        return volume_key(self.shared.key, *instance_types)
