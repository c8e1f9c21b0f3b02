"""Tells what Application Auto Scaling changes in SageMaker, and by which metrics.

https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-sagemaker.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.instance_types import InstanceFacts


@dataclass(frozen=True, kw_only=True, slots=True)
class ScalableDimension:
    """Defines something that can be scaled.

    Attributes:
        name: such as `sagemaker:variant:DesiredInstanceCount`.
        resource_id: the literal parts of its resource id, each followed by a name.
        metrics: the predefined metrics that it can follow.
    """

    name: str
    resource_id: tuple[str, ...]
    metrics: tuple[str, ...]

    @property
    def resource_id_form(self) -> str:
        """The resource id in words: `endpoint/<name>/variant/<name>`."""
        return "/".join(f"{part}/<name>" for part in self.resource_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class UtilizationMetric:
    """Defines a metric of instances at work.

    Attributes:
        name: such as `CPUUtilization`.
        unit: what 100 stands for: one `vCPU`, one `GPU`, or the `instance`.
    """

    name: str
    unit: str

    def most(self, facts: InstanceFacts) -> int | None:
        """Tell its highest value on an instance type; None if that is unknown, 0 without any."""
        count = self._count(facts)
        return count * int(utilization_facts()["whole"]) if count is not None else None

    def _count(self, facts: InstanceFacts) -> int | None:
        if self.unit == "vCPU":
            return facts.vcpu
        if self.unit == "instance":
            return 1
        if facts.devices is None:
            return None
        accelerator = facts.accelerator
        return accelerator.count if accelerator is not None and accelerator.kind == "gpu" else 0


@cache
def dimensions() -> Mapping[str, ScalableDimension]:
    """Read the dimensions of SageMaker, by name."""
    return {
        name: ScalableDimension(
            name=name,
            resource_id=tuple(row["resource_id"]),
            metrics=tuple(row["metrics"]),
        )
        for name, row in read_table("scaling")["dimensions"].items()
    }


@cache
def predefined_metrics() -> Mapping[str, ScalableDimension]:
    """Read which dimension each predefined metric of SageMaker is for."""
    return {metric: row for row in dimensions().values() for metric in row.metrics}


@cache
def utilization_metrics() -> Mapping[str, UtilizationMetric]:
    """Read the metrics of instances at work, by name."""
    rows: Mapping[str, str] = utilization_facts()["metrics"]
    return {name: UtilizationMetric(name=name, unit=unit) for name, unit in rows.items()}


def utilization_facts() -> Mapping[str, Any]:
    """Read where the metrics of instances at work are, and what they count."""
    facts: Mapping[str, Any] = read_table("scaling")["utilization"]
    return facts


def least_invocations_per_minute() -> float:
    """Tell the least target of invocations, counted by the minute, that is not a slip."""
    return float(read_table("scaling")["least_invocations_per_minute"])
