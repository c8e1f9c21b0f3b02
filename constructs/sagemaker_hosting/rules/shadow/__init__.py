"""Rules of shadow variants and shadow tests."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.shadow import _experiments, _variants

RULES: Final[tuple[AnyRule, ...]] = (*_variants.RULES, *_experiments.RULES)
