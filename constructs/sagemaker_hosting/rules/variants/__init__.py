"""Rules of endpoint configurations and their variants."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.variants import (
    _capacity,
    _components,
    _instance_types,
    _keys,
    _managed_scaling,
    _options,
    _routing,
    _start,
    _variants,
    _volumes,
)

RULES: Final[tuple[AnyRule, ...]] = (
    *_variants.RULES,
    *_instance_types.RULES,
    *_capacity.RULES,
    *_volumes.RULES,
    *_keys.RULES,
    *_start.RULES,
    *_managed_scaling.RULES,
    *_routing.RULES,
    *_options.RULES,
    *_components.RULES,
)
