"""Defines the models of an environment: their containers, and what these are told."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, Strict

from stacks.settings.common import _names as names
from stacks.settings.common._acknowledge import ACKNOWLEDGE, Acknowledged
from stacks.settings.common._base import Settings
from stacks.settings.models._data import DataSettings
from stacks.settings.models._image import (
    ContainerImageSettings,
    ImageSettings,
    PackageImageSettings,
)

Variables = Mapping[Annotated[str, names.VARIABLE], Annotated[str, names.LINE]]


class ContainerSettings(Settings):
    """One of several containers of a model."""

    image: ContainerImageSettings = Field(
        description="The container image, known by its first key: framework (with version), "
        "uri, repository (with tag or digest), dlc (with tag), dockerfile or private_registry.",
        examples=[{"repository": "team/cleaner", "tag": "1.2"}],
    )
    data: DataSettings | None = Field(
        default=None,
        description="The artifact, known by its first key: asset, uri, bucket (with key), "
        "prefix or hugging_face. Left out: the image brings it along.",
        examples=[{"asset": "model_code/nlinear"}],
    )
    environment: Variables = Field(
        default={},
        description="The container's environment variables; values are text, in quotes.",
        examples=[{"FORECAST_HORIZON": "48"}],
    )
    hostname: Annotated[str, names.SAGEMAKER_NAME] | None = Field(
        default=None,
        description="The container's name, by which callers choose it in the mode direct.",
        examples=["cleaner"],
    )


# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
FEWEST_CONTAINERS, MOST_CONTAINERS = 2, 15


class ModelSettings(Settings):
    """A model: what its container runs, and with which data; or several containers."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["image"]}, {"required": ["containers"]}]}
    )

    image: ImageSettings | None = Field(
        default=None,
        description="The container image, known by its first key: framework (with version), "
        "uri, repository (with tag or digest), dlc (with tag), dockerfile, private_registry or "
        "package; or give `containers`.",
        examples=[{"framework": "pytorch", "version": "2.6.0"}],
    )
    data: DataSettings | None = Field(
        default=None,
        description="The artifact, known by its first key: asset, uri, bucket (with key), "
        "prefix or hugging_face. Left out: the image brings its model along.",
        examples=[{"asset": "model_code/nlinear"}],
    )
    environment: Variables = Field(
        default={},
        description="The container's environment variables; values are text, in quotes.",
        examples=[{"FORECAST_HORIZON": "48"}],
    )
    containers: Annotated[tuple[ContainerSettings, ...], Strict(strict=False)] | None = Field(
        default=None,
        description="Several containers, each with its own image, data and environment, in the "
        "order they run.",
        examples=[
            [{"image": {"repository": "team/cleaner", "tag": "1.2"}}, {"image": {"uri": "..."}}]
        ],
        json_schema_extra={"minItems": FEWEST_CONTAINERS, "maxItems": MOST_CONTAINERS},
    )
    mode: Literal["serial", "direct"] | None = Field(
        default=None,
        description="Of several containers: serial hands each the answer of the one before; with "
        "direct a caller names the one that answers. Left out: serial.",
        examples=["serial"],
    )
    network_isolation: bool = Field(
        default=False, description="Whether the container is cut off from every network."
    )
    acknowledge: Acknowledged = ACKNOWLEDGE

    @property
    def parts(self) -> tuple[ContainerSettings, ...]:
        """Its containers, also where there is one; none of a model package, which has its own."""
        if self.containers is not None:
            return self.containers
        if self.image is None or isinstance(self.image, PackageImageSettings):
            return ()
        return (ContainerSettings(image=self.image, data=self.data, environment=self.environment),)
