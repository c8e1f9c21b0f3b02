"""Endpoints that a rollout does not go with, or not as it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.models._model import Model
from sagemaker_endpoints.rollouts._alarm_faults import alarm_faults
from sagemaker_endpoints.rollouts._rollback_alarms import RollbackAlarms
from sagemaker_endpoints.rollouts._rollout import MOST_ALARMS, Rollout
from sagemaker_endpoints.variants._shadow_variant import inf1_type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from constructs import Construct

    from sagemaker_endpoints.variants._instance_variant import InstanceVariant


def rollout_faults(
    scope: Construct,
    rollout: Rollout,
    variants: Sequence[InstanceVariant],
    *,
    has_shadow: bool = False,
) -> list[str]:
    """What keeps an endpoint in *scope* from rolling out like this.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html
    """
    faults = []
    if rollout.kind == "rolling" and (len(variants) > 1 or has_shadow):
        others = "a shadow" if has_shadow else f"{len(variants)} variants"
        faults.append(
            f"rollout: got rolling for an endpoint with {others}, allowed is one variant alone; "
            "take canary, linear or all_at_once"
        )
    if not isinstance(rollout.alarms, RollbackAlarms):
        return faults + alarm_faults(scope, rollout.alarms)
    count = len(variants) * rollout.alarms.kinds
    if count > MOST_ALARMS:
        faults.append(
            f"rollout: {len(variants)} variants would get {count} alarms, allowed are "
            f"{MOST_ALARMS}; pass alarms of your own, or RollbackAlarms with error_rate_percent or "
            "model_latency None"
        )
    return faults


def rollout_warnings(
    rollout: Rollout, variants: Sequence[InstanceVariant]
) -> Iterator[tuple[str, str]]:
    """What may be right or wrong of it: pairs of a rule's name and a message."""
    share = rollout.share
    for variant in variants:
        if (instance_type := inf1_type_of(variant)) is not None:
            message = (
                f"rollout: variant {variant.name!r} runs on {instance_type}: SageMaker updates "
                "endpoints on Inf1 all at once, without a bake"
            )
            yield "RolloutWithoutGuardrails", message
        for model in variant.models:
            if isinstance(model, Model) and model.is_from_marketplace:
                message = (
                    f"rollout: variant {variant.name!r} serves {model.node.path!r}, a package of "
                    "the AWS Marketplace: SageMaker updates its endpoint all at once, without a "
                    "bake"
                )
                yield "RolloutWithoutGuardrails", message
        count = variant.initial_instance_count
        if share is not None and share.is_above_half_of(count):
            message = (
                f"rollout: {share.value} instances at a time are more than half of the {count} "
                f"that variant {variant.name!r} begins with: SageMaker refuses an update until it "
                "has more"
            )
            yield "RolloutAboveHalf", message
    alarms, bake = rollout.alarms, rollout.timing.bake
    if isinstance(alarms, RollbackAlarms) and is_known_number(bake) and bake < alarms.seconds:
        message = (
            f"rollout: bake is {bake:g} seconds, and the alarms need {alarms.seconds} to tell a "
            "fault: the next step comes first; lengthen bake"
        )
        yield "BakeShorterThanAlarms", message
