"""Defines what one run of the checks has found."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from sagemaker_hosting.rules._finding import Finding
from sagemaker_hosting.rules._rule import Severity
from sagemaker_hosting.rules.reports._seen import Seen
from sagemaker_hosting.rules.reports._slip import Slip


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Defines what one run of the checks has found.

    Attributes:
        templates: how many templates were read.
        findings: what breaks a rule, without what is acknowledged or in the baseline.
        known: how many findings the baseline knows.
        acknowledged: how many findings the app's code acknowledges.
        stale: what the baseline knows, or the app acknowledges, and nobody finds, as people read
            it.
        seen: what was looked at; None if nobody counted.
        baseline: the file of the baseline; None without one.
        gone: how many findings the baseline lists that nobody finds.
    """

    templates: int
    findings: tuple[Finding, ...]
    known: int = 0
    acknowledged: int = 0
    stale: tuple[str, ...] = field(default=())
    seen: Seen | None = None
    baseline: Path | None = None
    gone: int = 0

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        return len(self.findings) - self.errors

    @property
    def slips(self) -> tuple[Slip, ...]:
        """What no rule could look at: slips, and after them what may be newer than the tables."""
        return (*self.seen.slips, *self.seen.unknown) if self.seen is not None else ()

    @property
    def summary(self) -> str:
        """Such as `2 errors and 1 warning in 18 templates; 3 in the baseline`."""
        return f"{self.open}; {self.known} in the baseline" if self.known else self.open

    @property
    def open(self) -> str:
        """Such as `2 errors and 1 warning in 18 templates`, without a word of the baseline."""
        found = f"{counted(self.errors, 'error')} and {counted(self.warnings, 'warning')}"
        told = f"{found} in {counted(self.templates, 'template')}"
        return f"{told}; {self.acknowledged} acknowledged" if self.acknowledged else told


def place_of(found: Finding | Slip) -> str:
    """The file of what was found: relative to the working directory if it lies below it."""
    path = found.template.path
    try:
        below = Path(os.path.relpath(path))
    except ValueError:  # another drive
        return path.as_posix()
    return path.as_posix() if below.parts[:1] == ("..",) else below.as_posix()


def message_of(finding: Finding) -> str:
    """What is wrong, when, and what is allowed, in one line."""
    message = finding.says
    if finding.when is not None:
        message = f"when {finding.when}: {message}"
    return f"{message}; allowed: {finding.allowed}" if finding.allowed is not None else message


def resource_of(finding: Finding) -> str:
    """The construct path if there is one, else the logical id."""
    return finding.construct_path if finding.construct_path is not None else finding.logical_id


def counted(number: int, noun: str) -> str:
    """Write `1 finding`, or `2 findings`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
