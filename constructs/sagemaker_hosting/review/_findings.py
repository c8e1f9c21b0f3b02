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
Keyed = list[tuple[Key, Finding]]


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
    knows = all(_tells(stacks) for stacks in (changes.old.stacks, changes.new.stacks))
    pairs = _differing(changes, knows=knows)
    old = _Found.of([s.template for s, _ in pairs if s is not None], names)
    new = _Found.of([s.template for _, s in pairs if s is not None], names)
    before = _acknowledgements(stack.template for stack in changes.old.stacks)
    after = _acknowledgements(stack.template for stack in changes.new.stacks)
    return Findings(
        # What is acknowledged no longer is open again, if it is not merely unknown.
        new=_only(new.open, old.open if knows else old.all),
        # What is found and acknowledged is not gone.
        gone=_only(old.open, new.all),
        acknowledged=tuple(a for a in after if a not in before) if knows else (),
        no_longer_acknowledged=tuple(a for a in before if a not in after) if knows else (),
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


def _tells(stacks: Sequence[Stack]) -> bool:
    """Tell whether a side knows what the app acknowledges: assemblies do, templates do not."""
    return any(stack.template.stack_name is not None for stack in stacks)


def _differing(changes: Changes, *, knows: bool) -> list[tuple[Stack | None, Stack | None]]:
    """The pairs of stacks of the groups in which a template differs: groups are checked as one.

    What is acknowledged may differ as well, where both sides know it.
    """
    touched: set[str] = set()
    for old, new in changes.stacks:
        if old is None or new is None or not _is_same(old.template, new.template, knows=knows):
            touched.update(s.template.group for s in (old, new) if s is not None)
    return [
        (old, new)
        for old, new in changes.stacks
        if any(s is not None and s.template.group in touched for s in (old, new))
    ]


def _is_same(old: Template, new: Template, *, knows: bool) -> bool:
    if old.body != new.body:
        return False
    return not knows or list(old.acknowledgements) == list(new.acknowledgements)


def _names(changes: Changes) -> Mapping[int, str]:
    """One name for both templates of a pair, though the user may call them differently."""
    return {
        id(stack.template): str(index)
        for index, pair in enumerate(changes.stacks)
        for stack in pair
        if stack is not None
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """Defines what the checks find on one side.

    Attributes:
        all: every finding, by what makes two the same.
        open: those that nobody acknowledges.
    """

    all: Keyed
    open: Keyed

    @classmethod
    def of(cls, templates: Sequence[Template], names: Mapping[int, str]) -> _Found:
        found = check(templates)
        still_open = set_aside(found, templates).open
        return cls(all=_keyed(found, names), open=_keyed(still_open, names))


def _keyed(found: Iterable[Finding], names: Mapping[int, str]) -> Keyed:
    return [
        ((f.rule.id, names[id(f.template)], f.logical_id, f.place, f.says, str(f.severity)), f)
        for f in found
    ]


def _only(these: Keyed, those: Keyed) -> tuple[Found, ...]:
    left = Counter(key for key, _ in those)
    found = []
    for key, finding in these:
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
