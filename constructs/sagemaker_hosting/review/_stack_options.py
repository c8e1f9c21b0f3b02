"""Tells what is set of a stack beside its template: termination protection and tags.

Assemblies tell it, and environment files do; a template alone does not.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.cost._stated import said_of_environment
from sagemaker_hosting.review._diffs import section_of
from sagemaker_hosting.review._remark import Difference
from sagemaker_hosting.templates._parse import parse
from sagemaker_hosting.templates._unusable import Unreadable

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Changes
    from sagemaker_hosting.review._held import SectionChange
    from sagemaker_hosting.review._side import Side
    from sagemaker_hosting.templates import Template

_TOLD: Final = {True: "on", False: "off"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Options:
    """Defines what an environment file says of all its stacks; None where it says nothing."""

    protection: bool | None = None
    tags: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StackOptions:
    """Defines what is set of the stacks of both sides.

    Attributes:
        stated: what the environment file of a template says, by the identity of the template.
    """

    stated: Mapping[int, _Options] = field(default_factory=dict)

    @classmethod
    def of(cls, *sides: Side) -> StackOptions:
        """Read the environment files of sides."""
        found: dict[int, _Options] = {}
        for side in sides:
            contents = side.files.contents if side.files is not None else {}
            files = {name: _stated(content) for name, content in contents.items()}
            for template in side.templates:
                name = str(said_of_environment(template).get("name"))
                found[id(template)] = files.get(name, _Options())
        return cls(stated=found)

    def protects(self, template: Template) -> bool | None:
        """Tell whether the stack of a template refuses to be deleted; None if it is not known."""
        told = template.termination_protection
        return told if told is not None else self.stated[id(template)].protection

    def differences(self, changes: Changes) -> Iterator[Difference]:
        """Tell where the protection of a stack comes or goes."""
        for old, new in _pairs(changes):
            was, asked = self.protects(old), self.protects(new)
            if was is not None and asked is not None and was is not asked:
                yield Difference(
                    what=f"{new.name}: termination protection",
                    before=_TOLD[was],
                    after=_TOLD[asked],
                    weaker=was,
                )

    def sections(self, changes: Changes) -> Iterator[SectionChange]:
        """Tell where a stack gives its resources other tags."""
        for old, new in _pairs(changes):
            sides = self.stated[id(old)].tags, self.stated[id(new)].tags
            # Files say it in other words than assemblies: like is compared with like.
            was, asked = sides if None not in sides else (old.tags, new.tags)
            if was is not None and asked is not None and was != asked:
                what = f"{new.name}: tags of the stack, and of all in it"
                yield section_of(what, "tags", dict(was), dict(asked))


def _pairs(changes: Changes) -> Iterator[tuple[Template, Template]]:
    for old, new in changes.stacks:
        if old is not None and new is not None:
            yield old.template, new.template


def _stated(content: bytes) -> _Options:
    """Read what a file says of its stacks; nothing if it cannot be read."""
    try:
        data = parse(content.decode("utf-8-sig"), Path("environment.yaml")).data
    except (Unreadable, UnicodeDecodeError):
        return _Options()
    if not isinstance(data, Mapping):
        return _Options()
    protection, tags = data.get("termination_protection", False), data.get("tags", {})
    return _Options(
        protection=protection if isinstance(protection, bool) else None,
        tags=tags if isinstance(tags, Mapping) else None,
    )
