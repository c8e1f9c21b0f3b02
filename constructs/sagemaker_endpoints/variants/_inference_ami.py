"""The machine images that an instance can start with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
_ACCELERATORS: Final[Mapping[str, str]] = {
    "al2-ami-sagemaker-inference-gpu-2": "gpu",
    "al2-ami-sagemaker-inference-gpu-2-1": "gpu",
    "al2-ami-sagemaker-inference-gpu-3-1": "gpu",
    "al2-ami-sagemaker-inference-neuron-2": "neuron",
    "al2023-ami-sagemaker-inference-gpu-4-1": "gpu",
}
_FORM = re.compile(r"al[0-9]+-ami-sagemaker-inference-(?P<accelerator>gpu|neuron)-[0-9]+(-[0-9]+)*")


def inference_ami_fault(version: str) -> str | None:
    """Why a text names no machine image; None for a well-formed name that may be a newer one."""
    if _FORM.fullmatch(version):
        return None
    near = ", ".join(nearest(version, _ACCELERATORS) or _ACCELERATORS)
    return f"got {version!r}, allowed is a version of SageMaker's inference images; nearest: {near}"


def is_known_inference_ami(version: str) -> bool:
    """Whether the table has the version."""
    return version in _ACCELERATORS


def accelerator_of_ami(version: str) -> str | None:
    """What the image has drivers for, "gpu" or "neuron"; None for what is no image."""
    form = _FORM.fullmatch(version)
    return form["accelerator"] if form is not None else None
