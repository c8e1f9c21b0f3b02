"""What a copy of an inference component takes of an instance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._tokens import is_known_number, is_known_text
from sagemaker_hosting.facts.inference_components import component_facts
from sagemaker_hosting.facts.instance_types import facts_of
from sagemaker_hosting.facts.limits import least

if TYPE_CHECKING:
    from sagemaker_endpoints.common._errors import Faults
    from sagemaker_hosting.facts.instance_types import InstanceFacts

_MIB_PER_GIB = 1024
_LEAST_MEMORY_MB = least("MemoryInMb")
_LEAST_CPUS = least("NumberOfCpuCores")


@dataclass(frozen=True, kw_only=True, slots=True)
class ComponentResources:
    """What SageMaker sets aside for each copy.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentComputeResourceRequirements.html
    """

    min_memory_mb: int
    max_memory_mb: int | None
    cpus: float | None
    accelerators: int | None

    def check(self, faults: Faults, instance_type: str) -> None:
        """Note what SageMaker refuses, and what certainly does not fit the instance type."""
        faults.check_range("min_memory_mb", self.min_memory_mb, _LEAST_MEMORY_MB)
        faults.check_range("max_memory_mb", self.max_memory_mb, _LEAST_MEMORY_MB)
        if (
            is_known_number(self.min_memory_mb)
            and is_known_number(self.max_memory_mb)
            and self.max_memory_mb < self.min_memory_mb
        ):
            faults.add(
                f"max_memory_mb: got {self.max_memory_mb}, allowed is at least min_memory_mb, "
                f"{self.min_memory_mb}"
            )
        faults.check_range("cpus", self.cpus, _LEAST_CPUS)
        faults.check_range("accelerators", self.accelerators, 1)
        facts = _facts(instance_type)
        if facts is not None:
            self._check_fit(faults, facts)

    def takes_much_memory_of(self, instance_type: str) -> str | None:
        """Why a copy may find no room, though it is smaller than the instance; None if it will."""
        facts = _facts(instance_type)
        if facts is None or facts.memory_gib is None or not is_known_number(self.min_memory_mb):
            return None
        memory_mb = facts.memory_gib * _MIB_PER_GIB
        if self.min_memory_mb <= memory_mb * component_facts().large_part_of_memory:
            return None
        return (
            f"min_memory_mb: {self.min_memory_mb} is more than half of the {memory_mb:g} MB of "
            f"{facts.name}; SageMaker keeps a part of them to itself, and a copy without room is "
            "refused for lack of hardware resources: ask for what the copy needs at least"
        )

    def copies_on(self, instance_type: str) -> int | None:
        """How many copies fit an instance at most; None if that is unknown."""
        facts = _facts(instance_type)
        if facts is None:
            return None
        bounds: list[float] = []
        if facts.memory_gib is not None and is_known_number(self.min_memory_mb):
            bounds.append(facts.memory_gib * _MIB_PER_GIB / self.min_memory_mb)
        if facts.devices is not None and is_known_number(self.accelerators):
            bounds.append(facts.devices / self.accelerators)
        if facts.vcpu is not None and is_known_number(self.cpus):
            bounds.append(facts.vcpu / self.cpus)
        return int(min(bounds)) if bounds else None

    def render(self) -> dict[str, Any]:
        """The requirements as `CfnInferenceComponent` takes them."""
        requirements: dict[str, Any] = {"minMemoryRequiredInMb": self.min_memory_mb}
        if self.max_memory_mb is not None:
            requirements["maxMemoryRequiredInMb"] = self.max_memory_mb
        if self.cpus is not None:
            requirements["numberOfCpuCoresRequired"] = self.cpus
        if self.accelerators is not None:
            requirements["numberOfAcceleratorDevicesRequired"] = self.accelerators
        return requirements

    def _check_fit(self, faults: Faults, facts: InstanceFacts) -> None:
        devices = facts.devices
        if (
            devices is not None
            and is_known_number(self.accelerators)
            and self.accelerators > devices
        ):
            has = str(devices) if devices else "none"
            faults.add(f"accelerators: got {self.accelerators}, {facts.name} has {has}")
        memory_mb = facts.memory_gib * _MIB_PER_GIB if facts.memory_gib is not None else None
        if (
            memory_mb is not None
            and is_known_number(self.min_memory_mb)
            and self.min_memory_mb > memory_mb
        ):
            faults.add(
                f"min_memory_mb: got {self.min_memory_mb}, {facts.name} has {memory_mb:g}, "
                "of which SageMaker keeps a part to itself"
            )
        if facts.vcpu is not None and is_known_number(self.cpus) and self.cpus > facts.vcpu:
            faults.add(f"cpus: got {self.cpus:g}, {facts.name} has {facts.vcpu}")


def _facts(instance_type: str) -> InstanceFacts | None:
    return facts_of(instance_type) if is_known_text(instance_type) else None
