"""Tells the limits that AWS's APIs state for lengths, ranges, patterns and enumerations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sagemaker_hosting._data import read_table


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """Defines what the API takes for a shape; None where it states nothing.

    Attributes:
        shape: the API's name, such as `VolumeSizeInGB`.
        kind: `string`, `list`, `map`, `integer`, `long`, `float` or `double`.
        minimum: of a number, or of the length of text, list or map.
        maximum: likewise.
        pattern: a regular expression that the whole text matches.
        values: an enumeration.
    """

    shape: str
    kind: str
    minimum: int | float | None = None
    maximum: int | float | None = None
    pattern: str | None = None
    values: tuple[str, ...] | None = None

    @property
    def allowed(self) -> str:
        """What it takes, in words."""
        told: list[str] = []
        if self.values is not None:
            told.append(", ".join(self.values))
        bounds = self._bounds()
        if bounds:
            told.append(bounds)
        if self.pattern is not None:
            told.append(f"text that matches {self.pattern}")
        return "; ".join(told)

    def takes(self, value: str | float) -> bool:
        """Tell whether it takes a number, or a text by its length, pattern and enumeration."""
        measure = len(value) if isinstance(value, str) else value
        if self.minimum is not None and measure < self.minimum:
            return False
        if self.maximum is not None and measure > self.maximum:
            return False
        if self.values is not None and value not in self.values:
            return False
        return not isinstance(value, str) or self.fits(value)

    def fits(self, text: str) -> bool:
        """Tell whether a text matches its pattern, whatever its length."""
        expression = self.expression
        return expression is None or expression.fullmatch(text) is not None

    @property
    def expression(self) -> re.Pattern[str] | None:
        """Its pattern; None if it has none, or one that only Java knows."""
        return _compiled(self.pattern) if self.pattern is not None else None

    def _bounds(self) -> str:
        unit = {"string": " characters", "list": " items", "map": " entries"}.get(self.kind, "")
        if self.minimum is None and self.maximum is None:
            return ""
        if self.maximum is None:
            return f"at least {self.minimum}{unit}"
        if self.minimum is None:
            return f"at most {self.maximum}{unit}"
        return f"{self.minimum} to {self.maximum}{unit}"


@cache
def limit(shape: str, service: str = "sagemaker") -> Limit:
    """Find the limit of a shape.

    Args:
        shape: the API's name of it, such as `VolumeSizeInGB`.
        service: `sagemaker` or `application-autoscaling`.

    Raises:
        KeyError: the table has no such shape.
    """
    row: Mapping[str, Any] = read_table("limits")["services"][service][shape]
    return Limit(
        shape=shape,
        kind=row["type"],
        minimum=row.get("min"),
        maximum=row.get("max"),
        pattern=row.get("pattern"),
        values=tuple(row["enum"]) if "enum" in row else None,
    )


def most(shape: str, service: str = "sagemaker") -> int:
    """Find the largest number, or the greatest length, that a shape allows.

    Raises:
        ValueError: it has no such limit.
    """
    maximum = limit(shape, service).maximum
    if maximum is None:
        raise ValueError(f"the shape {shape} has no maximum")
    return int(maximum)


def least(shape: str, service: str = "sagemaker") -> int | float:
    """Find the smallest number, or the least length, that a shape allows.

    Raises:
        ValueError: it has no such limit.
    """
    minimum = limit(shape, service).minimum
    if minimum is None:
        raise ValueError(f"the shape {shape} has no minimum")
    return minimum


def bounds(shape: str, service: str = "sagemaker") -> tuple[int | float, int]:
    """Find the smallest and the largest number, or length, that a shape allows.

    Raises:
        ValueError: it does not have both limits.
    """
    return least(shape, service), most(shape, service)


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:  # Java's classes, such as that of the letters of all languages
        return None
