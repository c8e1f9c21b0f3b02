"""Tells why a name cannot be the instance type of an endpoint or of a batch transform."""

import re
from collections.abc import Mapping

from sagemaker_hosting.facts.instance_types._ec2 import (
    Hardware,
    hardware_of,
    is_ec2_type,
    other_uses,
)
from sagemaker_hosting.facts.instance_types._facts import (
    InstanceFacts,
    collected_on,
    hosting_types,
    transform_types,
)
from sagemaker_hosting.facts.instance_types._substitutes import substitutes
from sagemaker_hosting.nearest import nearest

# EC2's sizes: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
_FORM = re.compile(
    r"ml\.(?P<family>[a-z]+[a-z-]*[0-9][a-z0-9-]*)\."
    r"(?P<size>nano|micro|small|medium|large|xlarge|[1-9]\d*xlarge|metal|metal-\d+xl)"
)
_HOSTING = "hosting"
_TRANSFORM = "batch transform"
_HOSTS = {_HOSTING: "hosts models on", _TRANSFORM: "runs batch transforms on"}


def hosting_type_fault(name: str) -> str | None:
    """Tell why SageMaker cannot host a model on an instance type.

    Args:
        name: Such as `ml.t3.medium`; not a CDK token.

    Returns:
        The reason, with the nearest hosting types. None if the name is in AWS's
        [list](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html),
        or if it is well-formed and no table knows it: it may be newer than the tables.
    """
    return _fault(name, _HOSTING, hosting_types())


def transform_type_fault(name: str) -> str | None:
    """Tell why SageMaker cannot run a batch transform on an instance type.

    Batch transform has a
    [list](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html)
    of its own, a part of the hosting types: no burstable and no arm64 type is in it.

    Args:
        name: Such as `ml.c7g.large`; not a CDK token.

    Returns:
        The reason, with the nearest batch transform types; None as for `hosting_type_fault`.
    """
    return _fault(name, _TRANSFORM, transform_types())


def scaling_fault(name: str) -> str | None:
    """Tell why a variant on an instance type cannot be auto-scaled.

    Application Auto Scaling
    [refuses](https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html)
    variants on burstable types.

    Args:
        name: Such as `ml.t2.medium`; not a CDK token.

    Returns:
        The reason, with the nearest types that scale; None if the type scales or is unknown.
    """
    facts = hosting_types().get(name)
    if facts is None or not facts.burstable:
        return None
    lasting = {other: row for other, row in hosting_types().items() if not row.burstable}
    return (
        f"{name} cannot be auto-scaled: it is burstable, and CPU credits make its load "
        f"unpredictable; nearest: {', '.join(nearest_listed(name, lasting))}"
    )


def _fault(name: str, use: str, listed: Mapping[str, InstanceFacts]) -> str | None:
    if name in listed:
        return None
    form = _FORM.fullmatch(name)
    if form is None:
        return _form_fault(name, use, listed)
    family, size = form["family"], form["size"]
    if name not in hosting_types() and not is_ec2_type(family, size):
        return None
    reason = _reason(family, size, use, listed)
    near = nearest_listed(name, listed)
    return f"{name} is no {use} type: {reason}, as of {collected_on()}; nearest: {', '.join(near)}"


def _form_fault(name: str, use: str, listed: Mapping[str, InstanceFacts]) -> str:
    meant = name.strip().lower()
    meant = meant if meant.startswith("ml.") else f"ml.{meant}"
    if meant in listed:
        return f"{name!r} is no {use} type: write {meant}"
    return (
        f"{name!r} is no {use} type: a type reads ml.<family>.<size>, such as ml.m5.large; "
        f"nearest: {', '.join(nearest(meant, listed))}"
    )


def _reason(family: str, size: str, use: str, listed: Mapping[str, InstanceFacts]) -> str:
    sizes = [name.split(".")[2] for name, facts in listed.items() if facts.family == family]
    if sizes:
        return f"SageMaker {_HOSTS[use]} {family} in the sizes {', '.join(sizes)} only"
    hosting = [_HOSTING] if use != _HOSTING and f"ml.{family}.{size}" in hosting_types() else []
    uses = _series([*hosting, *other_uses(family, size)])
    serves = f" ({family} serves {uses})" if uses else ""
    return f"SageMaker {_HOSTS[use]} no {family} instance{serves}"


def nearest_listed(name: str, listed: Mapping[str, InstanceFacts]) -> tuple[str, ...]:
    """Find the listed types whose hardware is nearest to that of a type, or else their names."""
    _, family, size = name.split(".")
    facts = hosting_types().get(name)
    wanted = _hardware(facts) if facts is not None else hardware_of(family, size)
    if wanted is not None:
        return substitutes(wanted, listed.values())
    alike = [other for other, row in listed.items() if row.family[0] == family[0]]
    return nearest(name, alike or listed)


def _hardware(facts: InstanceFacts) -> Hardware | None:
    if facts.vcpu is None or facts.memory_gib is None:
        return None
    return Hardware(
        vcpu=facts.vcpu,
        memory_gib=facts.memory_gib,
        architecture=facts.architecture,
        burstable=bool(facts.burstable),
        accelerator=facts.accelerator.kind if facts.accelerator is not None else None,
    )


def _series(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
