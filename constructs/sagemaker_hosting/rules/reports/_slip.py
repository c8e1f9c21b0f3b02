"""Defines slips: names that lead to nothing, so that no rule sees what they were meant to be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

Path = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SlipKind:
    """Defines a kind of slips.

    Attributes:
        id: its lasting name, such as `MisspeltProperty`.
        level: `warning`, which fails with --strict; `note` for what may be newer than our tables.
        title: the condition that a template without it meets.
        why: what happens otherwise.
    """

    id: str
    level: Literal["warning", "note"]
    title: str
    why: str


MISSPELT_TYPE: Final = SlipKind(
    id="MisspeltType",
    level="warning",
    title="the type of a resource that hosts models is spelt as CloudFormation spells it",
    why="CloudFormation refuses the template, and no rule looks at the resource",
)
DANGLING_REFERENCE: Final = SlipKind(
    id="DanglingReference",
    level="warning",
    title="what Ref, Fn::GetAtt, Fn::Sub and DependsOn name is in the template",
    why="CloudFormation refuses the template, and no rule sees what was referred to",
)
MISSPELT_PROPERTY: Final = SlipKind(
    id="MisspeltProperty",
    level="warning",
    title="properties are spelt as CloudFormation spells them",
    why="CloudFormation refuses the resource, and no rule sees the property",
)
MISSPELT_PARAMETER: Final = SlipKind(
    id="MisspeltParameter",
    level="warning",
    title="parameters of SageMaker's actions are spelt as its API spells them",
    why="Step Functions refuses the definition, a schedule fails when it is due, and no rule sees "
    "the parameter",
)
UNKNOWN_PROPERTY: Final = SlipKind(
    id="UnknownProperty",
    level="note",
    title="properties are those that the type has",
    why="no rule looks at others: they are misspelt, or newer than the tables",
)
UNKNOWN_PARAMETER: Final = SlipKind(
    id="UnknownParameter",
    level="note",
    title="parameters of SageMaker's actions are those that its API has",
    why="no rule looks at others: they are misspelt, or newer than the tables",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """Defines one slip.

    Attributes:
        kind: what it is.
        template: the template it stands in.
        path: where in the template.
        logical_id: the resource.
        place: the property or parameter as people write it; empty for the resource itself.
        says: what is wrong, with what was perhaps meant.
    """

    kind: SlipKind
    template: Template
    path: Path
    logical_id: str
    place: str
    says: str

    @property
    def line(self) -> int | None:
        """The line of the template, counted from 1; None if it has no lines."""
        return self.template.line_of(self.path)

    @property
    def fingerprint(self) -> str:
        """What makes it the same slip in another run."""
        key = (self.kind.id, self.template.name, self.logical_id, self.place, self.says)
        return hashlib.sha256("\n".join(key).encode()).hexdigest()[:32]

    def __str__(self) -> str:
        """Write file, line and what is wrong."""
        line = f":{self.line}" if self.line is not None else ""
        return f"{self.template.path}{line}: {self.says}"


def place_of(path: Path) -> str:
    """Write a path as people do: `ProductionVariants[0].ModelName`, whatever functions are in it.

    Args:
        path: from the template down, such as `("Resources", "Config", "Properties", ...)`.
    """
    told = ""
    steps = iter(path[3:] if path[2:3] == ("Properties",) else path[2:])
    for step in steps:
        if step == "Fn::If":
            next(steps, None)  # which branch
        else:
            told += f"[{step}]" if isinstance(step, int) else f".{step}"
    return told.removeprefix(".")
