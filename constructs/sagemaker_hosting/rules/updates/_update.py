"""Defines what rules of updates look at: things before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_hosting.view import Endpoint, InferenceComponent, Model, Resource, Variant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sagemaker_hosting.changes import Change


@dataclass(frozen=True, kw_only=True, slots=True)
class EndpointUpdate:
    """Defines an endpoint that stays, before and after.

    Attributes:
        old: as it is deployed.
        new: as it is asked for.
    """

    old: Endpoint
    new: Endpoint

    @property
    def pairs(self) -> tuple[tuple[Variant, Variant | None], ...]:
        """Each old variant whose name is known, with the new one of its name.

        There are none unless both configurations are known by all their variants' names.
        """
        before, after = self.old.config, self.new.config
        if before is None or after is None:
            return ()
        if not (before.variant_names_are_known and after.variant_names_are_known):
            return ()
        named: Mapping[str | None, Variant] = {v.name.text: v for v in after.variants}
        return tuple((variant, named.get(variant.name.text)) for variant in before.variants)


@dataclass(frozen=True, kw_only=True, slots=True)
class ComponentUpdate:
    """Defines an inference component that stays, before and after."""

    old: InferenceComponent
    new: InferenceComponent


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelUpdate:
    """Defines a model that stays or is replaced, before and after."""

    old: Model
    new: Model
    change: Change[Model]


@dataclass(frozen=True, kw_only=True, slots=True)
class Replacement:
    """Defines a resource that CloudFormation would make anew."""

    change: Change[Resource]


@dataclass(frozen=True, kw_only=True, slots=True)
class Successor:
    """Defines a resource that is new under a name that one that goes bears until the end."""

    old: Resource
    new: Resource
    name: str
