"""Rules of how metrics are read: the statistic and the unit."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.metrics import statistics_of_counts
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.metrics._reading import MONITORING, SOURCE, readings_of
from sagemaker_hosting.view import Hosting

_NO_UNIT: Final = "None"


@rule(
    "MET-06",
    Hosting,
    severity=Severity.WARNING,
    title="Invocations, InvocationsPerInstance and InvocationsPerCopy are read as Sum",
    why="each request is a 1, or 1 divided by the instances: the average, the maximum and every "
    "percentile of them are never above 1, however many there are",
    source=f"{SOURCE} (Valid statistics: Sum), multi-container-metrics",
    link=MONITORING,
    fix="metric_invocations() and metric_invocations_per_instance() are sums, "
    "scale_on_invocations(...) follows one",
    cloudformation="set Statistic, or Stat, to Sum",
)
def counts_are_summed(hosting: Hosting) -> Faults:
    """How many samples there are tells the same."""
    for reading in readings_of(hosting):
        published, statistic = reading.published, reading.statistic.text
        if published is None or not published.is_a_count or statistic is None:
            continue
        if statistic not in statistics_of_counts():
            yield Fault(
                at=reading.statistic,
                says=f"MetricName is {published.name} and {reading.statistic.path[-1]} is "
                f"{statistic}",
                allowed=" or ".join(statistics_of_counts()),
            )


@rule(
    "MET-07",
    Hosting,
    severity=Severity.WARNING,
    title="the Unit of an alarm or a customized metric is that which SageMaker publishes",
    why="a unit converts nothing: \"We recommend omitting Unit so that you don't inadvertently "
    "specify an incorrect unit that is not published for this metric. Doing so causes the alarm to "
    'be stuck in the INSUFFICIENT DATA state."',
    source="API cloudwatch 2010-08-01 (botocore 1.44.5) PutMetricAlarmInput.Unit; "
    f"{SOURCE}, async-inference-monitor",
    link="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
    confidence=Confidence.MEDIUM,
    fix="leave unit= of metric_...() out",
    cloudformation="remove Unit",
)
def unit_is_the_published_one(hosting: Hosting) -> Faults:
    """CloudWatch looks for data with this unit alone."""
    for reading in readings_of(hosting):
        published, unit = reading.published, reading.unit.text
        if published is None or published.unit in (None, _NO_UNIT) or unit is None:
            continue
        if unit != published.unit:
            yield Fault(
                at=reading.unit,
                says=f"Unit is {unit}, and {published.name} is published in {published.unit}",
                allowed=f"no Unit, or {published.unit}",
            )


RULES: Final[tuple[AnyRule, ...]] = (counts_are_summed, unit_is_the_published_one)
