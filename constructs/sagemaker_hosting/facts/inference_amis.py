"""Tells the machine images that an instance can start with, and what they have drivers for.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
"""

from __future__ import annotations

import re
from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.nearest import nearest

_FORM: Final = re.compile(
    r"al[0-9]+-ami-sagemaker-inference-(?P<accelerator>gpu|neuron)-[0-9]+(-[0-9]+)*"
)


def inference_ami_fault(version: str) -> str | None:
    """Tell why a text names no machine image; None for a name of their form, known or not.

    Args:
        version: such as `al2023-ami-sagemaker-inference-gpu-4-1`; not a CDK token.
    """
    if _FORM.fullmatch(version):
        return None
    near = ", ".join(nearest(version, _versions()) or _versions())
    return f"got {version!r}, allowed is a version of SageMaker's inference images; nearest: {near}"


def is_known_inference_ami(version: str) -> bool:
    """Tell whether the table has the version."""
    return version in _versions()


def accelerator_of_ami(version: str) -> str | None:
    """Tell what the image has drivers for, `gpu` or `neuron`; None for what is no image."""
    form = _FORM.fullmatch(version)
    return form["accelerator"] if form is not None else None


def _versions() -> tuple[str, ...]:
    return limit("ProductionVariantInferenceAmiVersion").values or ()
