"""How SageMaker picks the instance that answers a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_hosting.facts.limits import bounds, limit

_STRATEGIES = limit("RoutingStrategy").values or ()
_PREFIX = bounds("PrefixAwareRoutingPrefixLength")
_THRESHOLD = bounds("PrefixAwareRoutingConcurrencyThreshold")


@dataclass(frozen=True, kw_only=True)
class Routing:
    """Defines how the requests of a variant are spread over its instances.

    Made by `least_outstanding_requests`, `random` or `prefix_aware`; without one SageMaker picks
    instances at random.

    Raises:
        ConfigurationError: tells every value that SageMaker would refuse.

    See
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantRoutingConfig.html
    """

    strategy: Literal["LEAST_OUTSTANDING_REQUESTS", "RANDOM", "PREFIX_AWARE"]
    prefix_length: int | None = None
    concurrency_threshold: int | None = None

    def __post_init__(self) -> None:
        check_fields(f"Routing {self.strategy}", self)
        faults = Faults(f"Routing {self.strategy}")
        faults.check_choice("strategy", self.strategy, _STRATEGIES)
        limits = {
            "prefix_length": self.prefix_length,
            "concurrency_threshold": self.concurrency_threshold,
        }
        is_prefix_aware = self.strategy == "PREFIX_AWARE"
        for name, value in limits.items():
            if (value is not None) != is_prefix_aware:
                verb = "needs it" if is_prefix_aware else "takes none"
                faults.add(f"{name}: got {value}; {self.strategy} {verb}")
        faults.check_range("prefix_length", self.prefix_length, *_PREFIX, "bytes")
        faults.check_range("concurrency_threshold", self.concurrency_threshold, *_THRESHOLD)
        faults.raise_if_any()

    @staticmethod
    def least_outstanding_requests() -> Routing:
        """To the instance with the most room: for requests that differ in how long they take."""
        return Routing(strategy="LEAST_OUTSTANDING_REQUESTS")

    @staticmethod
    def random() -> Routing:
        """To any instance."""
        return Routing(strategy="RANDOM")

    @staticmethod
    def prefix_aware(*, prefix_length: int, concurrency_threshold: int) -> Routing:
        """To the instance that has seen the same beginning: it may have cached the work on it.

        It has an effect from two instances on.

        Args:
            prefix_length: how much of a request's beginning counts, 1,024 to 65,536 bytes.
            concurrency_threshold: requests in flight, 1 to 1,024, from which on another instance
                is taken.

        See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PrefixAwareRoutingConfig.html
        """
        return Routing(
            strategy="PREFIX_AWARE",
            prefix_length=prefix_length,
            concurrency_threshold=concurrency_threshold,
        )

    def render(self) -> dict[str, Any]:
        """The routing as `CfnEndpointConfig` takes it."""
        properties: dict[str, Any] = {"routingStrategy": self.strategy}
        if self.prefix_length is not None:
            properties["prefixAwareRoutingConfig"] = {
                "prefixLength": self.prefix_length,
                "concurrencyThreshold": self.concurrency_threshold,
            }
        return properties
