"""Rules of deployments and their guardrails."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.rollouts import (
    _alarms,
    _exclusions,
    _policies,
    _retention,
    _shares,
    _timing,
    _watching,
)

RULES: Final[tuple[AnyRule, ...]] = tuple(
    sorted(
        (
            *_policies.RULES,
            *_shares.RULES,
            *_timing.RULES,
            *_alarms.RULES,
            *_watching.RULES,
            *_exclusions.RULES,
            *_retention.RULES,
        ),
        key=lambda rule: rule.id,
    )
)
