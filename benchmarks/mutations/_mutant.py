"""Defines mutants: templates of which one property is broken."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from sagemaker_hosting.rules import RULES
from sagemaker_hosting.rules._examples import example_of
from sagemaker_hosting.templates import Template, read_templates
from sagemaker_hosting.templates._parse import parse

GOLDEN: Final = Path(__file__).parents[2] / "templates"
ACCOUNT, REGION = "111111111111", "eu-west-1"

Place = tuple[str | int, ...]
Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Base:
    """Defines valid templates that are deployed together.

    Attributes:
        name: such as `lab`, or the rule whose right example it is.
        templates: what is deployed.
    """

    name: str
    templates: Sequence[Template]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutant:
    """Defines one break of one template.

    Attributes:
        breaks: what is broken: the id of a rule, or how a limit of the API is broken.
        base: the templates before.
        index: which of them is broken.
        body: that template, broken.
        what: the resource and the property.
    """

    breaks: str
    base: Base
    index: int
    body: Mapping[str, Any]
    what: str

    @property
    def templates(self) -> list[Template]:
        """The templates, with the broken one in its place."""
        found = list(self.base.templates)
        found[self.index] = replace(found[self.index], body=self.body)
        return found


def mutant(base: Base, index: int, what: str, breaks: str, change: Change) -> Mutant | None:
    """Break a copy of a template; None if that changes nothing."""
    before = base.templates[index].body
    body = copy.deepcopy(dict(before))
    change(body)
    if body == before:
        return None
    return Mutant(breaks=breaks, base=base, index=index, body=body, what=what)


@cache
def golden_bases() -> tuple[Base, ...]:
    """The reviewed templates of the app, one environment at a time."""
    return tuple(
        Base(
            name=folder.name,
            templates=read_templates(sorted(folder.glob("*.json")), account=ACCOUNT, region=REGION),
        )
        for folder in sorted(GOLDEN.iterdir())
        if folder.is_dir()
    )


@cache
def example_base(rule_id: str, *, wrong: bool = False) -> Base:
    """The smallest right template of a rule, or its smallest wrong one."""
    example = example_of(rule_id)
    document = parse(example.wrong if wrong else example.right, Path(f"{rule_id}.yaml"))
    template = Template(
        path=Path(f"{rule_id}.yaml"),
        name=rule_id,
        group=f"{ACCOUNT}/{REGION}",
        account=ACCOUNT,
        region=REGION,
        body=document.data,
    )
    return Base(name=f"example of {rule_id}", templates=(template,))


def error_rules() -> list[str]:
    """The ids of the rules whose faults are errors."""
    return [rule.id for rule in RULES if rule.severity == "error"]


def at(value: Any, place: Place) -> Any:
    """Go to a place below a value; None if it is not there."""
    for key in place:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def is_intrinsic(value: object) -> bool:
    """Tell whether a value is one of CloudFormation's functions."""
    return (
        isinstance(value, dict)
        and len(value) == 1
        and next(iter(value)).startswith(("Fn::", "Ref"))
    )
