"""Rules of metrics of instances at work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.auto_scaling import (
    UtilizationMetric,
    utilization_facts,
    utilization_metrics,
)
from sagemaker_hosting.facts.instance_types import InstanceFacts
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Alarm, Hosting, Metric, ScalingPolicy, Variant, metrics_at


@rule(
    "SCL-22",
    Hosting,
    severity=Severity.WARNING,
    title="metrics of CPU, GPU, memory and disk are those of /aws/sagemaker/Endpoints, by endpoint "
    "and variant, in percent of one vCPU or GPU",
    why="elsewhere there are no such metrics, and no data scales nothing and alarms nobody. CPU "
    "counts 100 for each vCPU: a target of 70 on 8 vCPUs is reached at 9 %",
    source="SageMaker developer guide, monitoring-cloudwatch",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html",
    fix="scale_on_cpu_utilization(percent=...) and its likes; "
    "endpoint.variant(...).metric_cpu_utilization() for alarms",
    cloudformation="set Namespace to /aws/sagemaker/Endpoints with the dimensions EndpointName and "
    "VariantName, and TargetValue to the percentage x the vCPUs, or GPUs",
)
def utilization_is_read_where_it_is(hosting: Hosting) -> Faults:
    """A metric is named as SageMaker publishes it, and its target is in its unit."""
    for alarm in hosting.all_of(Alarm):
        for metric in alarm.metrics:
            yield from _place_faults(metric)
    for policy in hosting.all_of(ScalingPolicy):
        if not policy.custom_metric.entries or not policy.is_of_sagemaker:
            continue
        metrics = metrics_at(policy.custom_metric)
        for metric in metrics:
            yield from _place_faults(metric)
        if policy.custom_metric.at("Metrics").is_absent and len(metrics) == 1:
            yield from _target_faults(policy, metrics[0])


def _place_faults(metric: Metric) -> Iterator[Fault]:
    if metric.name not in utilization_metrics():
        return
    facts, namespace = utilization_facts(), metric.at("Namespace")
    if namespace.text == facts["mistaken_namespace"]:
        yield Fault(
            at=namespace,
            says=f"MetricName is {metric.name} and Namespace is {namespace}",
            allowed=facts["namespace"],
        )
    elif namespace.text == facts["namespace"] and _dimensions_are_known(metric):
        missing = [name for name in facts["dimensions"] if name not in metric.dimensions]
        if missing:
            yield Fault(
                at=metric,
                says=f"MetricName is {metric.name}, without the dimension {' and '.join(missing)}",
                allowed=f"the dimensions {' and '.join(facts['dimensions'])}",
            )


def _dimensions_are_known(metric: Metric) -> bool:
    node = metric.at("Dimensions")
    return node.size is not None and len(metric.dimensions) == node.size


def _target_faults(policy: ScalingPolicy, metric: Metric) -> Iterator[Fault]:
    facts, row = utilization_facts(), utilization_metrics().get(metric.name or "")
    target = policy.tracking.at("TargetValue")
    most = _most(policy, row) if row is not None else None
    if row is None or most is None or target.number is None:
        return
    variant, name = most[0], most[1].name
    highest = most[2]
    if highest == 0:
        says = f"{row.name} is followed, and {name} of variant {variant.label} has no {row.unit}"
    elif target.number > highest:
        says = f"TargetValue is {target}, and {row.name} of {name} is never above {highest}"
    elif highest > facts["whole"] and 0 < target.number < facts["least_share"] * highest:
        share = round(100 * target.number / highest)
        says = (
            f"TargetValue is {target}, and {row.name} of {name} goes up to {highest}: "
            f"it is reached at {share} % of the instance"
        )
    else:
        return
    yield Fault(at=target, says=says, allowed=f"a part of {highest}" if highest else None)


def _most(
    policy: ScalingPolicy, row: UtilizationMetric
) -> tuple[Variant, InstanceFacts, int] | None:
    variant = policy.target.variant if policy.target is not None else None
    hardware = variant.hardware if variant is not None else None
    highest = row.most(hardware) if hardware is not None else None
    if variant is None or hardware is None or highest is None:
        return None
    return variant, hardware, highest


RULES: Final[tuple[AnyRule, ...]] = (utilization_is_read_where_it_is,)
