"""Tells which kind of image an instance type needs."""

import re
from collections.abc import Collection
from functools import cache

from sagemaker_hosting.facts.images._image import UnknownImage
from sagemaker_hosting.facts.instance_types import facts_of

_FORM = re.compile(r"ml\.([a-z][a-z0-9-]*)\.[a-z0-9-]+")
# EC2 names the processor after the generation: g is Graviton; gb is NVIDIA's Grace Blackwell.
# https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
_ARM64_FAMILY = re.compile(r"[a-z]+\d+g|.*-gb\d")


def family_of(instance_type: str) -> str:
    """Read the family, such as `c6i`, off an instance type.

    Raises:
        UnknownImage: The name is not of the form `ml.<family>.<size>`.
    """
    form = _FORM.fullmatch(instance_type)
    if form is None:
        raise UnknownImage(
            f"instance_type {instance_type!r} does not read ml.<family>.<size>, such as ml.m5.large"
        )
    return form[1]


@cache
def is_arm64(instance_type: str) -> bool:
    """Tell whether an instance type needs images for arm64; by its name if it is unknown."""
    facts = facts_of(instance_type)
    if facts is not None and facts.architecture is not None:
        return facts.architecture == "arm64"
    return _ARM64_FAMILY.match(family_of(instance_type)) is not None


def choose_processor(
    image: str,
    available: Collection[str],
    *,
    instance_type: str | None,
    processor: str | None,
) -> str | None:
    """Choose the processor of an image.

    Args:
        image: What the image is called in errors, such as `pytorch 2.6.0`.
        available: The processors it is published for; empty if one image serves all.
        instance_type: Decides the processor, if given.
        processor: Said directly; has to agree with the instance type.

    Returns:
        The processor; None if there is nothing to choose. With neither argument `cpu`, as a
        serverless endpoint has, or the only one.

    Raises:
        UnknownImage: There is no image for it, or the two arguments contradict each other.
    """
    if not available:
        if processor is not None:
            raise UnknownImage(
                f"{image} has one inference image for all processors, got processor "
                f"{processor!r}: leave it out"
            )
        return None
    if processor is not None and processor not in available:
        fault = f"{image} has no inference image for processor {processor!r}"
        raise UnknownImage.among(fault, processor, available)
    if instance_type is None:
        return processor if processor is not None else _default(image, available)
    needed = _needed_by(family_of(instance_type), available)
    if needed not in available:
        fault = f"{image} has no inference image for processor {needed!r} of {instance_type}"
        raise UnknownImage.among(fault, needed, available)
    if processor not in {None, needed}:
        raise UnknownImage(
            f"{instance_type} needs an image for processor {needed!r}, got processor "
            f"{processor!r}: leave one of the two out"
        )
    return needed


def _needed_by(family: str, available: Collection[str]) -> str:
    """Name the processor of a family the way the SDK's tables do."""
    if family in available:
        return family
    for prefix in ("inf", "trn"):
        if family.startswith(prefix):
            # Inferentia2 and Trainium share the Neuron SDK that the tables call neuronx.
            shared = "neuronx" in available and family != "inf1"
            return "neuronx" if shared else prefix
    return "gpu" if family[0] in "gp" else "cpu"


def _default(image: str, available: Collection[str]) -> str:
    if "cpu" in available:
        return "cpu"
    if len(available) == 1:
        return next(iter(available))
    raise UnknownImage(
        f"{image} has inference images for {', '.join(available)}: say which by processor or "
        "by instance_type"
    )
