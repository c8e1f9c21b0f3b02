"""Defines the models of an environment: their image, their data, what their container is told."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, Strict, Tag

from stacks.settings import _names as names
from stacks.settings._base import ProjectPath, Settings, chosen_by_key


class FrameworkImageSettings(Settings):
    """An image that AWS publishes for a framework; account and address follow from the Region."""

    framework: Annotated[str, names.WORD] = Field(
        description="The framework's name in the SageMaker SDK.", examples=["pytorch"]
    )
    version: Annotated[str, names.WORD] = Field(
        description="The framework's version, in quotes.", examples=["2.6.0"]
    )
    py_version: Annotated[str, names.WORD] | None = Field(
        default=None,
        description="The image's Python; needed where there are several.",
        examples=["py312"],
    )
    processor: Annotated[str, names.WORD] | None = Field(
        default=None,
        description="cpu, gpu or another one. Left out: what the variants' instance types have.",
        examples=["cpu", "gpu"],
    )
    base_framework_version: Annotated[str, names.WORD] | None = Field(
        default=None,
        description="The framework below, as Hugging Face's images have; needed where several do.",
        examples=["pytorch2.6.0"],
    )


class UriImageSettings(Settings):
    """An image named by its whole address."""

    uri: Annotated[str, names.IMAGE_URI] = Field(
        description="The image's address, with its tag or digest.",
        examples=["111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.2"],
    )


class RepositoryImageSettings(Settings):
    """An image in an ECR repository of the environment's own account and Region."""

    repository: Annotated[str, names.REPOSITORY] = Field(
        description="The repository's name.", examples=["team/forecaster"]
    )
    tag: Annotated[str, names.TAG] | None = Field(
        default=None, description="The image's tag; or give `digest`.", examples=["1.2"]
    )
    digest: Annotated[str, names.DIGEST] | None = Field(
        default=None,
        description="The image's digest, which always names the same bytes; or give `tag`.",
        examples=[f"sha256:{'0' * 64}"],
    )


class DlcImageSettings(Settings):
    """An image of AWS's Deep Learning Containers that is named by repository and tag."""

    dlc: Annotated[str, names.REPOSITORY] = Field(
        description="The repository's name, without account and Region.",
        examples=["pytorch-inference"],
    )
    tag: Annotated[str, names.TAG] = Field(
        description="The image's tag.", examples=["2.6.0-cpu-py312"]
    )


class DockerfileImageSettings(Settings):
    """An image that is built from a Dockerfile of this project when it is deployed."""

    dockerfile: ProjectPath = Field(
        description="The folder that holds the Dockerfile, from the project's folder.",
        examples=["model_code/forecaster"],
    )


class PackageImageSettings(Settings):
    """A version of the model registry, which holds image and artifact."""

    package: Annotated[str, names.PACKAGE_ARN] = Field(
        description="The ARN of an approved model package; it brings its image and its data.",
        examples=["arn:aws:sagemaker:eu-west-1:111111111111:model-package/demand/3"],
    )


ImageSettings = Annotated[
    Annotated[FrameworkImageSettings, Tag("FrameworkImageSettings")]
    | Annotated[UriImageSettings, Tag("UriImageSettings")]
    | Annotated[RepositoryImageSettings, Tag("RepositoryImageSettings")]
    | Annotated[DlcImageSettings, Tag("DlcImageSettings")]
    | Annotated[DockerfileImageSettings, Tag("DockerfileImageSettings")]
    | Annotated[PackageImageSettings, Tag("PackageImageSettings")],
    chosen_by_key(
        FrameworkImageSettings,
        UriImageSettings,
        RepositoryImageSettings,
        DlcImageSettings,
        DockerfileImageSettings,
        PackageImageSettings,
    ),
]
"""Where a model's container image comes from."""


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


class ModelSettings(Settings):
    """A model: what its container runs, and with which data."""

    image: ImageSettings = Field(
        description="The container image, known by its first key: framework (with version), "
        "uri, repository (with tag or digest), dlc (with tag), dockerfile or package.",
        examples=[{"framework": "pytorch", "version": "2.6.0"}],
    )
    data: DataSettings | None = Field(
        default=None,
        description="The artifact, known by its first key: asset, uri, bucket (with key) or "
        "prefix. Left out: the image brings its model along.",
        examples=[{"asset": "model_code/nlinear"}],
    )
    environment: Mapping[Annotated[str, names.VARIABLE], Annotated[str, names.LINE]] = Field(
        default={},
        description="The container's environment variables; values are text, in quotes.",
        examples=[{"FORECAST_HORIZON": "48"}],
    )
    network_isolation: bool = Field(
        default=False, description="Whether the container is cut off from every network."
    )
    acknowledge: Mapping[Annotated[str, names.FINDING_ID], Annotated[str, names.REASON]] = Field(
        default={},
        description="Warnings about this model that are known: id of the finding -> the reason.",
    )
