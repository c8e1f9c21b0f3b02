"""Rules of updates: what AWS refuses because of what is deployed."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.updates import _artifacts, _names, _variants

RULES: Final[tuple[AnyRule, ...]] = (*_variants.RULES, *_names.RULES, *_artifacts.RULES)
