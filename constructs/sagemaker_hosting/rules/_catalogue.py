"""Lists every rule."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules import (
    asynchronous,
    batch,
    capture,
    components,
    limits,
    metrics,
    models,
    multi_model,
    naming,
    network,
    quotas,
    roles,
    rollouts,
    scaling,
    serverless,
    shadow,
    updates,
    variants,
)
from sagemaker_hosting.rules._rule import AnyRule

RULES: Final[tuple[AnyRule, ...]] = (
    *naming.RULES,
    *models.RULES,
    *variants.RULES,
    *serverless.RULES,
    *asynchronous.RULES,
    *multi_model.RULES,
    *components.RULES,
    *shadow.RULES,
    *capture.RULES,
    *rollouts.RULES,
    *scaling.RULES,
    *metrics.RULES,
    *batch.RULES,
    *network.RULES,
    *roles.RULES,
    *quotas.RULES,
    *limits.RULES,
)
"""Every rule of templates as they are, by area and number."""

UPDATE_RULES: Final[tuple[AnyRule, ...]] = updates.RULES
"""Every rule of the step from deployed templates to new ones."""


def rule_of(rule_id: str) -> AnyRule | None:
    """Find a rule by its id, in any case."""
    every = (*RULES, *UPDATE_RULES)
    return next((rule for rule in every if rule.id == rule_id.upper()), None)
