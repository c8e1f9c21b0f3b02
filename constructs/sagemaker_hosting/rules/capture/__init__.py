"""Rules of data capture."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.capture import _destination, _sampling

RULES: Final[tuple[AnyRule, ...]] = (*_sampling.RULES, *_destination.RULES)
