"""Reads the instance types of EC2: a name among them that hosting lacks is a fault, not news."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sagemaker_hosting._data import read_table


@dataclass(frozen=True, kw_only=True, slots=True)
class Hardware:
    """Defines what of a type's hardware decides which other types can replace it.

    Attributes:
        vcpu: Virtual CPUs.
        memory_gib: Memory in GiB.
        architecture: `x86_64` or `arm64`.
        burstable: Whether it earns and spends CPU credits.
        accelerator: `gpu`, `neuron`, `gaudi`, or None for none.
    """

    vcpu: int
    memory_gib: float
    architecture: str | None
    burstable: bool
    accelerator: str | None


def is_ec2_type(family: str, size: str) -> bool:
    """Tell whether EC2 has the type, such as `t3` and `medium`."""
    return size in _families().get(family, {"sizes": {}})["sizes"]


def hardware_of(family: str, size: str) -> Hardware | None:
    """Find the hardware of an EC2 type; None if the type or its hardware is unknown."""
    row = _families().get(family, {"sizes": {}})
    vcpu_and_memory = row["sizes"].get(size)
    if vcpu_and_memory is None:
        return None
    vcpu, memory_gib = vcpu_and_memory
    return Hardware(
        vcpu=vcpu,
        memory_gib=memory_gib,
        architecture=row["architecture"],
        burstable=row["burstable"],
        accelerator=row["accelerator"],
    )


def other_uses(family: str, size: str) -> Sequence[str]:
    """Tell what else of SageMaker runs on a type, such as `("notebooks", "training")`."""
    name = f"ml.{family}.{size}"
    uses: Mapping[str, list[str]] = read_table("ec2_types")["other_uses"]
    return [use for use, names in uses.items() if name in names]


def _families() -> Mapping[str, Mapping[str, Any]]:
    families: Mapping[str, Mapping[str, Any]] = read_table("ec2_types")["families"]
    return families
