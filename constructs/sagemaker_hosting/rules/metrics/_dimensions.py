"""Rules of the dimensions of metrics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.asynchronous import metrics_of_the_queue
from sagemaker_hosting.facts.auto_scaling import utilization_metrics
from sagemaker_hosting.facts.metrics import PublishedMetric, metric_dimensions
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.metrics._reading import (
    MONITORING,
    SOURCE,
    known_dimensions,
    readings_of,
)
from sagemaker_hosting.view import Alarm, Endpoint, Hosting, Metric

_FIX: Final = (
    "the metric_... methods of endpoint.variant(...) and of components write the dimensions"
)


@rule(
    "MET-04",
    Hosting,
    severity=Severity.WARNING,
    title="metrics are read by the dimensions that they are published with: EndpointName and "
    "VariantName together, or InferenceComponentName",
    why="CloudWatch keeps each set of dimensions as a metric of its own: with one of both, or one "
    "in another spelling, there is no data, and an alarm stays INSUFFICIENT_DATA",
    source=f"{SOURCE}; API cloudwatch 2010-08-01 (botocore 1.44.5) Dimension",
    link=MONITORING,
    confidence=Confidence.MEDIUM,
    fix=_FIX,
    cloudformation="give the metric both EndpointName and VariantName, or InferenceComponentName",
)
def dimensions_are_complete(hosting: Hosting) -> Faults:
    """Dimensions that no table knows may be those of another service with the same metric."""
    for reading in readings_of(hosting):
        published, given = reading.published, known_dimensions(reading.metric)
        if published is None or given is None or _is_of_another_rule(published):
            continue
        wrong = _misspelt(given)
        is_complete = any(needed <= given for needed in published.dimensions)
        if not wrong and (is_complete or not given <= metric_dimensions()):
            continue
        dimensions = reading.metric.at("Dimensions")
        yield Fault(
            at=dimensions if dimensions.is_present else reading.metric,
            says=f"MetricName is {published.name}, and its dimensions are "
            f"{', '.join(sorted(given)) or 'none'}",
            allowed=_allowed(published),
            cloudformation=f"give the metric {_allowed(published)}",
        )


@rule(
    "MET-05",
    Hosting,
    severity=Severity.WARNING,
    title="the dimension VariantName is the name of a variant that the endpoint has",
    why="of a variant that is not there is no data; CloudWatch tells upper from lower case: "
    "Alltraffic is not AllTraffic",
    source=SOURCE,
    link=MONITORING,
    fix="endpoint.variant(...).metric_...(), which refuses a name that the endpoint does not have",
    cloudformation="set the dimension VariantName to the VariantName of the endpoint configuration",
)
def variant_is_there(hosting: Hosting) -> Faults:
    """DEP-15 tells it of alarms that roll the endpoint back."""
    for reading in readings_of(hosting):
        endpoint = reading.metric.endpoint
        if endpoint is not None and not _guards(reading.metric, endpoint):
            yield from _no_variant(reading.metric, endpoint)


def _no_variant(metric: Metric, endpoint: Endpoint) -> Iterator[Fault]:
    named, config = metric.dimensions.get("VariantName"), endpoint.config
    if named is None or named.text is None or config is None or not config.variant_names_are_known:
        return
    names = [variant.label for variant in config.all_variants]
    if named.text not in names:
        yield Fault(
            at=named,
            says=f"VariantName is {named}, and endpoint {endpoint.path} has no such variant",
            allowed=f"the variants of the endpoint: {', '.join(names)}",
        )


def _guards(metric: Metric, endpoint: Endpoint) -> bool:
    alarm = metric.resource
    return isinstance(alarm, Alarm) and endpoint in alarm.guarded_endpoints


def _is_of_another_rule(metric: PublishedMetric) -> bool:
    return metric.name in metrics_of_the_queue() or metric.name in utilization_metrics()


def _misspelt(given: frozenset[str]) -> bool:
    """Whether a dimension differs from a known one by upper and lower case alone."""
    known = {name.casefold() for name in metric_dimensions()}
    return any(name.casefold() in known for name in given - metric_dimensions())


def _allowed(metric: PublishedMetric) -> str:
    sets = [" and ".join(sorted(needed)) for needed in metric.dimensions]
    return ", or ".join(sets)


RULES: Final[tuple[AnyRule, ...]] = (dimensions_are_complete, variant_is_there)
