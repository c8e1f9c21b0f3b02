"""Rules of the network of models."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.network import _interfaces, _isolated_images, _routes

RULES: Final[tuple[AnyRule, ...]] = (
    *_interfaces.RULES,
    *_routes.RULES,
    *_isolated_images.RULES,
)
"""Rules NET-01 to NET-06."""
