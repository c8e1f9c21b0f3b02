"""Tells on which instance types a storage volume of a chosen size is refused.

What has local NVMe disks stores on these; SageMaker attaches no volume to it.
"""

from collections.abc import Mapping

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.instance_types._facts import facts_of


def refuses_volume_size(name: str) -> bool:
    """Tell whether it is confirmed that SageMaker takes no `VolumeSizeInGB` for a type.

    Args:
        name: Such as `ml.g5.xlarge`; not a CDK token.
    """
    return _family(name) in _local_disks()["confirmed"]


def may_refuse_volume_size(name: str) -> bool:
    """Tell whether a type has local NVMe disks: SageMaker may refuse a size, or does.

    Args:
        name: Such as `ml.g7.2xlarge`; not a CDK token.
    """
    facts = facts_of(name)
    has_disks = facts is not None and bool(facts.local_nvme_gb)
    return has_disks or refuses_volume_size(name) or _family(name) in _local_disks()["unconfirmed"]


def _family(name: str) -> str:
    return name.removeprefix("ml.").partition(".")[0]


def _local_disks() -> Mapping[str, list[str]]:
    families: Mapping[str, list[str]] = read_table("hosting")["local_disks"]
    return families
