"""Alarms as plain data, and how they are made: all of a construct by one message to Node."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from sagemaker_endpoints.common._l1 import CfnAlarm
from sagemaker_endpoints.common._metrics import INVOCATIONS
from sagemaker_endpoints.common._resources import Plan, define_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from constructs import Construct

    from sagemaker_endpoints.common._resources import Defined

FIVE_MINUTES: Final = 300


class Comparison(enum.StrEnum):
    """When a value alarms, seen from the threshold; as CloudWatch calls it."""

    ABOVE = "GreaterThanThreshold"
    AT_OR_ABOVE = "GreaterThanOrEqualToThreshold"
    BELOW = "LessThanThreshold"


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricStat:
    """A metric, and how an alarm reads it.

    Attributes:
        name: such as "ModelLatency".
        dimensions: all that it is published with, by their names.
        statistic: such as "Sum" or "p99".
        namespace: that it is published in; the one of requests when left out.
        period: what one value stands for, in seconds; five minutes when left out.

    See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
    """

    name: str
    dimensions: Mapping[str, str]
    statistic: str
    namespace: str = INVOCATIONS
    period: int = FIVE_MINUTES

    def render(self) -> dict[str, Any]:
        """What the L1 of an alarm on it alone takes."""
        statistic = "extended_statistic" if self.statistic.startswith("p") else "statistic"
        return {
            "namespace": self.namespace,
            "metric_name": self.name,
            "dimensions": self._dimensions(),
            statistic: self.statistic,
            "period": self.period,
        }

    def render_hidden(self, metric_id: str) -> dict[str, Any]:
        """An entry of the L1's `metrics`, from which an expression calculates."""
        measured = {
            "namespace": self.namespace,
            "metricName": self.name,
            "dimensions": self._dimensions(),
        }
        statistic = {"metric": measured, "period": self.period, "stat": self.statistic}
        return {"id": metric_id, "metricStat": statistic, "returnData": False}

    def _dimensions(self) -> list[dict[str, str]]:
        return [{"name": name, "value": value} for name, value in self.dimensions.items()]


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricAlarm:
    """An alarm that is not made yet.

    Attributes:
        alarm_id: of its construct.
        description: what whoever hears of it is told.
        metric: what is compared; in place of it entries of the L1's `metrics`, one of which is
            calculated.
        threshold: in the unit of the metric.
        comparison: of the metric with the threshold.
        periods: so many in a row have to be as the comparison says.
        missing_data: whether a period without a value is good news.
        further: properties of the L1 that most alarms do without.

    See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """

    alarm_id: str
    description: str
    metric: MetricStat | Sequence[Mapping[str, Any]]
    threshold: float
    comparison: Comparison = Comparison.ABOVE
    periods: float = 1
    missing_data: Literal["breaching", "notBreaching"] = "notBreaching"
    further: Mapping[str, Any] = field(default_factory=dict)

    def render(self) -> dict[str, Any]:
        """What its L1 takes, beside those that are told."""
        metric = self.metric
        return {
            "alarm_description": self.description,
            "comparison_operator": self.comparison.value,
            "threshold": self.threshold,
            "evaluation_periods": self.periods,
            "treat_missing_data": self.missing_data,
            **(metric.render() if isinstance(metric, MetricStat) else {"metrics": list(metric)}),
            **self.further,
        }


class MetricAlarms:
    """Makes alarms in one construct that tell the same ones.

    Args:
        scope: the construct that they are made in.
        alarm_actions: ARNs, such as a topic's, told when an alarm goes off; none tells nobody.
        ok_actions: ARNs, told when it is over.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        alarm_actions: Sequence[str] = (),
        ok_actions: Sequence[str] = (),
    ) -> None:
        self._scope = scope
        self._told: dict[str, Any] = {
            "alarm_actions": list(alarm_actions) or None,
            "ok_actions": list(ok_actions) or None,
        }
        self._made: list[Defined[CfnAlarm]] = []

    @property
    def made(self) -> tuple[CfnAlarm, ...]:
        """All that were made so far as CDK's L1, in their order."""
        return tuple(alarm.l1 for alarm in self._made)

    def define(self, alarms: Iterable[MetricAlarm]) -> tuple[Defined[CfnAlarm], ...]:
        """Make *alarms*, all of them by one message.

        Raises:
            RuntimeError: the construct has a child of the id of one of them.
        """
        made = define_all(
            [
                Plan(CfnAlarm, self._scope, alarm.alarm_id, **alarm.render(), **self._told)
                for alarm in alarms
            ]
        )
        self._made.extend(made)
        return made
