"""A production variant on instances: which model, on what, with how much of the traffic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints._errors import Faults
from sagemaker_endpoints._tokens import is_known_text
from sagemaker_hosting.instance_types import hosting_type_fault, is_known_hosting_type

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_sagemaker as sagemaker

    from sagemaker_endpoints._model import IModel

_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")


@dataclass(frozen=True, kw_only=True)
class InstanceVariant:
    """A production variant that runs on instances of one type.

    Args:
        name: of the variant, 1 to 63 letters, digits and inner hyphens. Keep it: a rename is a new
            fleet to SageMaker.
        model: `Model`, an imported one, or a `CfnModel`.
        instance_type: "ml.c6i.large". A type newer than the tables of this library is used with a
            warning.
        initial_weight: share of the traffic, relative to the sum of all weights; 0 gets none.
        initial_instance_count: instances at first; an auto-scaled variant keeps the count it has at
            later deploys.
        volume_size: of each instance's storage volume, 1 to 512 GiB; none for types with local NVMe
            storage.
        model_data_download_timeout: for fetching the artifact, 60 to 3,600 seconds.
        container_startup_health_check_timeout: until /ping has to answer, 60 to 3,600 seconds.

    Raises:
        ConfigurationError: tells every value that SageMaker would refuse.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
    """

    name: str
    model: IModel | sagemaker.CfnModel
    instance_type: str
    initial_weight: float = 1
    initial_instance_count: int = 1
    volume_size: cdk.Size | None = None
    model_data_download_timeout: cdk.Duration | None = None
    container_startup_health_check_timeout: cdk.Duration | None = None

    def __post_init__(self) -> None:
        faults = Faults(f"InstanceVariant {self.name!r}")
        faults.check_pattern("name", self.name, _NAME, "1 to 63 letters, digits and inner hyphens")
        if (
            is_known_text(self.instance_type)
            and (fault := hosting_type_fault(self.instance_type)) is not None
        ):
            faults.add(f"instance_type: {fault}")
        faults.check_range("initial_weight", self.initial_weight, 0)
        faults.check_range("initial_instance_count", self.initial_instance_count, 1)
        if self.volume_size is not None:
            faults.check_range("volume_size", self.volume_size.to_gibibytes(), 1, 512, "GiB")
        for name in ("model_data_download_timeout", "container_startup_health_check_timeout"):
            timeout: cdk.Duration | None = getattr(self, name)
            if timeout is not None:
                faults.check_range(name, timeout.to_seconds(), 60, 3600, "seconds")
        faults.raise_if_any()

    @property
    def is_of_unknown_type(self) -> bool:
        """Whether no table knows the instance type: it may be newer than they are."""
        return is_known_text(self.instance_type) and not is_known_hosting_type(self.instance_type)

    def render(self) -> dict[str, Any]:
        """The variant as `CfnEndpointConfig` takes it."""
        properties: dict[str, Any] = {
            "variantName": self.name,
            "modelName": _name_of(self.model),
            "instanceType": self.instance_type,
            "initialInstanceCount": self.initial_instance_count,
            "initialVariantWeight": self.initial_weight,
        }
        if self.volume_size is not None:
            properties["volumeSizeInGb"] = self.volume_size.to_gibibytes()
        if self.model_data_download_timeout is not None:
            properties["modelDataDownloadTimeoutInSeconds"] = (
                self.model_data_download_timeout.to_seconds()
            )
        if self.container_startup_health_check_timeout is not None:
            properties["containerStartupHealthCheckTimeoutInSeconds"] = (
                self.container_startup_health_check_timeout.to_seconds()
            )
        return properties


def _name_of(model: IModel | sagemaker.CfnModel) -> str:
    # A CfnModel's own model_name is the name it was given, mostly none; its attribute is the name
    # it gets.
    name: str = getattr(model, "attr_model_name", None) or str(model.model_name)
    return name
