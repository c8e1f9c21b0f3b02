"""What a serverless endpoint cannot serve.

See https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sagemaker_endpoints.models._model import Model

# As AWS tags its images: pytorch-inference:2.6.0-gpu-py312, djl-inference:0.29.0-lmi11.0.0-cu124,
# pytorch-inference-neuronx:2.5.1-neuronx-py310. The registry may be a late value.
_ACCELERATED = re.compile(
    r".*/(?P<image>[a-z0-9-]+-inference(?:-neuronx?\b[^/]*|[a-z0-9-]*:[^/@]*-(?:gpu|cu\d{2,3})\b[^/]*))",
    re.DOTALL,
)


def model_faults(model: Model) -> tuple[str, ...]:
    """Each reason why no serverless endpoint can serve *model*, with the way out."""
    found = tuple(_faults(model))
    # Asking for a path costs messages to Node.
    name = f"model: {model.node.path!r}" if found else ""
    return tuple(f"{name} {fault}" for fault in found)


def _faults(model: Model) -> Iterator[str]:
    if model.is_in_vpc:
        yield (
            "has a VPC, which serverless endpoints do not support; serve it from a model without "
            "vpc"
        )
    if model.is_isolated:
        yield (
            "has network_isolation, which serverless endpoints do not support; serve it from a "
            "model without"
        )
    if model.is_multi_model:
        yield (
            "is a multi-model one, which serverless endpoints do not support; use a "
            "MultiModelEndpoint"
        )
    if model.is_from_marketplace:
        yield (
            "is a package of the AWS Marketplace, which serverless endpoints do not support; use "
            "a RealTimeEndpoint"
        )
    containers = model.rendered_containers
    if len(containers) > 1:
        yield (
            f"has {len(containers)} containers, a serverless endpoint runs 1; put all steps into "
            "one, or use a RealTimeEndpoint"
        )
    for container in containers:
        yield from _container_faults(container)


def _container_faults(container: Mapping[str, Any]) -> Iterator[str]:
    image = container.get("image")
    found = _ACCELERATED.fullmatch(image) if isinstance(image, str) else None
    if found is not None:
        yield (
            f"runs {found['image']}, an image for accelerators, and serverless endpoints have "
            "none; take its CPU image"
        )
    if "modelDataSource" in container and container.get("mode") != "MultiModel":
        yield (
            "reads its artifact as a prefix, which serverless endpoints do not support; give it a "
            "model.tar.gz"
        )
    image_config = container.get("imageConfig")
    if isinstance(image_config, dict) and image_config.get("repositoryAccessMode") == "Vpc":
        yield (
            "pulls from a private registry in a VPC, which serverless endpoints do not support; "
            "copy the image to Amazon ECR"
        )
