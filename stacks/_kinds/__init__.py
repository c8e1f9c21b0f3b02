"""A module for each kind of endpoint that an environment file may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from stacks._kinds._async import build_async
from stacks._kinds._inference_component import build_inference_component
from stacks._kinds._multi_model import build_multi_model
from stacks._kinds._real_time import build_real_time
from stacks._kinds._serverless import build_serverless
from stacks.settings import (
    AsyncEndpointSettings,
    InferenceComponentEndpointSettings,
    MultiModelEndpointSettings,
    RealTimeEndpointSettings,
    ServerlessEndpointSettings,
)

if TYPE_CHECKING:
    from sagemaker_endpoints import Endpoint
    from stacks._kinds._surroundings import Surroundings
    from stacks.settings import EndpointSettings

__all__ = ["build_endpoint"]


def build_endpoint(settings: EndpointSettings, surroundings: Surroundings) -> Endpoint:
    """Define an endpoint of the kind that its settings are of.

    Args:
        settings: of the environment file.
        surroundings: where it is defined.
    """
    match settings:
        case RealTimeEndpointSettings():
            return build_real_time(settings, surroundings)
        case ServerlessEndpointSettings():
            return build_serverless(settings, surroundings)
        case AsyncEndpointSettings():
            return build_async(settings, surroundings)
        case MultiModelEndpointSettings():
            return build_multi_model(settings, surroundings)
        case InferenceComponentEndpointSettings():
            return build_inference_component(settings, surroundings)
        case _:
            assert_never(settings)
