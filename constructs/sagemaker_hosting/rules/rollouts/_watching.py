"""Rules of what rollback alarms look at, and for how long."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.rollouts._deployment import GUIDE, Deployment
from sagemaker_hosting.view import Alarm, Endpoint, Metric

_CONFIGURATION: Final = f"{GUIDE}/deployment-guardrails-configuration.html"


@rule(
    "DEP-15",
    Alarm,
    severity=Severity.WARNING,
    title="a rollback alarm looks at its endpoint, and at a variant that this has",
    why="a metric of another endpoint or variant has no data or other data: the alarm stays "
    "INSUFFICIENT_DATA and never rolls the update back. The example of AWS's guide names the "
    "variant AllTraffic, whatever the endpoint's is called",
    source="SageMaker developer guide, deployment-guardrails-configuration",
    link=_CONFIGURATION,
    fix="Rollout.canary(alarms=RollbackAlarms()), which names the variants itself",
    cloudformation="set the dimension VariantName to the name of a variant of the endpoint",
)
def alarm_looks_at_a_variant_there_is(alarm: Alarm) -> Faults:
    """CloudWatch keeps a metric for each pair of endpoint and variant."""
    for endpoint in alarm.guarded_endpoints:
        for metric in alarm.metrics:
            yield from _of_another_endpoint(alarm, metric, endpoint)
            yield from _of_no_variant(alarm, metric, endpoint)


def _of_another_endpoint(alarm: Alarm, metric: Metric, endpoint: Endpoint) -> Faults:
    named = metric.dimensions.get("EndpointName")
    own = endpoint.name.text
    if named is None:
        return
    is_other = metric.endpoint is not None and metric.endpoint is not endpoint
    if is_other or (named.text is not None and own is not None and named.text != own):
        yield Fault(
            at=named,
            says=f"alarm {alarm.path} rolls back endpoint {endpoint.path} and looks at endpoint "
            f"{named}",
        )


def _of_no_variant(alarm: Alarm, metric: Metric, endpoint: Endpoint) -> Faults:
    named = metric.dimensions.get("VariantName")
    config = endpoint.config
    if named is None or named.text is None or config is None or not config.variant_names_are_known:
        return
    if metric.endpoint is not None and metric.endpoint is not endpoint:
        return
    names = [variant.label for variant in config.all_variants]
    if named.text not in names:
        yield Fault(
            at=named,
            says=f"alarm {alarm.path} rolls back endpoint {endpoint.path} and looks at variant "
            f"{named}",
            allowed=f"the variants of the endpoint: {', '.join(names)}",
        )


@rule(
    "DEP-16",
    Alarm,
    severity=Severity.WARNING,
    title="a rollback alarm trips within the wait of one step",
    why="an alarm needs all its periods to tell a fault; when the wait is shorter, the next part "
    "of the traffic moves first. The example of AWS's guide takes 2 periods of 600 seconds",
    source="SageMaker developer guide, deployment-guardrails-configuration",
    link=_CONFIGURATION,
    confidence=Confidence.MEDIUM,
    fix="lengthen Rollout.canary(bake=...), or shorten RollbackAlarms(evaluation_periods=...)",
    cloudformation="lengthen WaitIntervalInSeconds, or lower Period or EvaluationPeriods",
)
def alarm_trips_within_the_wait(alarm: Alarm) -> Faults:
    """What happens in a step should stop the next one."""
    window = alarm.window_in_seconds
    if window is None:
        return
    for endpoint in alarm.guarded_endpoints:
        deployment = Deployment(endpoint)
        wait = deployment.wait
        if not deployment.goes_in_steps or wait.number is None or window <= wait.number:
            continue
        yield Fault(
            at=alarm.at("EvaluationPeriods"),
            says=f"alarm {alarm.path} needs {window:g} seconds, and WaitIntervalInSeconds of "
            f"endpoint {endpoint.path} is {wait}",
        )


RULES: Final[tuple[AnyRule, ...]] = (
    alarm_looks_at_a_variant_there_is,
    alarm_trips_within_the_wait,
)
