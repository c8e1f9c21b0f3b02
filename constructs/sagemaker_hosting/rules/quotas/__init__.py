"""Rules of AWS's quotas."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.quotas import _fleets

RULES: Final[tuple[AnyRule, ...]] = (*_fleets.RULES,)
