"""Defines where the images of containers come from."""

from typing import Annotated

from pydantic import Field

from stacks.settings.common import _names as names
from stacks.settings.common._base import ChosenByKey, ProjectPath, Settings


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


class PrivateRegistryImageSettings(Settings):
    """An image in a registry outside ECR, which SageMaker reaches through the environment's VPC.

    https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html
    """

    private_registry: Annotated[str, names.REGISTRY_URI] = Field(
        description="The image's address, with its tag or digest.",
        examples=["registry.example.com/team/forecaster:1.2"],
    )
    credentials: Annotated[str, names.FUNCTION] | None = Field(
        default=None,
        description="The Lambda function that tells user name and password: its name, in the "
        "environment's own account and Region, or its ARN. Left out: the registry asks for none.",
        examples=["registry-credentials"],
    )


class PackageImageSettings(Settings):
    """A version of the model registry, which holds image and artifact."""

    package: Annotated[str, names.PACKAGE_ARN] = Field(
        description="The ARN of an approved model package; it brings its image and its data.",
        examples=["arn:aws:sagemaker:eu-west-1:111111111111:model-package/demand/3"],
    )


_ContainerImageSettings = (
    FrameworkImageSettings
    | UriImageSettings
    | RepositoryImageSettings
    | DlcImageSettings
    | DockerfileImageSettings
    | PrivateRegistryImageSettings
)
ImageSettings = Annotated[_ContainerImageSettings | PackageImageSettings, ChosenByKey()]
"""Where a model's container image comes from."""
ContainerImageSettings = Annotated[_ContainerImageSettings, ChosenByKey()]
"""Where the image of one of several containers comes from."""
