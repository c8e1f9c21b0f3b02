"""Rules of the metrics that alarms and scaling policies read."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.metrics import _dimensions, _names, _statistics, _thresholds

RULES: Final[tuple[AnyRule, ...]] = tuple(
    sorted(
        (*_thresholds.RULES, *_names.RULES, *_dimensions.RULES, *_statistics.RULES),
        key=lambda rule: rule.id,
    )
)
