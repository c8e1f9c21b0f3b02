"""Rules of private registries."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, rule
from sagemaker_hosting.view import Container, Model

_GUIDE: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/dg/"
    "your-algorithms-containers-inference-private.html"
)


@rule(
    "MOD-14",
    Model,
    title="RepositoryAccessMode Vpc goes with a VpcConfig",
    why="SageMaker reaches the registry through the VPC of the model",
    source="SageMaker developer guide, your-algorithms-containers-inference-private; API "
    "ImageConfig.RepositoryAccessMode",
    link=_GUIDE,
    confidence=Confidence.MEDIUM,
    fix="Model(vpc=...) beside ContainerImage.from_private_registry()",
    cloudformation="give the model a VpcConfig, or set RepositoryAccessMode to Platform",
)
def private_registry_has_a_vpc(model: Model) -> Faults:
    """Without a VPC there is no way to it."""
    if not model.network.is_absent:
        return
    for container in model.containers:
        mode = container.at("ImageConfig", "RepositoryAccessMode")
        if mode.text == "Vpc":
            yield Fault(
                at=mode,
                says=f"{mode.label} is Vpc, and model {model.path} has no VpcConfig",
                allowed="Vpc with a VpcConfig of the model",
            )


@rule(
    "MOD-15",
    Container,
    title="RepositoryAccessMode is Platform or Vpc, and RepositoryAuthConfig goes with Vpc",
    why='"Specify a value for this property only if you specified Vpc as the value for the '
    'RepositoryAccessMode field"',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ImageConfig.RepositoryAuthConfig",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ImageConfig.html",
    fix="ContainerImage.from_private_registry(credentials=...) for a private registry; ECR needs "
    "no credentials",
    cloudformation="remove RepositoryAuthConfig, or set RepositoryAccessMode to Vpc",
)
def credentials_are_for_private_registries(container: Container) -> Faults:
    """ECR asks for a role alone."""
    credentials, mode = (
        container.at("ImageConfig", key) for key in ("RepositoryAuthConfig", "RepositoryAccessMode")
    )
    if mode.text not in (None, "Platform", "Vpc"):
        yield Fault(at=mode, says=f"{mode.label} is {mode}", allowed="Platform or Vpc")
    elif credentials.is_present and (mode.is_absent or mode.text not in (None, "Vpc")):
        given = "no RepositoryAccessMode" if mode.is_absent else f"RepositoryAccessMode {mode}"
        yield Fault(
            at=credentials,
            says=f"{credentials.label} is given with {given}",
            allowed="RepositoryAccessMode Vpc",
        )


RULES: Final[tuple[AnyRule, ...]] = (
    private_registry_has_a_vpc,
    credentials_are_for_private_registries,
)
