"""Finds slips that leave a resource out of the checks: types and names that lead to nothing.

CloudFormation refuses such a template before it makes anything, so no rule is spent on it; but
without a word, that nothing was found would look like a success.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.rules.reports._slip import (
    DANGLING_REFERENCE,
    MISSPELT_TYPE,
    Path,
    Slip,
    place_of,
)
from sagemaker_hosting.view import placeholders

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

_SERVICE: Final = "AWS::SageMaker::"
_LIKENESS: Final = 0.79  # EndpointConfiguration is a slip, ModelCard is another type
_HINTS: Final = 20  # names; to find what is like one takes long in a large template
_LOGICAL_ID: Final = re.compile(r"[A-Za-z0-9]+")


def overlooked(template: Template, types: Collection[str]) -> Iterator[Slip]:
    """Tell of slips in one template, each with what was perhaps meant.

    Args:
        template: what was read.
        types: those that host models.
    """
    for logical_id, resource in template.resources.items():
        meant = _meant_type(str(resource["Type"]), types)
        if meant is not None:
            yield Slip(
                kind=MISSPELT_TYPE,
                template=template,
                path=("Resources", logical_id, "Type"),
                logical_id=logical_id,
                place="",
                says=f"{logical_id} is an {resource['Type']}; did you mean {meant}?",
            )
    if not _may_get_more(template):
        yield from _dangling(template)


def _dangling(template: Template) -> Iterator[Slip]:
    known = {*template.body["Resources"], *_mapping(template.body.get("Parameters"))}
    hints: dict[str, str] = {}
    for logical_id, resource in template.resources.items():
        if not _leads_to_nothing(resource, known):
            continue
        for path, name in _names(resource, ("Resources", logical_id)):
            if _is_absent(name, known):
                if name not in hints and len(hints) < _HINTS:
                    hints[name] = _hint(name, known)
                told = f"{logical_id} refers to {name}, which the template does not have"
                yield Slip(
                    kind=DANGLING_REFERENCE,
                    template=template,
                    path=path,
                    logical_id=logical_id,
                    place=place_of(path),
                    says=f"{told}{hints.get(name, '')}",
                )


def _hint(name: str, known: Collection[str]) -> str:
    near = nearest(name, known, count=1, likeness=_LIKENESS)
    return f"; did you mean {near[0]}?" if near else ""


def _meant_type(written: str, types: Collection[str]) -> str | None:
    if written in types or not written.casefold().startswith(_SERVICE.casefold()):
        return None
    name = written[len(_SERVICE) :]
    found = nearest(name, (t[len(_SERVICE) :] for t in types), count=1, likeness=_LIKENESS)
    return f"{_SERVICE}{found[0]}" if found else None


def _may_get_more(template: Template) -> bool:
    """Tell whether a macro or a module adds resources that nobody sees here."""
    body = template.body
    return (
        "Transform" in body
        or any(str(key).startswith("Fn::") for key in (*body, *body["Resources"]))
        or any(str(r["Type"]).endswith("::MODULE") for r in template.resources.values())
    )


def _leads_to_nothing(resource: Mapping[str, Any], known: Collection[str]) -> bool:
    """Tell whether a resource depends on what is not there; places are needed of such alone."""
    waiting: list[Any] = [resource.get("Properties")]
    while waiting:
        value = waiting.pop()
        if value.__class__ is list:
            waiting += value
        elif value.__class__ is dict:
            if len(value) == 1 and any(_is_absent(name, known) for name in _referred(value)):
                return True
            waiting += value.values()
    return any(_is_absent(name, known) for name in _depended(resource))


def _is_absent(name: str, known: Collection[str]) -> bool:
    return name not in known and _LOGICAL_ID.fullmatch(name) is not None


def _depended(resource: Mapping[str, Any]) -> Iterator[str]:
    given = resource.get("DependsOn", [])
    yield from map(str, given if isinstance(given, list) else [given])


def _names(resource: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    """Find the names that a resource depends on, by DependsOn, Ref, GetAtt or Sub, and where."""
    yield from (((*path, "DependsOn"), name) for name in _depended(resource))
    waiting: list[tuple[Path, Any]] = [((*path, "Properties"), resource.get("Properties", {}))]
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, list):
            waiting += [((*at, index), item) for index, item in enumerate(value)]
        elif isinstance(value, Mapping):
            yield from ((at, name) for name in _referred(value))
            waiting += [((*at, str(key)), item) for key, item in value.items()]


def _referred(value: Mapping[str, Any]) -> Iterator[str]:
    if len(value) != 1:
        return
    function, argument = next(iter(value.items()))
    if function == "Ref" and isinstance(argument, str):
        yield argument
    elif function == "Fn::GetAtt":
        first = argument[0] if isinstance(argument, list) and argument else argument
        if isinstance(first, str):
            yield first.partition(".")[0]
    elif function == "Fn::Sub":
        is_pair = isinstance(argument, list) and len(argument) == 2  # noqa: PLR2004  # pattern, its own names
        pattern, own = argument if is_pair else (argument, {})
        if isinstance(pattern, str):
            names = (name for name in placeholders(pattern) if name not in _mapping(own))
            yield from (name.partition(".")[0] for name in names)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
