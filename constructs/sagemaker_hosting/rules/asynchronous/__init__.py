"""Rules of asynchronous endpoints."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.asynchronous import (
    _exclusions,
    _output,
    _rights,
    _scaling,
    _topics,
)

RULES: Final[tuple[AnyRule, ...]] = (
    *_output.RULES,
    *_topics.RULES,
    *_rights.RULES,
    *_exclusions.RULES,
    *_scaling.RULES,
)
