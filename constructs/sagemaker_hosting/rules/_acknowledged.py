"""Sets findings aside that the app's code acknowledges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sagemaker_hosting.rules._finding import Finding
    from sagemaker_hosting.templates import Acknowledgement, Template

PLUGIN: Final = "SageMaker"
"""What stands before the ids of rules in acknowledgements: `SageMaker::SRV-21`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledged:
    """Defines what acknowledgements make of findings.

    Attributes:
        open: the findings that nobody acknowledges.
        count: how many are acknowledged.
        stale: the acknowledgements that no finding needs, each with its template.
    """

    open: tuple[Finding, ...]
    count: int
    stale: tuple[tuple[Template, Acknowledgement], ...]


def set_aside(findings: Sequence[Finding], templates: Iterable[Template]) -> Acknowledged:
    """Set aside what is acknowledged on the construct of a finding, or on one above it.

    Args:
        findings: what `check` has found in the templates.
        templates: those that were checked.
    """
    given = [
        (template, acknowledgement)
        for template in templates
        for acknowledgement in template.acknowledgements
        if acknowledgement.rule.startswith(f"{PLUGIN}::")
    ]
    if not given:
        return Acknowledged(open=tuple(findings), count=0, stale=())
    used: set[int] = set()
    left: list[Finding] = []
    for finding in findings:
        by = [i for i, (_, given_one) in enumerate(given) if _holds_for(given_one, finding)]
        used.update(by)
        if not by:
            left.append(finding)
    stale = tuple(pair for i, pair in enumerate(given) if i not in used)
    return Acknowledged(open=tuple(left), count=len(findings) - len(left), stale=stale)


def _holds_for(acknowledgement: Acknowledgement, finding: Finding) -> bool:
    path = finding.construct_path
    return (
        acknowledgement.rule == f"{PLUGIN}::{finding.rule.id}"
        and path is not None
        and f"{path}/".startswith(f"{acknowledgement.path}/")
    )
