"""Defines rules: what they look at, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sagemaker_hosting.view import Node, Part, Resource

T = TypeVar("T")


class Severity(StrEnum):
    """Defines what a finding means for a deploy."""

    ERROR = "error"
    """AWS refuses it, or it never works as it is meant."""

    WARNING = "warning"
    """AWS takes it, but it is risky, or sources differ."""


class Confidence(StrEnum):
    """Defines how sure a rule is."""

    HIGH = "high"
    MEDIUM = "medium"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Defines one place that breaks a rule.

    Attributes:
        at: the property at fault; the resource or part itself if a property is missing.
        says: what is wrong, with the values got, and with both properties if two disagree.
        allowed: what is allowed instead; None if `says` tells it.
        fix: what to do in this library, if it differs from what the rule says.
        cloudformation: what to do in a template, if it differs from what the rule says.
        severity: that of this fault, if it differs from the rule's.
        link: the address of AWS's page on it, if it differs from the rule's.
    """

    at: Node | Part | Resource
    says: str
    allowed: str | None = None
    fix: str | None = None
    cloudformation: str | None = None
    severity: Severity | None = None
    link: str | None = None


Faults = Iterator[Fault]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule(Generic[T]):
    """Defines a rule of SageMaker hosting.

    Attributes:
        id: area and number, such as `SRV-04`.
        looks_at: the kind of thing that is checked, one by one.
        severity: that of its faults, unless one says otherwise.
        title: the condition that a valid template meets.
        why: what happens otherwise; text in quotation marks is AWS's own.
        source: where the rule comes from.
        link: the address of AWS's page, or of another source.
        confidence: how sure it is.
        fix: how to meet it in this library.
        cloudformation: how to meet it in a template.
        check: finds the places that break it.
        gives_way: whether it is silent where another rule speaks of the same property.
    """

    id: str
    looks_at: type[T]
    severity: Severity
    title: str
    why: str
    source: str
    link: str
    confidence: Confidence
    fix: str
    cloudformation: str
    check: Callable[[T], Faults]
    gives_way: bool = False

    @property
    def area(self) -> str:
        """The area of its id: `SRV` of `SRV-04`."""
        return self.id.partition("-")[0]


def rule(
    rule_id: str,
    looks_at: type[T],
    *,
    severity: Severity = Severity.ERROR,
    title: str,
    why: str,
    source: str,
    link: str,
    confidence: Confidence = Confidence.HIGH,
    fix: str,
    cloudformation: str,
    gives_way: bool = False,
) -> Callable[[Callable[[T], Faults]], Rule[T]]:
    """Declare a rule; the function below it finds the faults of one thing.

    Args:
        rule_id: as in `Rule.id`.
        looks_at: the class of the things that the function is given, one at a time: a kind of
            `sagemaker_hosting.view`, `Hosting` for all of them together, or what is sent to an API
            (`Request` of the rules of limits).
        severity: as in `Rule`.
        title: as in `Rule`.
        why: as in `Rule`.
        source: as in `Rule`.
        link: as in `Rule`.
        confidence: as in `Rule`.
        fix: as in `Rule`.
        cloudformation: as in `Rule`.
        gives_way: as in `Rule`.
    """

    def declare(check: Callable[[T], Faults]) -> Rule[T]:
        return Rule(
            id=rule_id,
            looks_at=looks_at,
            severity=severity,
            title=title,
            why=why,
            source=source,
            link=link,
            confidence=confidence,
            fix=fix,
            cloudformation=cloudformation,
            check=check,
            gives_way=gives_way,
        )

    return declare


AnyRule = Rule[Any]
