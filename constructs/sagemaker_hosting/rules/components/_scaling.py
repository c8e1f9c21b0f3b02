"""Rules of the scaling of copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.auto_scaling import dimensions
from sagemaker_hosting.facts.inference_components import component_facts
from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.components._host import candidates
from sagemaker_hosting.rules.components._pages import AUTO_SCALING, ZERO
from sagemaker_hosting.view import (
    COPY_COUNT,
    POSSIBLE,
    UNKNOWN,
    Alarm,
    Hosting,
    InferenceComponent,
    Node,
    ScalableTarget,
    ScalingPolicy,
    Text,
    Variant,
)

_SERVICE: Final = "application-autoscaling"
_POLICY_ARN: Final = ":scalingPolicy:"
_IN_ARN: Final = ":inference-component/"
_SCALE: Final = "component.auto_scale_copy_count"


@rule(
    "IC-16",
    ScalingPolicy,
    title="the copies of a component follow a metric of copies",
    why="PutScalingPolicy takes the predefined metrics of a dimension alone",
    source="API application-autoscaling 2016-02-06 (botocore 1.44.5) MetricType, ScalableDimension",
    link=f"{AUTO_SCALING}/API_PredefinedMetricSpecification.html",
    fix=f"{_SCALE}(...).scale_on_invocations(...) or .scale_on_concurrency(...)",
    cloudformation="set PredefinedMetricType to one of the metrics of copies",
)
def copies_follow_metrics_of_copies(policy: ScalingPolicy) -> Faults:
    """Variants and components have metrics of their own."""
    metric = policy.predefined_metric
    if metric.text is None or metric.text not in (limit("MetricType", _SERVICE).values or ()):
        return
    own = dimensions()[COPY_COUNT].metrics
    if policy.dimension == COPY_COUNT and metric.text not in own:
        yield Fault(
            at=metric,
            says=f"PredefinedMetricType is {metric} and ScalableDimension is {COPY_COUNT}",
            allowed=", ".join(own),
        )


@rule(
    "IC-17",
    Hosting,
    title="the ResourceId of the copies of a component is inference-component/<name>",
    why="RegisterScalableTarget finds nothing else; no schema looks into the text",
    source="API application-autoscaling 2016-02-06 (botocore 1.44.5) "
    "RegisterScalableTargetRequest.ResourceId",
    link=f"{AUTO_SCALING}/API_RegisterScalableTarget.html",
    fix=f"{_SCALE}(...) writes the resource id",
    cloudformation="set ResourceId to inference-component/ and the component's name; Ref of a "
    "component is its ARN",
)
def resource_id_names_a_component(hosting: Hosting) -> Faults:
    """Copies are named by their component alone."""
    for thing in (*hosting.all_of(ScalableTarget), *hosting.all_of(ScalingPolicy)):
        named = thing.at("ResourceId")
        if thing.at("ScalableDimension").text == COPY_COUNT and not _may_name_a_component(named):
            yield Fault(
                at=named,
                says=f"ResourceId is {named} and ScalableDimension is {COPY_COUNT}",
                allowed=dimensions()[COPY_COUNT].resource_id_form,
            )


def _may_name_a_component(node: Node) -> bool:
    """Tell whether a resource id may be one of a component; unknown parts may hold anything."""
    start = f"{dimensions()[COPY_COUNT].resource_id[0]}/"
    if isinstance(node.value, str):
        name = node.value.removeprefix(start)
        return node.value.startswith(start) and name != "" and _is_name(name)
    if isinstance(node.value, Text):
        known = [part for part in node.value.parts if isinstance(part, str)]
        first = node.value.parts[0]
        if any(_IN_ARN in part for part in known):
            return True  # it holds the ARN of a component, which NAM-08 tells
        if any(":" in part for part in known) or "".join(known).count("/") > 1:
            return False
        return not isinstance(first, str) or first.startswith(start) or start.startswith(first)
    return True


def _is_name(text: str) -> bool:
    return limit("InferenceComponentName").takes(text)


@rule(
    "IC-18",
    Hosting,
    title="copies that scale to zero have a step policy whose alarm hears requests without a copy",
    why="without it the component never leaves 0 copies, and every request fails: target tracking "
    "has nothing to divide by there",
    source="SageMaker developer guide, endpoint-auto-scaling-zero-instances",
    link=ZERO,
    fix=f"{_SCALE}(min_capacity=0, ...) makes both",
    cloudformation="add a StepScaling policy, and an alarm on NoCapacityInvocationFailures that "
    "has it among its AlarmActions; or set MinCapacity to 1",
)
def copies_come_back_from_zero(hosting: Hosting) -> Faults:
    """The failure of a request is what makes a copy start."""
    sleeping = [t for t in hosting.all_of(ScalableTarget) if _may_have_no_copy(t)]
    if not sleeping:
        return
    alarms = [alarm for alarm in hosting.all_of(Alarm) if _may_hear_failures(alarm)]
    if any(_has_unknown_action(alarm) for alarm in alarms):
        return
    heard_by: defaultdict[ScalingPolicy, list[Alarm]] = defaultdict(list)
    for alarm in alarms:
        for policy in alarm.policies:
            heard_by[policy].append(alarm)
    unplaced = any(_may_be_of_any_target(policy) for policy in hosting.all_of(ScalingPolicy))
    for target in sleeping:
        steps = [policy for policy in target.policies if not policy.tracking.is_present]
        if any(_is_heard(alarm, target) for step in steps for alarm in heard_by[step]):
            continue
        if unplaced and alarms:
            continue
        metric = component_facts().metric_of_requests_without_copies
        lacks = f"no step policy has an alarm on {metric}" if steps else "there is no step policy"
        yield Fault(
            at=target.at("MinCapacity"),
            says=f"MinCapacity of {target.resource_id} is 0, and {lacks}",
            # A schedule may be what brings the copies back.
            severity=Severity.WARNING if target.schedules else None,
        )


def _may_have_no_copy(target: ScalableTarget) -> bool:
    return target.dimension.text == COPY_COUNT and target.at("MinCapacity").number == 0


def _may_hear_failures(alarm: Alarm) -> bool:
    wanted = component_facts().metric_of_requests_without_copies
    return not alarm.metrics or any(metric.name in (wanted, None) for metric in alarm.metrics)


def _has_unknown_action(alarm: Alarm) -> bool:
    """Tell whether an alarm may trigger a policy that is not known as a resource."""
    if not alarm.metrics:
        return False
    actions = alarm.at("AlarmActions")
    nodes = actions.items if isinstance(actions.value, list) else (actions,)
    return any(
        node.value in (UNKNOWN, POSSIBLE)
        or (isinstance(node.value, str | Text) and _POLICY_ARN in str(node.value))
        for node in nodes
        if not node.is_absent
    )


def _may_be_of_any_target(policy: ScalingPolicy) -> bool:
    if policy.target is not None or policy.dimension not in (None, COPY_COUNT):
        return False
    return policy.at("ScalingTargetId").is_unknown or policy.at("ResourceId").is_unknown


def _is_heard(alarm: Alarm, target: ScalableTarget) -> bool:
    """Tell whether an alarm may look at the component of a target, and not at another."""
    scaled = target.scaled
    own = scaled.name if scaled is not None else None
    named = [m.dimensions.get("InferenceComponentName") for m in alarm.metrics]
    others = [n for n in named if n is not None and n.text is not None and isinstance(own, str)]
    return not others or any(node.text == own for node in others)


@rule(
    "IC-19",
    ScalableTarget,
    severity=Severity.WARNING,
    title="copies that scale to zero let the instances of their endpoint go as well",
    why="with instances that stay, no copy answers, and the instances cost as much as before",
    source="SageMaker developer guide, endpoint-auto-scaling-zero-instances",
    link=ZERO,
    confidence=Confidence.MEDIUM,
    fix="InferenceComponentEndpoint(min_instance_count=0, max_instance_count=...)",
    cloudformation="set ManagedInstanceScaling of the variant to ENABLED with MinInstanceCount 0",
)
def instances_go_with_the_copies(target: ScalableTarget) -> Faults:
    """Only an endpoint without instances costs nothing."""
    component = target.component
    if component is None or not _may_have_no_copy(target):
        return
    reasons = [_keeps_instances(variant) for variant in _variants(component)]
    if reasons and all(reasons):
        yield Fault(
            at=target.at("MinCapacity"),
            says=f"MinCapacity of {target.resource_id} is 0, and {reasons[0]}",
        )


def _variants(component: InferenceComponent) -> Iterator[Variant]:
    yield from (v for v in candidates(component) if v.model_name.is_absent)


def _keeps_instances(variant: Variant) -> str | None:
    """Why a variant keeps its instances; None if it may not."""
    managed = variant.at("ManagedInstanceScaling")
    least = managed.at("MinInstanceCount")
    if managed.is_absent:
        return f"variant {variant.label} has no ManagedInstanceScaling"
    if managed.at("Status").text == "DISABLED":
        return f"ManagedInstanceScaling of variant {variant.label} is DISABLED"
    if least.number is not None and least.number > 0:
        return f"MinInstanceCount of variant {variant.label} is {least}"
    return None


RULES: Final[tuple[AnyRule, ...]] = (
    copies_follow_metrics_of_copies,
    resource_id_names_a_component,
    copies_come_back_from_zero,
    instances_go_with_the_copies,
)
