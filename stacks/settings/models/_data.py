"""Defines where the artifacts of models come from."""

from typing import Annotated

from pydantic import Field, Strict

from stacks.settings.common import _names as names
from stacks.settings.common._base import ChosenByKey, ProjectPath, Settings


class AssetDataSettings(Settings):
    """Model data in this project, packed into a model.tar.gz and uploaded when deployed."""

    asset: ProjectPath = Field(
        description="A folder or a .tar.gz file, from the project's folder.",
        examples=["model_code/nlinear"],
    )
    exclude: Annotated[tuple[Annotated[str, names.GLOB], ...], Strict(strict=False)] = Field(
        default=(),
        description="What of the folder is not packed, as glob patterns.",
        examples=[["train.py", "data/**"]],
    )


class UriDataSettings(Settings):
    """Model data in S3, named by address; the model's role may read exactly this object."""

    uri: Annotated[str, names.S3_URI] = Field(
        description="The address of a model.tar.gz.", examples=["s3://models-dev/nlinear.tar.gz"]
    )


class BucketDataSettings(Settings):
    """Model data in S3, named by bucket and key."""

    bucket: Annotated[str, names.BUCKET] = Field(
        description="The bucket's name.", examples=["models-dev"]
    )
    key: Annotated[str, names.OBJECT_KEY] = Field(
        description="The object's key.", examples=["nlinear/model.tar.gz"]
    )


class PrefixDataSettings(Settings):
    """Model data in S3 below a prefix: an uncompressed model, or the .tar.gz of many models."""

    prefix: Annotated[str, names.S3_PREFIX] = Field(
        description="A prefix of the environment's artifact bucket, or the address of one.",
        examples=["stores/"],
    )


class HuggingFaceDataSettings(Settings):
    """A model of the Hugging Face Hub, which the container fetches when it starts.

    Every instance fetches it, so there has to be a way to the internet.
    """

    hugging_face: Annotated[str, names.HUB_MODEL] = Field(
        description="The model: organization/model.", examples=["amazon/chronos-bolt-small"]
    )
    revision: Annotated[str, names.WORD] | None = Field(
        default=None,
        description="The commit. Left out: what is newest when an instance starts, which warns.",
        examples=["714eb0fa89d2f80546fda750413ed43d93601a13"],
    )
    task: Annotated[str, names.HUB_TASK] | None = Field(
        default=None,
        description="What the model is for. Left out: the image asks the Hub.",
        examples=["text-classification"],
    )
    token_secret: Annotated[str, names.SECRET] | None = Field(
        default=None,
        description="The secret with a token for gated models: its name, in the environment's own "
        "account and Region, or its whole ARN. The image has to read it; those of AWS do not.",
        examples=["hub-token"],
    )


DataSettings = Annotated[
    AssetDataSettings
    | UriDataSettings
    | BucketDataSettings
    | PrefixDataSettings
    | HuggingFaceDataSettings,
    ChosenByKey(),
]
"""Where a model's artifact comes from."""
