"""Rules of metrics of instances at work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isclose
from typing import Final

from sagemaker_hosting.facts.auto_scaling import (
    UtilizationMetric,
    utilization_facts,
    utilization_metrics,
)
from sagemaker_hosting.metadata import PERCENT
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.view import (
    Alarm,
    Hosting,
    Metric,
    Node,
    ScalingPolicy,
    Variant,
    metrics_at,
)

_OF_ONE_VALUE: Final = ("Average", "Maximum", "Minimum")
_METHODS: Final = {
    "CPUUtilization": "cpu",
    "GPUUtilization": "gpu",
    "GPUMemoryUtilization": "gpu_memory",
}


@rule(
    "SCL-22",
    Hosting,
    severity=Severity.WARNING,
    title="metrics of CPU, GPU, memory and disk are those of /aws/sagemaker/Endpoints, by endpoint "
    "and variant, in percent of one vCPU or GPU",
    why="elsewhere there are no such metrics, and no data scales nothing and alarms nobody. CPU "
    "counts 100 for each vCPU: a target of 70 on 8 vCPUs is reached at 9 %. One above what all of "
    "them can have, or of GPUs that are not there, is never reached: that is an error",
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
    row, variant = utilization_metrics().get(metric.name or ""), _followed(policy, metric)
    target = policy.tracking.at("TargetValue")
    if row is None or variant is None or target.number is None:
        return
    counted = _counted(row, variant)
    if not counted:
        return
    highest = max(counted.values())
    names = " and ".join(counted)
    if highest == 0:
        yield Fault(
            at=target,
            says=f"{row.name} is followed, and {names} of variant {variant.label} has no "
            f"{row.unit}: it never has a value",
            severity=Severity.ERROR,
        )
    elif target.number > highest and _is_of_one_value(metric):
        yield Fault(
            at=target,
            says=f"TargetValue is {target}, and {row.name} of {names} is never above {highest}",
            allowed=f"a part of {highest}",
            severity=Severity.ERROR,
        )
    elif not _is_meant(policy, target.number, counted):
        yield _doubt(target, target.number, row, counted)


def _followed(policy: ScalingPolicy, metric: Metric) -> Variant | None:
    """The variant that is scaled, if the metric is not certainly that of another, or of no one."""
    variant = policy.target.variant if policy.target is not None else None
    named = metric.dimensions.get("VariantName")
    if variant is None or metric.namespace != utilization_facts()["namespace"]:
        return None
    if metric.endpoint is not None and metric.endpoint not in variant.endpoints:
        return None
    return variant if named is not None and named.symbol == variant.name.symbol else None


def _counted(row: UtilizationMetric, variant: Variant) -> dict[str, int]:
    """The highest value on each type that the variant may run on; none if one is not known."""
    found = {facts.name: row.most(facts) for facts in variant.possible_hardware}
    known = {name: most for name, most in found.items() if most is not None}
    return known if len(known) == len(found) else {}


def _is_of_one_value(metric: Metric) -> bool:
    """Whether it is no sum over instances, which may be above what one of them has."""
    return metric.at("Statistic").text in _OF_ONE_VALUE


def _is_meant(policy: ScalingPolicy, target: float, counted: Mapping[str, int]) -> bool:
    """Whether a target can hardly be meant otherwise, or is told to be meant so."""
    facts = utilization_facts()
    whole, least = int(facts["whole"]), float(facts["least_share"])
    if not all(most > whole and 0 < target < least * most for most in counted.values()):
        return True
    metadata = policy.body.get("Metadata")
    said = metadata.get(PERCENT) if isinstance(metadata, Mapping) else None
    return isinstance(said, int | float) and all(
        isclose(said * most, target * whole) for most in counted.values()
    )


def _doubt(target: Node, value: float, row: UtilizationMetric, counted: Mapping[str, int]) -> Fault:
    """What a target means on the types: less of the instance than it looks like."""
    whole = int(utilization_facts()["whole"])
    told = [
        f"{_percent(100 * value / most)} of the {most // whole} {row.unit}s of {name}"
        for name, most in counted.items()
    ]
    same = set(counted.values())
    meant = f"{value * same.pop() / whole:.15g}" if value <= whole and len(same) == 1 else None
    return Fault(
        at=target,
        says=f"TargetValue is {target}, in percent of one {row.unit}: {' and '.join(told)}",
        allowed=f"{meant} for {target} % of the instance" if meant is not None else None,
        fix=f"scale_on_{_METHODS[row.name]}_utilization(percent=...), of the instance; if it is "
        "meant so, acknowledge SCL-22",
        cloudformation=f"set TargetValue to the percentage of the instance x the {row.unit}s, or "
        "leave it if it is meant so",
    )


def _percent(share: float) -> str:
    return f"{share:.2g} %"


RULES: Final[tuple[AnyRule, ...]] = (utilization_is_read_where_it_is,)
