"""Defines an endpoint of any kind."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Discriminator, Tag

from sagemaker_hosting.nearest import nearest
from stacks.settings.kinds._async import AsyncEndpointSettings
from stacks.settings.kinds._inference_component import InferenceComponentEndpointSettings
from stacks.settings.kinds._kind import Kind
from stacks.settings.kinds._multi_model import MultiModelEndpointSettings
from stacks.settings.kinds._real_time import RealTimeEndpointSettings
from stacks.settings.kinds._serverless import ServerlessEndpointSettings

KINDS = ("real_time", "serverless", "async", "multi_model", "inference_component")
"""All kinds, as the key `kind` names them."""


def likely_kind(value: object) -> str | None:
    """Choose the kind of an endpoint; a misspelt one chooses, too, so that other faults are told.

    Args:
        value: The endpoint as the file has it, or as settings.

    Returns:
        The kind; None where nothing like one is named.
    """
    if isinstance(value, Kind):
        return str(getattr(value, "kind", ""))
    kind = value.get("kind") if isinstance(value, Mapping) else None
    if not isinstance(kind, str):
        return None
    return next(iter(nearest(kind, KINDS, count=1)), None)


EndpointSettings = Annotated[
    Annotated[RealTimeEndpointSettings, Tag("real_time")]
    | Annotated[ServerlessEndpointSettings, Tag("serverless")]
    | Annotated[AsyncEndpointSettings, Tag("async")]
    | Annotated[MultiModelEndpointSettings, Tag("multi_model")]
    | Annotated[InferenceComponentEndpointSettings, Tag("inference_component")],
    Discriminator(likely_kind),
]
"""An endpoint of any kind."""
