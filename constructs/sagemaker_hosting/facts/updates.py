"""Tells what AWS states about the updates of endpoints, beside the shapes of its API.

https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.limits import limit


def percent_of(size: str) -> tuple[int, int]:
    """Tell the least and the most percent of the instances that a size may be.

    Args:
        size: `CanarySize`, `LinearStepSize`, `MaximumBatchSize` or `RollbackMaximumBatchSize`.
    """
    least, most = read_table("rollouts")["percent"][size]
    return least, most


def size_of_type() -> Mapping[str, str]:
    """Tell which size each type of traffic routing needs; `ALL_AT_ONCE` needs none."""
    return cast("Mapping[str, str]", read_table("rollouts")["size_of_type"])


def has_guardrails(instance_type: str) -> bool:
    """Tell whether updates in steps are for instances of a type; on others all go at once.

    Args:
        instance_type: such as `ml.inf1.xlarge`.
    """
    excluded = read_table("rollouts")["families_without_guardrails"]
    return not any(instance_type.startswith(f"ml.{family}.") for family in excluded)


def supported_properties() -> tuple[str, ...]:
    """Tell which properties of variants can be excluded from what an update retains."""
    known = limit("VariantPropertyType").values or ()
    return tuple(name for name in known if name not in unsupported_properties())


def unsupported_properties() -> tuple[str, ...]:
    """Tell which of them the API lists and does not support."""
    return tuple(read_table("rollouts")["properties_not_supported"])
