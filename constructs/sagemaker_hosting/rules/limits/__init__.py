"""Rules of what the APIs state for single properties, where no other rule speaks of them."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.limits import _required, _values

RULES: Final[tuple[AnyRule, ...]] = (*_values.RULES, *_required.RULES)
"""Rules LIM-01 and LIM-02."""
