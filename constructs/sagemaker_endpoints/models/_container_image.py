"""Where a container's image comes from, and what may pull it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.models._image_sources import (
    AssetSource,
    PrivateRegistrySource,
    RepositorySource,
    UriSource,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_ecr as ecr
    from aws_cdk import aws_ecr_assets as ecr_assets
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct

    from sagemaker_endpoints.models._image_config import (
        Architecture,
        ContainerImageConfig,
        ImageSource,
    )


class ContainerImage:
    """The image of a container that serves a model.

    Args:
        source: where it comes from; the `from_...` methods make one.
    """

    def __init__(self, source: ImageSource) -> None:
        check_given("ContainerImage", ContainerImage.__init__, locals())
        self._source = source

    @staticmethod
    def from_framework(
        name: str,
        *,
        version: str,
        py_version: str | None = None,
        instance_type: str | None = None,
        processor: str | None = None,
        base_framework_version: str | None = None,
    ) -> ContainerImage:
        """AWS's own inference image of a framework, as the SageMaker SDK names it.

        The registry's account differs by region; in an env-agnostic stack it becomes a Mapping. No
        AWS call is made: the tables are those that the installed `sagemaker-core` ships.

        Args:
            name: "pytorch", "sklearn", "xgboost", "huggingface", "autogluon", "forecasting-deepar",
                ...
            version: of the framework, "2.6.0", or short as the SDK takes it, "2.6".
            py_version: "py312"; the only one, or the newest, when left out.
            instance_type: decides between CPU and GPU images and between x86 and Graviton; CPU on
                x86 when left out.
            processor: "cpu" or "gpu", instead of an instance type.
            base_framework_version: for Hugging Face, the version of the framework below it:
                "pytorch2.6.0".

        Raises:
            ConfigurationError: what only the deploy knows, which no table can be asked for.
            UnknownImage: no such image exists; the message names the nearest.

        See https://aws.github.io/deep-learning-containers/reference/available_images/
        """
        check_given("ContainerImage.from_framework", ContainerImage.from_framework, locals())
        _check_known(
            name=name,
            version=version,
            py_version=py_version,
            instance_type=instance_type,
            processor=processor,
            base_framework_version=base_framework_version,
        )
        from sagemaker_endpoints.models._image_sources_aws import FrameworkSource  # noqa: PLC0415  # costly
        from sagemaker_hosting.facts.images import find_framework_image  # noqa: PLC0415  # costly

        image = find_framework_image(
            name,
            version=version,
            py_version=py_version,
            instance_type=instance_type,
            processor=processor,
            base_framework_version=base_framework_version,
        )
        return ContainerImage(FrameworkSource(image, instance_type))

    @staticmethod
    def from_dlc(
        repository_name: str, tag: str, *, account_id: str | None = None
    ) -> ContainerImage:
        """An AWS Deep Learning Container by repository and tag, for tags newer than the tables.

        Args:
            repository_name: "pytorch-inference", "huggingface-pytorch-inference", "djl-inference",
                ...
            tag: "2.6.0-cpu-py312".
            account_id: of the registry, where the tables do not know the region.
        """
        from sagemaker_endpoints.models._image_sources_aws import (  # noqa: PLC0415  # costly
            DeepLearningContainerSource,
        )

        check_given("ContainerImage.from_dlc", ContainerImage.from_dlc, locals())
        return ContainerImage(DeepLearningContainerSource(repository_name, tag, account_id))

    @staticmethod
    def from_ecr_repository(
        repository: ecr.IRepository,
        *,
        tag_or_digest: str,
        architecture: Architecture | None = None,
    ) -> ContainerImage:
        """An image in your own repository.

        Args:
            repository: where it lies, in the Region of the stack; the role may pull from this one
                alone.
            tag_or_digest: a tag, or "sha256:..." for the digest. There is no default: `latest`
                changes behind the endpoint's back.
            architecture: "x86_64" or "arm64", what it was built for: instance types of the other
                are refused. Nothing is checked when left out.
        """
        method = ContainerImage.from_ecr_repository
        check_given("ContainerImage.from_ecr_repository", method, locals())
        return ContainerImage(RepositorySource(repository, tag_or_digest, architecture))

    @staticmethod
    def from_asset(
        directory: str | Path,
        *,
        platform: ecr_assets.Platform | None = None,
        architecture: Architecture | None = None,
        build_args: Mapping[str, str] | None = None,
    ) -> ContainerImage:
        """An image that `cdk deploy` builds from the Dockerfile in *directory*.

        Args:
            directory: the Docker build context, with its Dockerfile; absolute, or relative to the
                folder that `cdk` is called in.
            platform: what docker builds for, where *architecture* cannot say it.
            architecture: of the instances, "x86_64" or "arm64" (Graviton); x86_64 when left out,
                whatever the machine that builds.
            build_args: passed to docker build.

        Raises:
            ConfigurationError: the folder or its Dockerfile is missing; both *platform* and
                *architecture* are given.
        """
        check_given("ContainerImage.from_asset", ContainerImage.from_asset, locals())
        return ContainerImage(
            AssetSource(Path(directory).absolute(), platform, architecture, build_args)
        )

    @staticmethod
    def from_private_registry(
        uri: str, *, credentials: lambda_.IFunction | None = None
    ) -> ContainerImage:
        """An image in a registry outside ECR that the model's VPC reaches.

        The model needs a `vpc`; the registry needs a certificate of a public authority, and has to
        let in the model's security groups.

        Args:
            uri: registry.example.com/team/forecaster:1.2.
            credentials: answers with {"Credentials": {"Username": ..., "Password": ...}}; the role
                may call this function. None for registries that ask for nothing.

        Raises:
            ConfigurationError: *uri* names no registry, or one of ECR.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html
        """
        method = ContainerImage.from_private_registry
        check_given("ContainerImage.from_private_registry", method, locals())
        return ContainerImage(PrivateRegistrySource(uri, credentials))

    @staticmethod
    def from_uri(uri: str, *, architecture: Architecture | None = None) -> ContainerImage:
        """An image by its whole ECR address: account.dkr.ecr.region.amazonaws.com/repository:tag.

        The right to pull is read from the address. A late value (a token) grants nothing: add the
        right to the model's role yourself.

        Args:
            uri: in the Region of the stack.
            architecture: "x86_64" or "arm64", what it was built for: instance types of the other
                are refused. Nothing is checked when left out.

        Raises:
            ConfigurationError: if the image lies outside ECR, where SageMaker cannot pull.
        """
        check_given("ContainerImage.from_uri", ContainerImage.from_uri, locals())
        return ContainerImage(UriSource(uri, architecture))

    def bind(self, scope: Construct) -> ContainerImageConfig:
        """Resolve the image for the stack of *scope*; called by `Model`."""
        return self._source.bind(scope)


def _check_known(**arguments: str | None) -> None:
    faults = Faults("ContainerImage.from_framework")
    faults.extend(
        f"{name}: only the deploy knows it, and the image is looked up now; give it as text, or "
        "the image by from_uri"
        for name, value in arguments.items()
        if value is not None and not is_known_text(value)
    )
    faults.raise_if_any()
