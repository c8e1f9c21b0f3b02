"""What SageMaker refuses, or silently ignores, of a variant's instance types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_text, is_late_list
from sagemaker_hosting.facts.inference_amis import accelerator_of_ami, is_known_inference_ami
from sagemaker_hosting.facts.instance_types import (
    facts_of,
    hosting_type_doubt,
    hosting_type_fault,
    is_known_hosting_type,
    may_refuse_volume_size,
    refuses_volume_size,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MOST_TYPES = 5


def choice_faults(instance_type: str | None, pooled: Sequence[str] | None) -> Iterator[str]:
    """Why the two ways of saying what a variant runs on do not say one thing."""
    if (instance_type is None) == (pooled is None):
        got = "neither" if pooled is None else "both"
        yield (
            "instance_type: give either one instance_type, or instance_types in the order they "
            f"are to be tried; got {got}"
        )
        return
    if pooled is None:
        return
    if any(map(is_late_list, pooled)):
        yield (
            "instance_types: only the deploy knows the list; name each type, which may be a "
            "parameter by itself"
        )
    if not 1 <= len(pooled) <= _MOST_TYPES:
        yield f"instance_types: got {len(pooled)}, allowed is 1 to {_MOST_TYPES}"
    repeated = {name for name in pooled if is_known_text(name) and pooled.count(name) > 1}
    for name in sorted(repeated):
        yield f"instance_types: {name} is there twice; what had no capacity is not tried again"


def type_faults(names: Sequence[str], property_name: str) -> Iterator[str]:
    """Which names are certainly no hosting types."""
    for name in names:
        if is_known_text(name) and (fault := hosting_type_fault(name)) is not None:
            yield f"{property_name}: {fault}"


def volume_fault(names: Sequence[str]) -> str | None:
    """Why a storage volume is refused: SageMaker attaches none to types with local disks."""
    refusing = [name for name in names if is_known_text(name) and refuses_volume_size(name)]
    if not refusing:
        return None
    return (
        f"volume_size: {', '.join(refusing)} stores on its local NVMe disks, and SageMaker refuses "
        "a size for it; leave it out"
    )


def unknown_types(names: Sequence[str]) -> tuple[str, ...]:
    """Those that no table knows: they may be newer than the tables."""
    return tuple(name for name in names if is_known_text(name) and not is_known_hosting_type(name))


def unknown_type_warnings(
    subject: str, names: Sequence[str], doubt_of: Callable[[str], str | None] = hosting_type_doubt
) -> tuple[tuple[str, str], ...]:
    """What to tell of types that no table knows.

    Args:
        subject: what is on them.
        names: the types.
        doubt_of: what tells that no table knows a type for this use.
    """
    found = [doubt_of(name) for name in names if is_known_text(name)]
    doubts = [doubt for doubt in found if doubt is not None]
    if not doubts:
        return ()
    message = f"{subject}: {'; '.join(doubts)}"
    return (("UnknownInstanceType", message),)


def volume_warnings(subject: str, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What to tell of a volume that some types may have no use for."""
    doubtful = _with_local_disks(names)
    if not doubtful:
        return ()
    message = (
        f"{subject}: volume_size: {', '.join(doubtful)} stores on local NVMe disks: SageMaker may "
        "refuse a size for it"
    )
    return (("VolumeOnLocalDisks", message),)


def key_warnings(subject: str, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What to tell of a key for storage volumes beside types that store elsewhere."""
    found = _with_local_disks(names)
    if not found:
        return ()
    message = (
        f"{subject}: encryption_key: does not encrypt the local NVMe disks of {', '.join(found)}, "
        "which their hardware encrypts by a key of its own"
    )
    return (("KeyOnLocalDisks", message),)


def provision_warnings(subject: str, instance_type: str | None) -> tuple[tuple[str, str], ...]:
    """What to tell of a time to get instances in, where there is one type to get."""
    if instance_type is None:
        return ()
    message = (
        f"{subject}: provision_timeout: is for trying one type after another, and {instance_type} "
        "is the only one; give instance_types, or leave it out"
    )
    return (("ProvisionTimeoutOfOneType", message),)


def ami_warnings(subject: str, names: Sequence[str], version: str) -> tuple[tuple[str, str], ...]:
    """What to tell of a machine image that no table knows, or that has drivers for nothing."""
    if not is_known_inference_ami(version):
        message = (
            f"{subject}: no table of this library knows the inference_ami_version {version!r}: "
            "it may be newer, or misspelt"
        )
        return (("UnknownInferenceAmi", message),)
    kind = accelerator_of_ami(version)
    without = [name for name in names if not _may_have(name, kind)]
    if not without:
        return ()
    message = (
        f"{subject}: inference_ami_version: {version} has drivers for a {kind} device, and "
        f"{', '.join(without)} has none"
    )
    return (("InferenceAmiWithoutDevice", message),)


def _may_have(name: str, accelerator: str | None) -> bool:
    facts = facts_of(name) if is_known_text(name) else None
    if facts is None or facts.devices is None:
        return True
    return facts.accelerator is not None and facts.accelerator.kind == accelerator


def _with_local_disks(names: Sequence[str]) -> list[str]:
    return [name for name in names if is_known_text(name) and may_refuse_volume_size(name)]
