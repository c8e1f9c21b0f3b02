"""Defines the hardware of the instance types that SageMaker hosts models on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sagemaker_hosting._data import read_table


@dataclass(frozen=True, kw_only=True, slots=True)
class Accelerator:
    """Defines the accelerators of an instance type, all of one model.

    Attributes:
        kind: `gpu` (NVIDIA), `neuron` (Inferentia, Trainium) or `gaudi`.
        name: The model, such as `A10G`.
        count: Accelerators per instance; for `neuron` the chips.
        memory_mib: Memory of all of them together, in MiB.
        neuron_cores: NeuronCores of all chips together; None unless `neuron`.
    """

    kind: str
    name: str
    count: int
    memory_mib: int
    neuron_cores: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class InstanceFacts:
    """Defines the hardware of a hosting type: that of the EC2 type of the same name.

    None stands for unknown, except for `accelerator`, where it stands for none.

    Attributes:
        name: Such as `ml.c6i.large`.
        family: Such as `c6i`.
        vcpu: Virtual CPUs.
        memory_gib: Memory in GiB.
        architecture: `x86_64` or `arm64`: what the container image must be built for.
        burstable: Whether it earns and spends CPU credits.
        local_nvme_gb: Size of all local NVMe disks together, in GB; 0 = none.
        accelerator: What it accelerates with.
        region_count: Regions that list the type for hosting; 0 = none does yet, or any more.
    """

    name: str
    family: str
    vcpu: int | None
    memory_gib: float | None
    architecture: str | None
    burstable: bool | None
    local_nvme_gb: int | None
    accelerator: Accelerator | None
    region_count: int

    @property
    def devices(self) -> int | None:
        """The most accelerators that a copy of a component can have; None if that is unknown.

        AWS counts chips in some pages and NeuronCores in others: it is the larger number.
        """
        if self.accelerator is None:
            return 0 if self.vcpu is not None else None
        return max(self.accelerator.count, self.accelerator.neuron_cores or 0)


def facts_of(name: str) -> InstanceFacts | None:
    """Find the hardware of a hosting type.

    Args:
        name: Such as `ml.c6i.large`.

    Returns:
        None if the name is in no table of hosting types.
    """
    return hosting_types().get(name)


def is_known_hosting_type(name: str) -> bool:
    """Tell whether the name is in the table of hosting types."""
    return name in hosting_types()


def is_known_transform_type(name: str) -> bool:
    """Tell whether the name is in the table of batch transform types."""
    return name in transform_types()


@cache
def hosting_types() -> Mapping[str, InstanceFacts]:
    """Read the hosting types, each with its hardware, in the order of family and size."""
    instances: Mapping[str, Mapping[str, Any]] = read_table("instances")["instances"]
    return {name: _facts(name, row) for name, row in instances.items()}


@cache
def transform_types() -> Mapping[str, InstanceFacts]:
    """Read the batch transform types; every one of them is a hosting type, too."""
    names: list[str] = read_table("instances")["transform_types"]
    return {name: hosting_types()[name] for name in names}


def collected_on() -> str:
    """Tell the ISO date of the tables."""
    return str(read_table("instances")["collected"])


def _facts(name: str, row: Mapping[str, Any]) -> InstanceFacts:
    accelerator = row["accelerator"]
    return InstanceFacts(
        name=name,
        family=name.split(".")[1],
        vcpu=row["vcpu"],
        memory_gib=row["memory_gib"],
        architecture=row["architecture"],
        burstable=row["burstable"],
        local_nvme_gb=row["local_nvme_gb"],
        accelerator=Accelerator(**accelerator) if accelerator is not None else None,
        region_count=row["regions"],
    )
