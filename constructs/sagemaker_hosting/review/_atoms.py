"""Takes policies apart into single permissions, and tells which cover which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sagemaker_hosting.review._condition import is_looser, written
from sagemaker_hosting.review._wording import plain

if TYPE_CHECKING:
    from sagemaker_hosting.view import Statement


@dataclass(frozen=True, slots=True)
class Atom:
    """Defines one action on one resource that a statement allows or denies.

    Attributes:
        effect: `Allow` or `Deny`.
        principal: who; empty in a role's own policy.
        action: what; `all but ...` for `NotAction`. IAM does not mind its case.
        resource: on what; `all but ...` for `NotResource`; empty in a trust policy.
        condition: as JSON; empty = always.
    """

    effect: str
    principal: str
    action: str
    resource: str
    condition: str

    def covers(self, other: Atom) -> bool:
        """Tell whether whoever has this permission has the other one."""
        return (
            self.effect == other.effect
            and self.principal in (other.principal, "*")
            and _matches(self.action.lower(), other.action.lower())
            and _matches(self.resource, other.resource)
            and is_looser(self.condition, other.condition)
        )

    @property
    def wildcard(self) -> str:
        """What it leaves open, in words; empty if nothing."""
        service, _, action = self.action.partition(":")
        if self.action == "*" or (action == "*" and service):
            return "every action"
        if self.principal == "*":
            return "anybody"
        return "every resource" if self.resource == "*" else ""


def atoms_of(statements: Iterable[Statement]) -> frozenset[Atom]:
    """Take statements apart."""
    return frozenset(atom for statement in statements for atom in _atoms(statement))


def atoms_in(document: object) -> frozenset[Atom]:
    """Take a policy document apart, as it is written."""
    statements = document.get("Statement") if isinstance(document, Mapping) else None
    listed = statements if isinstance(statements, list) else [statements]
    return frozenset(a for s in listed if isinstance(s, Mapping) for a in _atoms_in(s))


def _atoms(statement: Statement) -> Iterator[Atom]:
    found: Any = statement.resource.body
    for key in statement.node.path:
        try:
            found = found[key]
        except (KeyError, IndexError, TypeError):  # behind a condition or a mapping
            found = statement.node.value
            break
    if isinstance(found, Mapping):
        yield from _atoms_in(found)


def _atoms_in(statement: Mapping[str, Any]) -> Iterator[Atom]:
    condition = written(statement.get("Condition"))
    for principal in _principals(statement):
        for action in _listed(statement, "Action"):
            for resource in _listed(statement, "Resource"):
                yield Atom(
                    effect=plain(statement.get("Effect")),
                    principal=principal,
                    action=action,
                    resource=resource,
                    condition=condition,
                )


def _listed(statement: Mapping[str, Any], key: str) -> list[str]:
    inverse = statement.get(f"Not{key}")
    if inverse is not None:
        return [f"all but {', '.join(sorted(_texts(inverse)))}"]
    return _texts(statement.get(key))


def _texts(value: Any) -> list[str]:
    if value is None:
        return [""]
    return [plain(item) for item in value] if isinstance(value, list) else [plain(value)]


def _principals(statement: Mapping[str, Any]) -> list[str]:
    for key, prefix in (("Principal", ""), ("NotPrincipal", "all but ")):
        value = statement.get(key)
        if isinstance(value, Mapping) and not _is_function(value):
            return [f"{prefix}{name}" for item in value.values() for name in _texts(item)]
        if value is not None:
            return [f"{prefix}{name}" for name in _texts(value)]
    return [""]


def _is_function(value: Mapping[str, Any]) -> bool:
    return any(key == "Ref" or key.startswith("Fn::") for key in value)


def _matches(wide: str, narrow: str) -> bool:
    if wide in (narrow, "*"):
        return True
    if not any(sign in wide for sign in "*?"):
        return False
    return _pattern(wide).fullmatch(narrow) is not None


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)
