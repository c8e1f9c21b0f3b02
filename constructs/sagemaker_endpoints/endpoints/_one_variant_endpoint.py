"""Endpoints of the kinds that have one variant."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from sagemaker_endpoints.common._errors import ConfigurationError
from sagemaker_endpoints.endpoints._endpoint import Endpoint

if TYPE_CHECKING:
    from sagemaker_endpoints.variants._endpoint_variant import EndpointVariant

Variant = TypeVar("Variant", bound="EndpointVariant")


class OneVariantEndpoint(Endpoint, Generic[Variant]):
    """An endpoint with one variant, by whatever name."""

    _KIND: ClassVar[str]
    """How errors name the kind: "ServerlessEndpoint"."""
    _variant: Variant

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Its one variant."""
        return (self._variant,)

    def variant(self, variant_name: str) -> Variant:
        """Its one variant, by its name, for metrics.

        Raises:
            ConfigurationError: it has another name.
        """
        own_name = self._variant.variant_name
        if variant_name != own_name:
            raise ConfigurationError(
                f"{self._KIND} {self.node.path!r}: variant: got {variant_name!r}, it has "
                f"{own_name!r}"
            )
        return self._variant
