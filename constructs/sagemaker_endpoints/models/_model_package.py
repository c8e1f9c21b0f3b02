"""A container that a model package describes: of the model registry or the AWS Marketplace."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.models._container import BoundContainer
from sagemaker_endpoints.models._container_variables import check_variables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from constructs import Construct

    from sagemaker_endpoints.common._policy import Statement
    from sagemaker_endpoints.common._s3_location import S3Location
    from sagemaker_endpoints.models._container_image import ContainerImage

_ARN = re.compile(
    r"arn:aws[a-z-]*:sagemaker:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):model-package/"
    r"(?P<name>[a-zA-Z0-9][a-zA-Z0-9-]{0,62}(?<!-))(?:/(?P<version>\d{1,9}))?"
)
_GROUP = ":model-package-group/"


@dataclass(frozen=True, kw_only=True)
class ModelPackageContainer:
    """A model package as the container of a model."""

    arn: str
    environment: Mapping[str, str] = field(default_factory=dict)
    pulls: Sequence[ContainerImage] = ()
    reads: Sequence[S3Location] = ()
    is_from_marketplace: bool = False
    warnings: tuple[tuple[str, str], ...] = ()
    container_hostname: str | None = None
    is_multi_model: bool = False

    def bind(self, scope: Construct) -> BoundContainer:
        """Resolve it for the stack of *scope*; called by `Model`."""
        properties: dict[str, Any] = {"modelPackageName": self.arn}
        if self.environment:
            properties["environment"] = dict(self.environment)
        images = [image.bind(scope) for image in self.pulls]
        architectures = {image.architecture for image in images}
        statements: list[Statement] = [right for image in images for right in image.pull]
        for location in self.reads:
            statements.extend(location.read_rights("ReadModelData"))
            statements.extend(location.list_rights("ListModelData"))
        return BoundContainer(
            properties=properties,
            statements=tuple(statements),
            warnings=self.warnings,
            environment=self.environment,
            architecture=architectures.pop() if len(architectures) == 1 else None,
            is_from_marketplace=self.is_from_marketplace,
        )


def checked_package(
    subject: Callable[[], str],
    scope: Construct,
    *,
    arn: str,
    environment: Mapping[str, str],
    pulls: Sequence[ContainerImage],
    reads: Sequence[S3Location],
    from_marketplace: bool | None,
    network_isolation: bool | None,
    has_role: bool,
) -> ModelPackageContainer:
    """A package that SageMaker would make a model of.

    Raises:
        ConfigurationError: tells all that it would refuse.
    """
    if from_marketplace is None:
        from_marketplace = _can_only_be_subscribed(scope, arn)
    faults = Faults(subject)
    if is_known_text(arn) and (fault := _arn_fault(scope, arn)) is not None:
        faults.add(f"model_package_arn: got {arn!r}, {fault}")
    check_variables(faults, environment)
    if from_marketplace and environment:
        faults.add("environment: a package of the AWS Marketplace takes no variables; leave it out")
    if from_marketplace and network_isolation is False:
        # https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html
        faults.add(
            "network_isolation: got False, a package of the AWS Marketplace runs isolated only; "
            "leave it out"
        )
    faults.raise_if_any()
    lacks_rights = not (has_role or from_marketplace or pulls or reads)
    return ModelPackageContainer(
        arn=arn,
        environment=environment,
        pulls=pulls,
        reads=reads,
        is_from_marketplace=from_marketplace,
        warnings=_unversioned_warning(scope, arn) + _rights_warning(lacks_rights=lacks_rights),
    )


def _can_only_be_subscribed(scope: Construct, arn: str) -> bool:
    """Accounts share groups of versions with each other, and never a package without a version."""
    parts = _ARN.fullmatch(arn) if is_known_text(arn) else None
    account = aws_environment_of(scope).account
    if parts is None or not is_known_text(account):
        return False
    return parts["version"] is None and parts["account"] != account


def _arn_fault(scope: Construct, arn: str) -> str | None:
    if _GROUP in arn:
        version = arn.replace(_GROUP, ":model-package/")
        return f"which is a group of packages; name a version of it: {version}/1"
    parts = _ARN.fullmatch(arn)
    if parts is None:
        return "allowed is arn:aws:sagemaker:<region>:<account>:model-package/<group>/<version>"
    region = aws_environment_of(scope).region
    if is_known_text(region) and parts["region"] != region:
        return (
            f"the stack is for {region}: a model and its package lie in one Region; register the "
            "version there"
        )
    return None


def _unversioned_warning(scope: Construct, arn: str) -> tuple[tuple[str, str], ...]:
    parts = _ARN.fullmatch(arn) if is_known_text(arn) else None
    if parts is None or parts["version"] is not None:
        return ()
    if parts["account"] != aws_environment_of(scope).account:
        return ()
    message = (
        f"{arn} names no version: if it is a group of the model registry, no such package exists; "
        f"name a version, {arn}/1"
    )
    return (("UnversionedModelPackage", message),)


def _rights_warning(*, lacks_rights: bool) -> tuple[tuple[str, str], ...]:
    if not lacks_rights:
        return ()
    message = (
        "the role made here may neither pull the package's image nor read its artifact: both "
        "stand in the package, which is not read at synth. Give pulls and reads, or a role; or "
        "grant both to the model"
    )
    return (("ModelPackageRights", message),)
