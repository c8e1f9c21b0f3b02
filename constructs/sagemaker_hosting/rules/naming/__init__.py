"""Rules of names and tags."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.naming import (
    _component_names,
    _fixed_names,
    _names,
    _tags,
    _uniqueness,
)

RULES: Final[tuple[AnyRule, ...]] = (
    *_names.RULES,
    *_uniqueness.RULES,
    *_fixed_names.RULES,
    *_component_names.RULES,
    *_tags.RULES,
)
"""Rules NAM-01 to NAM-09."""
