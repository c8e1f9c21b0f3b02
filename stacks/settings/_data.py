"""Defines where the artifacts of models come from."""

from typing import Annotated

from pydantic import Field, Strict, Tag

from stacks.settings import _names as names
from stacks.settings._base import ProjectPath, Settings, chosen_by_key


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


DataSettings = Annotated[
    Annotated[AssetDataSettings, Tag("AssetDataSettings")]
    | Annotated[UriDataSettings, Tag("UriDataSettings")]
    | Annotated[BucketDataSettings, Tag("BucketDataSettings")]
    | Annotated[PrefixDataSettings, Tag("PrefixDataSettings")],
    chosen_by_key(AssetDataSettings, UriDataSettings, BucketDataSettings, PrefixDataSettings),
]
"""Where a model's artifact comes from."""
