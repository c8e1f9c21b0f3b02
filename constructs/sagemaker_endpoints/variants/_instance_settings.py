"""How instances store, start and drive their accelerators, whatever they serve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.common._units import in_unit
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
    "provision_timeout": bounds("VariantInstanceProvisionTimeoutInSeconds"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class InstanceSettings:
    """What is said of a variant's instances beside their number.

    Attributes:
        instance_type: the one type; None where there are several to try.
        candidate_types: all types that it may run on.
        volume_size: of each instance's storage volume.
        model_data_download_timeout: for fetching an artifact.
        container_startup_health_check_timeout: until /ping has to answer.
        provision_timeout: for getting instances.
        inference_ami_version: the drivers of an accelerator.
    """

    instance_type: str | None
    candidate_types: tuple[str, ...]
    volume_size: cdk.Size | None
    model_data_download_timeout: cdk.Duration | None
    container_startup_health_check_timeout: cdk.Duration | None
    provision_timeout: cdk.Duration | None = None
    inference_ami_version: str | None

    def check(self, faults: Faults) -> None:
        """Note what SageMaker refuses."""
        if self.volume_size is not None:
            size = in_unit(faults, "volume_size", self.volume_size.to_gibibytes)
            faults.check_range("volume_size", size, *_GIB, "GiB")
            if (fault := instance_faults.volume_fault(self.candidate_types)) is not None:
                faults.add(fault)
        for name, (shortest, longest) in _SECONDS.items():
            timeout: cdk.Duration | None = getattr(self, name)
            if timeout is not None:
                seconds = in_unit(faults, name, timeout.to_seconds)
                faults.check_range(name, seconds, shortest, longest, "seconds")
        if (
            is_known_text(self.inference_ami_version)
            and (fault := inference_ami_fault(self.inference_ami_version)) is not None
        ):
            faults.add(f"inference_ami_version: {fault}")

    def warnings(self, subject: str, *, has_key: bool) -> tuple[tuple[str, str], ...]:
        """What may be right or wrong: pairs of a rule's name and a message.

        Args:
            subject: what runs on the instances.
            has_key: whether the endpoint has a key for storage volumes.
        """
        types = self.candidate_types
        found = instance_faults.unknown_type_warnings(subject, types)
        if self.volume_size is not None:
            found += instance_faults.volume_warnings(subject, types)
        if has_key:
            found += instance_faults.key_warnings(subject, types)
        if self.provision_timeout is not None:
            found += instance_faults.provision_warnings(subject, self.instance_type)
        if is_known_text(self.inference_ami_version):
            found += instance_faults.ami_warnings(subject, types, self.inference_ami_version)
        return found

    def render(self) -> dict[str, Any]:
        """As properties of a production variant."""
        properties: dict[str, Any] = {
            "volumeSizeInGb": (
                self.volume_size.to_gibibytes() if self.volume_size is not None else None
            ),
            "modelDataDownloadTimeoutInSeconds": _seconds(self.model_data_download_timeout),
            "containerStartupHealthCheckTimeoutInSeconds": _seconds(
                self.container_startup_health_check_timeout
            ),
            "variantInstanceProvisionTimeoutInSeconds": _seconds(self.provision_timeout),
            "inferenceAmiVersion": self.inference_ami_version,
        }
        return {name: value for name, value in properties.items() if value is not None}


def _seconds(duration: cdk.Duration | None) -> float | None:
    return duration.to_seconds() if duration is not None else None
