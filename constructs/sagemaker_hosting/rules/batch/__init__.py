"""Rules of batch transforms."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.batch import _models, _records, _requests, _resources

RULES: Final[tuple[AnyRule, ...]] = tuple(
    sorted(
        (*_models.RULES, *_records.RULES, *_requests.RULES, *_resources.RULES),
        key=lambda rule: rule.id,
    )
)
"""Rules BAT-01 to BAT-14."""
