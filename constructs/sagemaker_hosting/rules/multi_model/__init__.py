"""Rules of multi-model and multi-container models."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.multi_model import _containers, _exclusions, _rights

RULES: Final[tuple[AnyRule, ...]] = (
    *_containers.RULES,
    *_exclusions.RULES,
    *_rights.RULES,
    *_containers.DIRECT,
)
