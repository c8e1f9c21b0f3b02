"""Sets findings aside that the app's code acknowledges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.rules._rule import Severity
from sagemaker_hosting.twins import CONSTRUCTS, RULES, ids_for, may_be_needed_elsewhere

if TYPE_CHECKING:
    from sagemaker_hosting.rules._finding import Finding
    from sagemaker_hosting.templates import Acknowledgement, Template

PLUGIN: Final = RULES
"""What stands before the ids of rules in acknowledgements: `SageMaker::SRV-21`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledged:
    """Defines what acknowledgements make of findings.

    Attributes:
        open: the findings that nobody acknowledges.
        count: how many are acknowledged.
        by_twin: those that are acknowledged as the warning of a construct alone, each with the
            acknowledgement.
        stale: the acknowledgements that no finding needs, each with its template.
    """

    open: tuple[Finding, ...]
    count: int
    by_twin: tuple[tuple[Finding, Acknowledgement], ...]
    stale: tuple[tuple[Template, Acknowledgement], ...]


def set_aside(findings: Sequence[Finding], templates: Iterable[Template]) -> Acknowledged:
    """Set aside what is acknowledged on the construct of a finding, or on one above it.

    A warning may be acknowledged as the construct's that tells the same
    (`sagemaker_hosting.twins`); an error only as itself.

    Args:
        findings: what `check` has found in the templates.
        templates: those that were checked.
    """
    given = [
        (template, acknowledgement)
        for template in templates
        for acknowledgement in template.acknowledgements
        if acknowledgement.rule.partition("::")[0] in (RULES, CONSTRUCTS)
    ]
    if not given:
        return Acknowledged(open=tuple(findings), count=0, by_twin=(), stale=())
    used: set[int] = set()
    left: list[Finding] = []
    twins: list[tuple[Finding, Acknowledgement]] = []
    for finding in findings:
        by = [i for i, (_, given_one) in enumerate(given) if _holds_for(given_one, finding)]
        used.update(by)
        if not by:
            left.append(finding)
        elif all(_is_of_construct(given[i][1]) for i in by):
            twins.append((finding, given[by[0]][1]))
    stale = tuple(
        pair for i, pair in enumerate(given) if i not in used and _belongs_to_a_finding(pair[1])
    )
    return Acknowledged(
        open=tuple(left), count=len(findings) - len(left), by_twin=tuple(twins), stale=stale
    )


def _holds_for(acknowledgement: Acknowledgement, finding: Finding) -> bool:
    path = finding.construct_path
    ids = ids_for(finding.rule.id)
    return (
        acknowledgement.rule in (ids if finding.severity is Severity.WARNING else ids[:1])
        and path is not None
        and f"{path}/".startswith(f"{acknowledgement.path}/")
    )


def _is_of_construct(acknowledgement: Acknowledgement) -> bool:
    return acknowledgement.rule.startswith(f"{CONSTRUCTS}::")


def _belongs_to_a_finding(acknowledgement: Acknowledgement) -> bool:
    """Tell whether only a finding can need it: a construct's warnings are not seen here."""
    is_of_rule = not _is_of_construct(acknowledgement)
    return is_of_rule and not may_be_needed_elsewhere(acknowledgement.rule)
