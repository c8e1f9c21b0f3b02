"""Rules of execution roles."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.roles import _aliases, _keys, _order, _pull, _trust

RULES: Final[tuple[AnyRule, ...]] = (
    *_trust.RULES,
    *_order.RULES,
    *_pull.RULES,
    *_keys.RULES,
    *_aliases.RULES,
)
