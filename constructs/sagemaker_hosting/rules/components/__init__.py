"""Rules of inference components."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.components import (
    _host,
    _resources,
    _scaling,
    _specifications,
    _updates,
)

RULES: Final[tuple[AnyRule, ...]] = tuple(
    sorted(
        (
            *_specifications.RULES,
            *_resources.RULES,
            *_host.RULES,
            *_updates.RULES,
            *_scaling.RULES,
        ),
        key=lambda rule: rule.id,
    )
)
