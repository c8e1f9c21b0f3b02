"""Rules of serverless endpoints."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.serverless import _capacity, _exclusions, _models, _scaling

RULES: Final[tuple[AnyRule, ...]] = tuple(
    sorted(
        (*_capacity.RULES, *_exclusions.RULES, *_models.RULES, *_scaling.RULES),
        key=lambda rule: rule.id,
    )
)
