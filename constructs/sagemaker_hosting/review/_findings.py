"""Tells which findings and acknowledgements are new, and which are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_hosting.review._held import Acknowledged, Found
from sagemaker_hosting.rules import PLUGIN, Finding, check, set_aside

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Changes
    from sagemaker_hosting.templates import Template
    from sagemaker_hosting.view import Stack

Key = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """Defines what the checks say of the new side and not of the old one, and the other way."""

    new: tuple[Found, ...]
    gone: tuple[Found, ...]
    acknowledged: tuple[Acknowledged, ...]
    no_longer_acknowledged: tuple[Acknowledged, ...]

    @property
    def acknowledgements_differ(self) -> bool:
        """Whether people acknowledge other findings than before."""
        return bool(self.acknowledged or self.no_longer_acknowledged)


def findings_of(changes: Changes) -> Findings:
    """Check both sides, and compare what nobody acknowledges.

    Environments of which nothing differs are not checked: both sides would say the same.
    """
    names = _names(changes)
    old = _open([s.template for s, _ in _differing(changes) if s is not None], names)
    new = _open([s.template for _, s in _differing(changes) if s is not None], names)
    before = _acknowledgements(stack.template for stack in changes.old.stacks)
    after = _acknowledgements(stack.template for stack in changes.new.stacks)
    return Findings(
        new=_only(new, old),
        gone=_only(old, new),
        acknowledged=tuple(a for a in after if a not in before),
        no_longer_acknowledged=tuple(a for a in before if a not in after),
    )


def found_of(finding: Finding) -> Found:
    """Take of a finding what a review tells."""
    own = finding.construct_path
    place = own if own is not None else f"{finding.template.name}/{finding.logical_id}"
    says = finding.says if finding.when is None else f"when {finding.when}: {finding.says}"
    return Found(
        rule=finding.rule.id,
        severity=str(finding.severity),
        stack=finding.template.name,
        place=f"{place} {finding.place}".strip(),
        says=says,
        fix=finding.fixes.first,
        link=finding.link,
    )


def _differing(changes: Changes) -> list[tuple[Stack | None, Stack | None]]:
    """The pairs of stacks of the groups in which a template differs: groups are checked as one."""
    touched: set[str] = set()
    for old, new in changes.stacks:
        is_same = old is not None and new is not None and old.template.body == new.template.body
        if not is_same:
            touched.update(s.template.group for s in (old, new) if s is not None)
    # The metadata of an assembly may acknowledge anew what the template still does.
    return [
        (old, new)
        for old, new in changes.stacks
        if any(
            s is not None and (s.template.group in touched or s.template.acknowledgements)
            for s in (old, new)
        )
    ]


def _names(changes: Changes) -> Mapping[int, str]:
    """One name for both templates of a pair, though the user may call them differently."""
    return {
        id(stack.template): str(index)
        for index, pair in enumerate(changes.stacks)
        for stack in pair
        if stack is not None
    }


def _open(
    templates: Sequence[Template], names: Mapping[int, str]
) -> tuple[list[Finding], list[Key]]:
    found = list(set_aside(check(templates), templates).open)
    keys: list[Key] = [
        (f.rule.id, names[id(f.template)], f.logical_id, f.place, f.says, str(f.severity))
        for f in found
    ]
    return found, keys


def _only(
    these: tuple[list[Finding], list[Key]], those: tuple[list[Finding], list[Key]]
) -> tuple[Found, ...]:
    left = Counter(those[1])
    found = []
    for finding, key in zip(*these, strict=True):
        if left[key]:
            left[key] -= 1
        else:
            found.append(found_of(finding))
    return tuple(sorted(found, key=lambda f: f.severity))


def _acknowledgements(templates: Iterable[Template]) -> list[Acknowledged]:
    return list(
        dict.fromkeys(
            Acknowledged(rule=a.rule.removeprefix(f"{PLUGIN}::"), path=a.path, reason=a.reason)
            for template in templates
            for a in template.acknowledgements
        )
    )
