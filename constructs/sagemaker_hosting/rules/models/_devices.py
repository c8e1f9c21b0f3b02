"""Rules of what devices an image is built for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.instance_types import facts_of
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.models._architecture import pairs_of
from sagemaker_hosting.rules.models._images import address_of
from sagemaker_hosting.view import Container, Model, Node, Variant

_CPU: Final = "cpu"
_TOLD: Final = {"gpu": "GPUs", "neuron": "Inferentia and Trainium", "gaudi": "Gaudi", _CPU: "CPUs"}


@rule(
    "MOD-29",
    Variant,
    severity=Severity.WARNING,
    title="an image of AWS is built for the device that computes: GPU, Neuron or CPU",
    why="an image for GPUs or Neuron without one either ends at its start or computes on the CPU, "
    "many times slower than the type for it; with an image for CPUs the device is paid and idle. "
    "Serverless endpoints have no GPUs",
    source="tags of AWS's images, as the SageMaker SDK chooses them by instance type; SageMaker "
    "developer guide, serverless-endpoints (excluded: GPUs)",
    link="https://aws.github.io/deep-learning-containers/reference/available_images/",
    confidence=Confidence.MEDIUM,
    fix="ContainerImage.from_framework(..., instance_type=...) finds the image for a type",
    cloudformation="take the image whose tag names the device of InstanceType (cpu, gpu or "
    "neuronx), or a type for the image",
)
def image_fits_the_device(variant: Variant) -> Faults:
    """Images of one's own do not tell by their names what they compute on."""
    for node, model, device in _placed(variant):
        found = [(c, _device_of(c)) for c in model.containers]
        # Beside a container that computes on the device, others need not.
        idle = device != _CPU and all(built_for == _CPU for _, built_for in found)
        for container, built_for in found:
            if built_for in (None, device) or (built_for == _CPU and not idle):
                continue
            yield Fault(
                at=node,
                says=f"{_where(node, device)}, and image {container.image} of model {model.path} "
                f"is built for {_TOLD[built_for]}",
            )


def _placed(variant: Variant) -> Iterator[tuple[Node, Model, str]]:
    """Each model with the place that says on what it runs, and the device there."""
    if variant.is_serverless:
        if variant.model is not None:
            yield variant.serverless, variant.model, _CPU
        return
    for node, model in pairs_of(variant):
        facts = facts_of(node.text) if node.text is not None else None
        if facts is not None and facts.devices is not None and model is not None:
            yield node, model, facts.accelerator.kind if facts.accelerator is not None else _CPU


def _device_of(container: Container) -> str | None:
    address = address_of(container.image)
    return address.device if address is not None else None


def _where(node: Node, device: str) -> str:
    if node.text is None:
        return f"{node.label} is given, which has CPUs alone"
    has = f"has {_TOLD[device]}" if device != _CPU else "has CPUs alone"
    return f"{node.label} is {node.text}, which {has}"


RULES: Final[tuple[AnyRule, ...]] = (image_fits_the_device,)
