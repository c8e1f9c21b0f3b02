"""Rules of how many instances an account must be allowed to have."""

from __future__ import annotations

from collections import Counter
from typing import Final

from sagemaker_hosting.facts.allowed import large_fleet
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.view import INSTANCE_COUNT, Endpoint, Variant


@rule(
    "QTA-04",
    Endpoint,
    severity=Severity.WARNING,
    title="the quota covers a second fleet beside a large one while an update goes on",
    why='a blue/green update makes the whole new fleet before the old one goes: "account-level '
    'service limit ... request delta" is what UpdateEndpoint says if the quota of the type ends '
    "in between",
    source="SageMaker developer guide, deployment-guardrails",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html",
    fix="ask for a quota of twice the instances, or Rollout.rolling(...), which needs a batch more "
    "at a time; acknowledge QTA-04 once the quota is there",
    cloudformation="ask for a quota of twice the instances, or take a RollingUpdatePolicy",
)
def quota_covers_two_fleets(endpoint: Endpoint) -> Faults:
    """Without a DeploymentConfig an update is blue/green, all at once."""
    deployment = endpoint.deployment
    if deployment.is_unknown or not deployment.at("RollingUpdatePolicy").is_absent:
        return
    most: Counter[str] = Counter()
    for variant in endpoint.variants:
        name = variant.instance_type.text
        if name is not None:
            most[name] += _most_instances(variant, endpoint)
    for name, count in most.items():
        if count >= large_fleet():
            yield Fault(
                at=deployment if deployment.is_present else endpoint,
                says=(
                    f"it has up to {count} instances of {name}, and an update needs {2 * count} "
                    "for a while"
                ),
            )


def _most_instances(variant: Variant, endpoint: Endpoint) -> int:
    counts = [variant.initial_count.number, variant.managed_scaling.at("MaxInstanceCount").number]
    counts += [
        target.at("MaxCapacity").number
        for target in endpoint.scalable_targets
        if target.variant is variant and target.dimension.text == INSTANCE_COUNT
    ]
    return int(max((count for count in counts if count is not None), default=0))


RULES: Final[tuple[AnyRule, ...]] = (quota_covers_two_fleets,)
