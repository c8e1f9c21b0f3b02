"""Rules of how an update reaches the copies of an inference component."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.inference_components import component_facts
from sagemaker_hosting.rules._limits import beyond_limit, beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._sizes import wrong_size
from sagemaker_hosting.rules.components._pages import API
from sagemaker_hosting.view import COPY_COUNT, InferenceComponent, Node

_TYPES: Final = "InferenceComponentCapacitySizeType"
_IN_COPIES: Final = "COPY_COUNT"


@rule(
    "IC-14",
    InferenceComponent,
    title="a component is updated in batches of 5 to 50 percent of its copies, or of a number of "
    "them",
    why='UpdateInferenceComponent takes a RollingUpdatePolicy alone. "The value must be between 5% '
    'to 50% of the copy count of the inference component."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) InferenceComponentRollingUpdatePolicy, "
    "InferenceComponentCapacitySizeType",
    link=f"{API}/API_InferenceComponentRollingUpdatePolicy.html",
    fix="ComponentRollout(batch_percent=..., bake=...) within the range",
    cloudformation="set DeploymentConfig.RollingUpdatePolicy.MaximumBatchSize within the range, of "
    "Type CAPACITY_PERCENT or COPY_COUNT",
)
def component_is_updated_in_batches(component: InferenceComponent) -> Faults:
    """Copies are replaced batch by batch."""
    config = component.at("DeploymentConfig")
    if config.is_absent:
        return
    policy = config.at("RollingUpdatePolicy")
    other = config.at("BlueGreenUpdatePolicy")
    if config.is_given and other.is_present:
        yield Fault(
            at=other,
            says=f"DeploymentConfig of component {component.path} has a BlueGreenUpdatePolicy",
            allowed="a RollingUpdatePolicy",
        )
    elif policy.is_absent:
        yield Fault(at=config, says=f"{config.label} has no RollingUpdatePolicy")
    yield from _wrong_policy(component, policy)
    rollback = config.at("AutoRollbackConfiguration")
    if rollback.is_given and rollback.at("Alarms").is_absent:
        yield Fault(at=rollback, says=f"{rollback.label} has no Alarms", allowed="1 to 10 alarms")
    yield from beyond_size(rollback.at("Alarms"), "AlarmList")
    for alarm in rollback.at("Alarms").items:
        yield from beyond_limit(alarm.at("AlarmName"), "AlarmName")


def _wrong_policy(component: InferenceComponent, policy: Node) -> Faults:
    size, wait = policy.at("MaximumBatchSize"), policy.at("WaitIntervalInSeconds")
    if policy.is_given and size.is_absent:
        yield Fault(at=policy, says=f"{policy.label} has no MaximumBatchSize")
    if policy.is_given and wait.is_absent:
        yield Fault(
            at=policy,
            says=f"{policy.label} has no WaitIntervalInSeconds",
            severity=Severity.WARNING,
        )
    facts, rollback = component_facts(), policy.at("RollbackMaximumBatchSize")
    yield from wrong_size(size, _TYPES, facts.batch_percent)
    yield from wrong_size(rollback, _TYPES, facts.rollback_percent)
    yield from beyond_limit(wait, "WaitIntervalInSeconds")
    yield from beyond_limit(
        policy.at("MaximumExecutionTimeoutInSeconds"), "MaximumExecutionTimeoutInSeconds"
    )
    yield from _large_batch(component, size)


def _large_batch(component: InferenceComponent, size: Node) -> Faults:
    """Compare a batch in copies with the copies that there are."""
    batch, copies = size.at("Value"), component.at("RuntimeConfig", "CopyCount")
    if size.at("Type").text != _IN_COPIES or batch.number is None or not copies.number:
        return
    if 100 * batch.number <= copies.number * component_facts().batch_percent[1]:
        return
    scaled = any(t.dimension.text in (None, COPY_COUNT) for t in component.scalable_targets)
    # Of one copy no batch is half; AWS compares with the copies at the time of the update.
    uncertain = scaled or copies.number == 1
    yield Fault(
        at=batch,
        says=f"MaximumBatchSize is {_IN_COPIES} {batch}, and CopyCount of component "
        f"{component.path} is {copies}",
        allowed="half of the copies or less",
        severity=Severity.WARNING if uncertain else None,
    )


RULES: Final[tuple[AnyRule, ...]] = (component_is_updated_in_batches,)
