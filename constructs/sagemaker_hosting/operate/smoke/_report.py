"""Defines what was found out about endpoints."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """Defines how a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNCHECKED = "unchecked"  # it could not be found out
    SKIPPED = "skipped"  # there is nothing to find out


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """Defines one thing that was checked.

    Attributes:
        what: what was to be found, such as `in service`.
        outcome: how it ended.
        detail: what was found instead, or what helps to see that it is right.
        milliseconds: how long the answer took, of a request that was answered.
    """

    what: str
    outcome: Outcome
    detail: str = ""
    milliseconds: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EndpointResult:
    """Defines what was found out about an endpoint.

    Attributes:
        endpoint: what the templates call it: `dev/Demand`.
        name: its name in AWS; None if it was not found.
        checks: what was checked, in order.
    """

    endpoint: str
    name: str | None
    checks: tuple[Check, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Defines what was found out about all endpoints of an environment.

    Attributes:
        environment: its name.
        read_from: where the templates were read.
        places: the accounts and Regions, as `111111111111/eu-west-1`; just the Region where the
            templates do not tell the account.
        endpoints: one result for each, in the order of the templates.
    """

    environment: str
    read_from: str
    places: tuple[str, ...]
    endpoints: tuple[EndpointResult, ...]

    def count(self, outcome: Outcome) -> int:
        """Count the checks that ended in one way."""
        return sum(c.outcome is outcome for e in self.endpoints for c in e.checks)

    @property
    def total(self) -> int:
        """How many checks there were, those that were skipped among them."""
        return sum(len(e.checks) for e in self.endpoints)
