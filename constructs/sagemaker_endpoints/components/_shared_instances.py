"""The instances of an endpoint that components share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.variants import _instance_faults as instance_faults
from sagemaker_hosting.facts.inference_amis import inference_ami_fault
from sagemaker_hosting.facts.limits import bounds

if TYPE_CHECKING:
    import aws_cdk as cdk

    from sagemaker_endpoints.common._errors import Faults

_GIB = bounds("ProductionVariantVolumeSizeInGB")
_SECONDS = {
    "model_data_download_timeout": bounds("ProductionVariantModelDataDownloadTimeoutInSeconds"),
    "container_startup_health_check_timeout": bounds(
        "ProductionVariantContainerStartupHealthCheckTimeoutInSeconds"
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedInstances:
    """What the copies of all components run on."""

    instance_type: str
    volume_size: cdk.Size | None
    model_data_download_timeout: cdk.Duration | None
    container_startup_health_check_timeout: cdk.Duration | None
    inference_ami_version: str | None

    def check(self, faults: Faults) -> None:
        """Note what SageMaker refuses."""
        types = [self.instance_type]
        faults.extend(instance_faults.type_faults(types, "instance_type"))
        if self.volume_size is not None:
            faults.check_range("volume_size", self.volume_size.to_gibibytes(), *_GIB, "GiB")
            if (fault := instance_faults.volume_fault(types)) is not None:
                faults.add(fault)
        for name, seconds in _SECONDS.items():
            timeout: cdk.Duration | None = getattr(self, name)
            if timeout is not None:
                faults.check_range(name, timeout.to_seconds(), *seconds, "seconds")
        if (
            is_known_text(self.inference_ami_version)
            and (fault := inference_ami_fault(self.inference_ami_version)) is not None
        ):
            faults.add(f"inference_ami_version: {fault}")

    def warnings(self, *, has_key: bool) -> tuple[tuple[str, str], ...]:
        """What may be right or wrong: pairs of a rule's name and a message.

        Args:
            has_key: whether the endpoint has a key for storage volumes.
        """
        types = [self.instance_type]
        found = instance_faults.unknown_type_warnings("instance_type", types)
        if self.volume_size is not None:
            found += instance_faults.volume_warnings("instance_type", types)
        if has_key:
            found += instance_faults.key_warnings("instance_type", types)
        if is_known_text(self.inference_ami_version):
            found += instance_faults.ami_warnings(
                "instance_type", types, self.inference_ami_version
            )
        return found

    def render(self) -> dict[str, Any]:
        """The instances as properties of a production variant."""
        download, startup = (
            self.model_data_download_timeout,
            self.container_startup_health_check_timeout,
        )
        properties: dict[str, Any] = {
            "instanceType": self.instance_type,
            "volumeSizeInGb": (
                self.volume_size.to_gibibytes() if self.volume_size is not None else None
            ),
            "modelDataDownloadTimeoutInSeconds": (
                download.to_seconds() if download is not None else None
            ),
            "containerStartupHealthCheckTimeoutInSeconds": (
                startup.to_seconds() if startup is not None else None
            ),
            "inferenceAmiVersion": self.inference_ami_version,
        }
        return {name: value for name, value in properties.items() if value is not None}
