"""Rules of what metrics are called: their namespace and their name."""

from __future__ import annotations

import re
from typing import Final

from sagemaker_hosting.facts.auto_scaling import utilization_facts, utilization_metrics
from sagemaker_hosting.facts.metrics import published_metrics
from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.rules._limits import NO_TABLE_KNOWS
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.metrics._reading import (
    MONITORING,
    SOURCE,
    is_of_hosting,
    readings_of,
)
from sagemaker_hosting.view import Hosting, Metric

_RESERVED: Final = "AWS/"
_FIX: Final = (
    "the metric_... methods of endpoint.variant(...), and the scale_on_... methods, write "
    "namespace and name"
)
_LETTERS: Final = re.compile("[^a-z]")


@rule(
    "MET-02",
    Hosting,
    title="the namespace of SageMaker's metrics is AWS/SageMaker, /aws/sagemaker/Endpoints or "
    "/aws/sagemaker/InferenceComponents",
    why="CloudWatch tells upper from lower case: in a namespace that is written otherwise there is "
    "no data, an alarm stays INSUFFICIENT_DATA, and a policy scales nothing. Nobody else publishes "
    'to a namespace that begins with "AWS/"',
    source=f"{SOURCE}; API cloudwatch 2010-08-01 (botocore 1.44.5) PutMetricDataInput.Namespace",
    link=MONITORING,
    fix=_FIX,
    cloudformation="write Namespace as SageMaker does, letter by letter",
)
def namespace_is_sagemakers(hosting: Hosting) -> Faults:
    """A namespace of somebody's own is never meant."""
    for reading in readings_of(hosting):
        metric, given = reading.metric, reading.metric.namespace
        if given is None or given in published_metrics():
            continue
        meant = [n for n in published_metrics() if _letters(n) == _letters(given)]
        if not meant or not (is_of_hosting(metric) or _namespaces_of(metric)):
            continue
        yield Fault(
            at=metric.at("Namespace"),
            says=f"MetricName is {metric.at('MetricName')} and Namespace is {given}",
            allowed=" or ".join(_namespaces_of(metric) or meant),
            severity=None if given.startswith(_RESERVED) else Severity.WARNING,
        )


@rule(
    "MET-03",
    Hosting,
    severity=Severity.WARNING,
    title="the name of a metric is one that SageMaker publishes in its namespace",
    why="CloudWatch takes any name and tells upper from lower case: of a name that nobody "
    "publishes there is no data. AWS's page on serverless endpoints writes Invocations4XXErrors, "
    "and that on multi-container endpoints Invocation4XX Errors, where Invocation4XXErrors is "
    "published",
    source=f"{SOURCE}, async-inference-monitor, serverless-endpoints-monitoring",
    link=MONITORING,
    confidence=Confidence.MEDIUM,
    fix=_FIX,
    cloudformation="write MetricName as SageMaker does, and Namespace to where it is published",
)
def metric_is_published(hosting: Hosting) -> Faults:
    """A metric that no table knows may be newer than the tables."""
    for reading in readings_of(hosting):
        metric = reading.metric
        here = published_metrics().get(metric.namespace or "", {})
        if metric.name is not None and here and metric.name not in here:
            yield from _unknown(metric, metric.name, sorted(here))


def _unknown(metric: Metric, name: str, here: list[str]) -> Faults:
    at, space = metric.at("MetricName"), metric.namespace
    got = f"Namespace is {space} and MetricName is {name!r}"
    same = [known for known in here if known.casefold() == name.casefold()]
    elsewhere = _namespaces_of(metric)
    if same:
        # SageMaker alone publishes to a namespace that AWS reserves.
        is_sure = (space or "").startswith(_RESERVED)
        severity = Severity.ERROR if is_sure else None
        yield Fault(at=at, says=got, allowed=same[0], severity=severity)
    elif elsewhere:
        if not _is_of_another_rule(metric):
            yield Fault(at=at, says=got, allowed=f"{name} in {' or '.join(elsewhere)}")
    elif is_of_hosting(metric):
        near = ", ".join(nearest(name, here))
        yield Fault(
            at=at,
            says=f"{got}{NO_TABLE_KNOWS}",
            allowed=f"such as {near}" if near else None,
        )


def _is_of_another_rule(metric: Metric) -> bool:
    mistaken = utilization_facts()["mistaken_namespace"]
    return metric.name in utilization_metrics() and metric.namespace == mistaken  # SCL-22


def _namespaces_of(metric: Metric) -> list[str]:
    """Where SageMaker publishes a metric of this name."""
    return [space for space, rows in published_metrics().items() if metric.name in rows]


def _letters(namespace: str) -> str:
    return _LETTERS.sub("", namespace.lower()).removesuffix("s")


RULES: Final[tuple[AnyRule, ...]] = (namespace_is_sagemakers, metric_is_published)
