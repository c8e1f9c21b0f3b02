"""Tells which metrics SageMaker hosting publishes, where, and by which dimensions.

https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sagemaker_hosting._data import read_table

MICROSECONDS: Final = "Microseconds"


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedMetric:
    """Defines a metric that SageMaker publishes.

    Attributes:
        name: such as `ModelLatency`.
        namespace: such as `AWS/SageMaker`; CloudWatch tells upper from lower case.
        unit: as CloudWatch names it, such as `Microseconds`; None if no page of AWS tells it.
        dimensions: it is published by at least one of these sets.
        least: in microseconds, what an alarm on it is hardly meant to be below; None for other
            units.
    """

    name: str
    namespace: str
    unit: str | None
    dimensions: tuple[frozenset[str], ...]
    least: int | None

    @property
    def is_a_count(self) -> bool:
        """Whether each request adds to it, so that only its sum over a period tells something."""
        return self.name in _table()["counts"]


@cache
def published_metrics() -> Mapping[str, Mapping[str, PublishedMetric]]:
    """Read the metrics, by namespace and name."""
    found: dict[str, dict[str, PublishedMetric]] = {}
    least: Mapping[str, int] = _table()["least_microseconds"]
    for group in _table()["groups"]:
        of_namespace = found.setdefault(group["namespace"], {})
        for unit, names in group["units"].items():
            for name in names:
                of_namespace[name] = PublishedMetric(
                    name=name,
                    namespace=group["namespace"],
                    unit=unit or None,
                    dimensions=tuple(frozenset(names) for names in group["dimensions"]),
                    least=least.get(name),
                )
    return found


@cache
def metric_dimensions() -> frozenset[str]:
    """Every dimension that one of the metrics may have."""
    needed = (
        d for rows in published_metrics().values() for m in rows.values() for d in m.dimensions
    )
    return frozenset(_table()["other_dimensions"]).union(*needed)


def statistics_of_counts() -> tuple[str, ...]:
    """The statistics that tell something of a count."""
    return tuple(_table()["statistics_of_counts"])


def least_error_percent() -> float:
    """What a share of failed requests, in percent, is hardly meant to be below."""
    return float(_table()["least_error_percent"])


def _table() -> Mapping[str, Any]:
    return read_table("metrics")
