"""Rules of what a variant runs on: one instance type, or pools of several."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sagemaker_hosting.rules._limits import beyond_limit, beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Node, Variant

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html"
_POOLS: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-heterogeneous.html"
)
# How to have none while idle: https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
# and https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
_IDLE: Final = "with 1 or more; for none while idle,"
_ASYNC: Final = (
    f"AsyncEndpoint(initial_instance_count=...) {_IDLE} auto_scale_instance_count(min_capacity=0)"
)
_ASYNC_TARGET: Final = (
    "set InitialInstanceCount to 1 or more; for none while idle, MinCapacity of its scalable "
    "target to 0, with a policy on HasBacklogWithoutCapacity that takes it back to 1"
)
_COMPONENTS: Final = (
    f"InferenceComponentEndpoint(initial_instance_count=...) {_IDLE} min_instance_count=0"
)
_COMPONENTS_MANAGED: Final = (
    "set InitialInstanceCount to 1 or more; for none while idle, MinInstanceCount of "
    "ManagedInstanceScaling to 0"
)


@rule(
    "VAR-04",
    Variant,
    title="a variant on instances has an instance type or pools, and InitialInstanceCount",
    why="every one of them is optional in the schemas, and CreateEndpointConfig refuses a variant "
    "that has neither them nor a ServerlessConfig",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariant, InitialTaskCount",
    link=_API,
    fix="InstanceVariant(instance_type=..., initial_instance_count=...), or a ServerlessEndpoint",
    cloudformation="give the variant InstanceType and InitialInstanceCount, or a ServerlessConfig",
)
def instances_are_given(variant: Variant) -> Faults:
    """A variant without a ServerlessConfig runs on instances."""
    if not variant.serverless.is_absent:
        return
    if variant.instance_type.is_absent and variant.at("InstancePools").is_absent:
        yield Fault(
            at=variant,
            says=f"variant {variant.label} has no InstanceType, InstancePools or ServerlessConfig",
        )
    elif variant.initial_count.is_absent:
        is_managed = variant.serves_components and variant.managed_scaling.is_present
        yield Fault(
            at=variant,
            says=f"variant {variant.label} has {_kind(variant)} and no InitialInstanceCount",
            severity=Severity.WARNING if is_managed else None,
        )


@rule(
    "VAR-05",
    Variant,
    title="InitialInstanceCount is at least 1",
    why='"Member must have value greater than or equal to 1"; only auto-scaling takes an '
    "asynchronous endpoint, or one of inference components, to 0",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) InitialTaskCount; SageMaker developer "
    "guide, async-inference-autoscale",
    link=_API,
    fix="InstanceVariant(initial_instance_count=...) with 1 or more",
    cloudformation="set InitialInstanceCount to 1 or more",
)
def initial_count_is_positive(variant: Variant) -> Faults:
    """Every variant starts with an instance; some may idle at none later."""
    for fault in beyond_limit(variant.initial_count, "InitialTaskCount"):
        if variant.config.is_asynchronous:
            yield replace(fault, fix=_ASYNC, cloudformation=_ASYNC_TARGET)
        elif variant.serves_components:
            yield replace(fault, fix=_COMPONENTS, cloudformation=_COMPONENTS_MANAGED)
        else:
            yield fault


@rule(
    "VAR-06",
    Variant,
    title="a variant has InstanceType or InstancePools, not both",
    why="pools replace the one type; CreateEndpointConfig refuses both (its text was not seen). "
    "SRV-13 tells either beside a ServerlessConfig",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariant; SageMaker developer "
    "guide, realtime-endpoints-heterogeneous",
    link=_POOLS,
    fix="InstanceVariant with instance_type=... or instance_types=[...]",
    cloudformation="remove InstanceType, and name it in a pool",
)
def capacity_is_of_one_kind(variant: Variant) -> Faults:
    """Pools tell several types in the order they are tried."""
    pools = variant.at("InstancePools")
    if variant.instance_type.is_present and pools.is_present and not variant.is_serverless:
        yield Fault(
            at=pools,
            says=(
                f"variant {variant.label} has InstanceType {variant.instance_type} and "
                "InstancePools"
            ),
        )


@rule(
    "VAR-18",
    Variant,
    title="there are 1 to 5 instance pools, each with a type and a priority of its own",
    why="SageMaker tries the pools by priority, 1 first; CreateEndpointConfig refuses more pools, "
    "other priorities, and two pools of one priority",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) InstancePoolList, InstancePool; SageMaker "
    "developer guide, realtime-endpoints-heterogeneous",
    link=_POOLS,
    confidence=Confidence.MEDIUM,
    fix="InstanceVariant(instance_types=[...]) with up to five: their order is the priority",
    cloudformation="give each of up to five pools an InstanceType and a Priority from 1 to 5",
)
def pools_are_in_order(variant: Variant) -> Faults:
    """A pool is a type and its place in the order."""
    pools = variant.at("InstancePools")
    if pools.is_absent:
        return
    yield from beyond_size(pools, "InstancePoolList")
    seen: dict[float, Node] = {}
    for pool in pools.items:
        for key in ("InstanceType", "Priority"):
            if pool.at(key).is_absent:
                yield Fault(at=pool, says=f"{pool.label} has no {key}")
        priority = pool.at("Priority")
        yield from beyond_limit(priority, "InstancePoolPriority")
        number = priority.number
        if number is None:
            continue
        if number in seen:
            yield Fault(
                at=priority,
                says=f"{priority.label} and {seen[number].label} are both {priority}",
                allowed="a priority of its own for each pool",
            )
        seen.setdefault(number, priority)


@rule(
    "VAR-19",
    Variant,
    severity=Severity.WARNING,
    title="VariantInstanceProvisionTimeoutInSeconds is 300 to 3600, and stands beside pools",
    why="CreateEndpointConfig refuses a number outside of the range; without pools there is no "
    "other type to try in the time",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "ProductionVariant.VariantInstanceProvisionTimeoutInSeconds; SageMaker developer guide, "
    "realtime-endpoints-heterogeneous",
    link=_POOLS,
    confidence=Confidence.MEDIUM,
    fix="InstanceVariant(provision_timeout=...) within the range, beside instance_types=[...]",
    cloudformation="set VariantInstanceProvisionTimeoutInSeconds within the range, beside "
    "InstancePools",
)
def provision_timeout_is_for_pools(variant: Variant) -> Faults:
    """The time is for trying one pool after another."""
    timeout = variant.at("VariantInstanceProvisionTimeoutInSeconds")
    if not timeout.is_present:
        return
    beyond = tuple(beyond_limit(timeout, "VariantInstanceProvisionTimeoutInSeconds"))
    for fault in beyond:
        yield Fault(at=fault.at, says=fault.says, allowed=fault.allowed, severity=Severity.ERROR)
    if not beyond and variant.at("InstancePools").is_absent:
        yield Fault(
            at=timeout,
            says=(
                f"variant {variant.label} has VariantInstanceProvisionTimeoutInSeconds {timeout} "
                "and no InstancePools"
            ),
        )


def _kind(variant: Variant) -> str:
    if variant.instance_type.is_present:
        return f"InstanceType {variant.instance_type}"
    return "InstancePools"


RULES: Final[tuple[AnyRule, ...]] = (
    instances_are_given,
    initial_count_is_positive,
    capacity_is_of_one_kind,
    pools_are_in_order,
    provision_timeout_is_for_pools,
)
