"""What a model needs to know of each of its containers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from constructs import Construct

    from sagemaker_endpoints.common._policy import Statement
    from sagemaker_endpoints.models._image_config import Architecture


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundContainer:
    """A container resolved for one stack."""

    properties: dict[str, Any]
    """As `CfnModel` takes it."""
    statements: tuple[Statement, ...]
    """What the execution role needs for it."""
    warnings: tuple[tuple[str, str], ...] = ()
    """Rule and message of each warning about it."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """All its variables."""
    architecture: Architecture | None = None
    """What machines its image is built for; None when that is not known."""
    framework: str | None = None
    """The framework of an image of AWS, as the SageMaker SDK names it; None for other images."""
    is_multi_model: bool = False
    """Whether it loads the models below a prefix by itself."""
    has_unpacked_data: bool = False
    """Whether its artifact is a prefix of files: nothing for serverless, batch or Marketplace."""
    has_private_registry: bool = False
    """Whether its image is pulled through the model's VPC."""
    is_from_marketplace: bool = False
    """Whether it is a model package of the AWS Marketplace."""
    downloads: str | None = None
    """The model that it fetches from the Hugging Face Hub when it starts."""


class Container(Protocol):
    """A container definition, or a model package."""

    @property
    def container_hostname(self) -> str | None:
        """Its name inside a model of several."""
        ...

    @property
    def is_multi_model(self) -> bool:
        """Whether it loads the models below a prefix by itself."""
        ...

    def bind(self, scope: Construct) -> BoundContainer:
        """Resolve it for the stack of *scope*."""
        ...
