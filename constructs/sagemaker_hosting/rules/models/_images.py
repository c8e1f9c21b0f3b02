"""Rules of the images of containers."""

from __future__ import annotations

import re
from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.facts.registries import ImageAddress, read_address
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._written import shortest, written
from sagemaker_hosting.view import Container, InferenceComponent, Model, Node, Resource

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
_CONTAINER: Final = f"{_API}API_ContainerDefinition.html"
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
_S3_REGION: Final = re.compile(r"https://(?:[^/]+\.)?s3[.-](?P<region>[a-z]+(?:-[a-z]+)+-\d+)\..*")
_PACKAGE: Final = re.compile(r"arn:[^:]*:sagemaker:(?P<region>[a-z0-9-]+):[^:]*:model-package/")
_LATEST: Final = "latest"
_REPOSITORY: Final = "AWS::ECR::Repository"


def address_of(image: Node) -> ImageAddress | None:
    """Read the address of an image as far as it is written; None if nothing of it is."""
    text = written(image)
    return read_address(text) if text is not None else None


@rule(
    "MOD-11",
    Resource,
    title="images in ECR, model data and packages are in the Region of the model",
    why='"The model artifacts must be in an S3 bucket that is in the same region as the model or '
    'endpoint you are creating", and SageMaker pulls from the ECR of its own Region',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ContainerDefinition.Image, ModelDataUrl",
    link=_CONTAINER,
    fix="ContainerImage.from_framework() finds the registry of the stack's Region; for an image of "
    "your own, replicate the repository",
    cloudformation="write ${AWS::Region} into the address, or replicate the repository",
)
def images_are_in_the_region(resource: Resource) -> Faults:
    """Without the stack's Region, two containers of one model can still disagree."""
    home = resource.stack.region
    told = f"the stack is for {home}"
    for container in containers_of(resource):
        for node, region in _regions(container):
            if home is None:
                home, told = region, f"{node.label} is in {region}"
            elif region != home:
                yield Fault(
                    at=node,
                    says=f"{node.label} is {str(node)!r}, in {region}, and {told}",
                    allowed=f"what is in {home}",
                )


@rule(
    "MOD-12",
    Resource,
    title="the address of an image has at most 255 characters and no blanks",
    why="CreateModel refuses what is longer, or does not match the pattern",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ContainerImage",
    link=_CONTAINER,
    fix="ContainerImage.from_uri() with the address and nothing around it",
    cloudformation="write registry/repository:tag, with nothing around it",
)
def image_has_an_address(resource: Resource) -> Faults:
    """A line break at its end is a blank, too."""
    bound = limit("ContainerImage")
    for container in containers_of(resource):
        image = container.image
        text, length = written(image), shortest(image)
        if image.text is not None:
            yield from beyond_limit(image, "ContainerImage")
        elif text is not None and (
            not bound.fits(text) or (bound.maximum is not None and length > bound.maximum)
        ):
            yield Fault(
                at=image,
                says=f"{image.label} is {str(image)!r}, of at least {length} characters",
                allowed=bound.allowed,
            )


@rule(
    "MOD-13",
    Container,
    title="an image outside ECR needs ImageConfig.RepositoryAccessMode Vpc",
    why='"Using non-ECR image … without Vpc repository access mode is not supported"',
    source="public issue threads; API sagemaker 2017-07-24 (botocore 1.44.5) "
    "ImageConfig.RepositoryAccessMode",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/"
    "your-algorithms-containers-inference-private.html",
    fix="copy the image to ECR and use ContainerImage.from_ecr_repository(); or "
    "ContainerImage.from_private_registry() and Model(vpc=...)",
    cloudformation="copy the image to ECR, or set ImageConfig.RepositoryAccessMode to Vpc and give "
    "the model a VpcConfig",
)
def image_is_in_ecr(container: Container) -> Faults:
    """Docker Hub and public.ecr.aws are outside."""
    address = address_of(container.image)
    if address is None or address.is_in_ecr is not False:
        return
    mode = container.at("ImageConfig", "RepositoryAccessMode")
    if mode.is_absent or mode.text not in (None, "Vpc"):
        given = "no RepositoryAccessMode" if mode.is_absent else f"RepositoryAccessMode {mode}"
        yield Fault(
            at=container.image,
            says=f"{container.image.label} is {str(container.image)!r}, of the registry "
            f"{address.host}, and {given} is given",
            allowed="<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>, or "
            "RepositoryAccessMode Vpc",
        )


@rule(
    "MOD-25",
    Resource,
    severity=Severity.WARNING,
    title="an image is named by a version or a digest, not by latest",
    why="a new latest makes no difference in the template, so that nothing is deployed, and "
    "instances that join later may run another image than the first ones",
    source="inferred: all properties of AWS::SageMaker::Model are createOnly",
    link="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
    confidence=Confidence.MEDIUM,
    fix="ContainerImage.from_ecr_repository(tag_or_digest=...) with a version or sha256:..., or "
    "from_asset()",
    cloudformation="write a version behind the colon, or @sha256:...",
)
def image_has_a_version(resource: Resource) -> Faults:
    """Docker reads no tag as latest."""
    for container in containers_of(resource):
        yield from _version_fault(container.image)


def _version_fault(image: Node) -> Faults:
    address = address_of(image)
    if address is None or address.digest is not None:
        return
    reference = image.reference
    is_repository = (
        reference is not None
        and reference.resource.type == _REPOSITORY
        and reference.attribute == "RepositoryUri"
    )
    if address.tag == _LATEST or address.has_version is False or is_repository:
        found = f"the tag {_LATEST}" if address.tag == _LATEST else "no tag"
        yield Fault(
            at=image,
            says=f"{image.label} is {str(image)!r}, with {found}",
            allowed="a version or a digest",
        )


def containers_of(resource: Resource) -> tuple[Container, ...]:
    """Find the containers of a model, or those that an inference component brings itself."""
    if isinstance(resource, Model):
        return resource.containers
    if not isinstance(resource, InferenceComponent):
        return ()
    nodes = (specification.at("Container") for specification in resource.specifications)
    return tuple(Container(node) for node in nodes if node.entries)


def _regions(container: Container) -> list[tuple[Node, str]]:
    found: list[tuple[Node, str]] = []
    address = address_of(container.image)
    if address is not None and address.region is not None:
        found.append((container.image, address.region))
    package = _PACKAGE.match(written(container.model_package) or "")
    if package is not None:
        found.append((container.model_package, package["region"]))
    s3_uri = container.at("ModelDataSource", "S3DataSource", "S3Uri")
    for node in (container.model_data, container.at("ArtifactUrl"), s3_uri):
        match = _S3_REGION.fullmatch(written(node) or "")
        if match is not None:
            found.append((node, match["region"]))
    return found


RULES: Final[tuple[AnyRule, ...]] = (
    images_are_in_the_region,
    image_has_an_address,
    image_is_in_ecr,
    image_has_a_version,
)
