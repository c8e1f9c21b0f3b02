"""What answers a request: a variant, or an inference component."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.emulator.common._errors import AwsError, ServingError
from sandbox.emulator.common._store import Scope
from sandbox.emulator.components._component import Component
from sandbox.emulator.components._components import Components
from sandbox.emulator.endpoints._endpoint import Endpoint
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.endpoints._variant import Variant
from sandbox.emulator.servers._server import ModelServer

TARGET_VARIANT = "x-amzn-sagemaker-target-variant"
TARGET_MODEL = "x-amzn-sagemaker-target-model"
COMPONENT = "x-amzn-sagemaker-inference-component"


class NoCapacityError(AwsError):
    """A component without copies was asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """Where a request goes.

    Attributes:
        variant: The variant that answers, or that the component is on.
        config: The endpoint configuration of its fleet.
        component: The inference component that answers, None for a variant with a model.
        instances: How many instances of the variant or copies of the component there are; None for
            a serverless variant.
        server: The process; None when there is none.
        weight: The variant's weight, from which shadows take their share.
    """

    variant: str
    config: str
    component: str | None = None
    instances: int | None
    server: ModelServer | None
    weight: float = 1.0

    @property
    def label(self) -> str:
        """What to call it."""
        if self.component is not None:
            return f"inference component {self.component}"
        return f"variant {self.variant}"


class Router:
    """Finds out what answers.

    Args:
        endpoints: The endpoints.
        components: The inference components.
        random_numbers: Decides between variants.
    """

    def __init__(
        self, *, endpoints: Endpoints, components: Components, random_numbers: random.Random
    ) -> None:
        self._endpoints = endpoints
        self._components = components
        self._random = random_numbers

    def in_service(self, scope: Scope, name: str) -> Endpoint:
        """The endpoint of that name, if it has a fleet that serves.

        Raises:
            AwsError: `ValidationError` when there is none.
        """
        try:
            endpoint = self._endpoints.find(scope, name)
        except AwsError:
            endpoint = None
        if endpoint is None or not endpoint.variants:
            raise _refusal(f"Endpoint {name} of account {scope.account} not found.")
        return endpoint

    def route(self, endpoint: Endpoint, headers: Mapping[str, str]) -> Route:
        """What answers a request with these headers, names in lower case.

        Raises:
            AwsError: `ValidationError` for a variant or a component that is not there, a component
                that is not named or has no copies, an artifact that cannot be loaded.
        """
        component = headers.get(COMPONENT)
        if endpoint.takes_components:
            if component is None:
                # Here and below SageMaker's words.
                raise _refusal(
                    "Inference Component Name header is required for endpoints to which you plan "
                    "to deploy inference components. Please include Inference Component Name "
                    "header or consider using SageMaker models."
                )
            return self._of_component(endpoint, component)
        if component is not None:
            raise _refusal(
                "Inference Component Name header is not allowed for endpoints to which you dont "
                "plan to deploy inference components. Please remove the Inference Component Name "
                "header and try again."
            )
        variant = self._variant(endpoint, headers.get(TARGET_VARIANT))
        return Route(
            variant=variant.name,
            config=variant.config_name,
            instances=variant.count,
            server=_server_of(variant, headers.get(TARGET_MODEL)),
            weight=variant.weight,
        )

    def chance(self, share: float) -> bool:
        """Whether a draw falls into a share of all."""
        return self._random.random() < share

    def _variant(self, endpoint: Endpoint, target: str | None) -> Variant:
        incoming = endpoint.incoming
        moved = incoming is not None and self.chance(incoming.share)
        fleet = incoming.variants if incoming is not None and moved else endpoint.variants
        variants = {variant.name: variant for variant in fleet}
        if target is not None:
            if target not in variants:
                raise _refusal(f"Variant {target} not found for Request")
            return variants[target]
        weights = {name: variant.weight for name, variant in variants.items()}
        return variants[choose_variant(weights, draw=self._random.random())]

    def _of_component(self, endpoint: Endpoint, name: str) -> Route:
        component = self._component(endpoint, name)
        if component.copies < 1 and component.server is None:
            raise NoCapacityError(
                "Inference Component has no capacity to process this request. "
                "ApplicationAutoScaling may be in-progress (if configured) or try to increase the "
                "capacity by invoking UpdateInferenceComponentRuntimeConfig API.",
                code="ValidationError",
            )
        moved = component.incoming is not None and self.chance(component.share)
        return Route(
            variant=component.variant_name,
            config=endpoint.config_name,
            component=component.name,
            instances=component.copies,
            server=component.incoming if moved else component.server,
        )

    def _component(self, endpoint: Endpoint, name: str) -> Component:
        try:
            component = self._components.find(endpoint.scope, name)
        except AwsError:
            component = None
        if component is None or component.endpoint_name != endpoint.name:
            # The words are the sandbox's own, after those for an endpoint.
            raise _refusal(
                f"Inference Component {name} of account {endpoint.scope.account} not found on "
                f"endpoint {endpoint.name}."
            )
        return component


def _server_of(variant: Variant, artifact: str | None) -> ModelServer | None:
    if variant.many is None:
        return variant.server
    if artifact is None:  # the words here and below are the sandbox's own
        raise _refusal(f"variant {variant.name} has many models: name one by TargetModel")
    try:
        return variant.many.server_of(artifact)
    except ServingError as error:
        raise _refusal(str(error)) from error


def choose_variant(weights: Mapping[str, float], *, draw: float) -> str:
    """Pick a variant in proportion to the weights.

    SageMaker sends each variant the share `weight / sum of weights`; a variant of weight 0 gets
    nothing (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html).

    Args:
        weights: The current weight of each variant by name, in the order of the configuration.
        draw: A number in [0, 1) that decides; evenly drawn, it makes the shares.

    Raises:
        AwsError: When every weight is 0.
    """
    total = sum(weights.values())
    if total <= 0:
        names = ", ".join(weights)
        raise _refusal(f"every variant has weight 0: {names}")
    threshold = draw * total
    passed = 0.0
    for name, weight in weights.items():
        passed += weight
        if weight > 0 and threshold < passed:
            return name
    return max(weights, key=lambda name: weights[name])  # rounding let the draw pass them all


def _refusal(message: str) -> AwsError:
    return AwsError(message, code="ValidationError")
