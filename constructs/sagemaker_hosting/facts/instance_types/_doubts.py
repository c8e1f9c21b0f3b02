"""Tells what is doubtful about an instance type that no table knows: it is newer, or misspelt."""

from collections.abc import Iterable, Mapping
from math import inf, log2

from sagemaker_hosting.facts.instance_types._facts import (
    InstanceFacts,
    collected_on,
    hosting_types,
    transform_types,
)
from sagemaker_hosting.facts.instance_types._faults import hosting_type_fault, transform_type_fault
from sagemaker_hosting.nearest import nearest

# Below `xlarge`, and `metal`, which is all of a machine.
_NAMED_SIZES = {
    "nano": 1 / 32,
    "micro": 1 / 16,
    "small": 1 / 8,
    "medium": 1 / 4,
    "large": 1 / 2,
    "xlarge": 1.0,
    "metal": inf,
}

# How alike two names are that differ by a slip of the pen in a family's name.
_ALIKE = 0.85


def hosting_type_doubt(name: str) -> str | None:
    """Tell that no table knows a type to host models on, and which known ones are nearest.

    A family may get sizes that it had not: p5 began with 48xlarge, and got
    [4xlarge](https://aws.amazon.com/ec2/instance-types/p5/) later. An unknown size is no fault.

    Args:
        name: Such as `ml.m6i.48xlarge`; not a CDK token.

    Returns:
        None if the table has the name, or if `hosting_type_fault` tells what is wrong with it.
    """
    if name in hosting_types() or hosting_type_fault(name) is not None:
        return None
    return _doubt(name, "hosts models on", hosting_types())


def transform_type_doubt(name: str) -> str | None:
    """Tell that no table knows a type to run batch transforms on; as `hosting_type_doubt`."""
    if name in transform_types() or transform_type_fault(name) is not None:
        return None
    return _doubt(name, "runs batch transforms on", transform_types())


def _doubt(name: str, runs_on: str, listed: Mapping[str, InstanceFacts]) -> str:
    _, family, size = name.split(".")
    said = f"no table of {collected_on()} knows {name}: it is newer, or misspelt"
    sizes = [known.split(".")[2] for known, facts in listed.items() if facts.family == family]
    if not sizes:
        near = nearest(name, listed, likeness=_ALIKE)
        return f"{said} (nearest: {', '.join(near)})" if near else said
    return (
        f"{said} (SageMaker {runs_on} {family} in the sizes {', '.join(sizes)}; "
        f"nearest: ml.{family}.{_nearest_size(size, sizes)})"
    )


def _nearest_size(wanted: str, sizes: Iterable[str]) -> str:
    """Find the size with the fewest doublings between."""
    size = _xlarges(wanted)
    if size == inf:
        return max(sizes, key=_xlarges)
    return min(sizes, key=lambda other: abs(log2(_xlarges(other) / size)))


def _xlarges(size: str) -> float:
    """Count a size in `xlarge`: `12xlarge` and `metal-12xl` are twelve."""
    named = _NAMED_SIZES.get(size)
    return named if named is not None else float("".join(filter(str.isdigit, size)))
