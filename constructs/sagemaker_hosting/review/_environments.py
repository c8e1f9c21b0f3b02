"""Names environments, though both sides may call them differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_hosting.cost._stated import environment_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sagemaker_hosting.changes import Changes
    from sagemaker_hosting.templates import Template
    from sagemaker_hosting.view import Resource


@dataclass(frozen=True, kw_only=True, slots=True)
class Environments:
    """Names environments as the new side does.

    Attributes:
        renamed: what the old side calls them, where that differs: two folders of one stack.
    """

    renamed: Mapping[str, str]

    @classmethod
    def of(cls, changes: Changes) -> Environments:
        """Find what the pairs of stacks are called."""
        pairs = [(old, new) for old, new in changes.stacks if old is not None and new is not None]
        return cls(
            renamed={environment_of(o.template): environment_of(n.template) for o, n in pairs}
        )

    def __call__(self, resource: Resource) -> str:
        """Name the environment of a resource of either side."""
        return self.of_template(resource.stack.template)

    def of_template(self, template: Template) -> str:
        """Name the environment of a template of either side."""
        name = environment_of(template)
        return self.renamed.get(name, name)

    def names_in(self, changes: Changes) -> Iterator[str]:
        """Name the environments of all stacks, those of the new side first."""
        stacks = [s for pair in changes.stacks for s in reversed(pair) if s is not None]
        names = (environment_of(stack.template) for stack in stacks)
        yield from dict.fromkeys(self.renamed.get(name, name) for name in names)
