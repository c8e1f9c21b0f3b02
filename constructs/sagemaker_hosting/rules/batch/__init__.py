"""Rules of batch transforms."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.batch import (
    _keys,
    _models,
    _records,
    _requests,
    _resources,
    _secrets,
    _types,
)

RULES: Final[tuple[AnyRule, ...]] = tuple(
    sorted(
        (
            *_keys.RULES,
            *_models.RULES,
            *_records.RULES,
            *_requests.RULES,
            *_resources.RULES,
            *_secrets.RULES,
            *_types.RULES,
        ),
        key=lambda rule: rule.id,
    )
)
"""Rules BAT-01 to BAT-17."""
