"""Whether the images of a model run on the instances chosen for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.models._model import Model
from sagemaker_hosting.facts.instance_types import facts_of

if TYPE_CHECKING:
    from aws_cdk import aws_sagemaker as sagemaker

    from sagemaker_endpoints.models._image_config import Architecture
    from sagemaker_endpoints.models._imported_model import IModel


def architecture_faults(
    model: IModel | sagemaker.CfnModel, instance_type: str | None
) -> tuple[str, ...]:
    """Why *instance_type* cannot run the images of *model*: a fault each, with the way out.

    An image for other machines never answers /ping, which fails the endpoint minutes later. There
    is no fault where the image's or the type's architecture is not known.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-graviton.html
    """
    if not isinstance(model, Model):
        return ()
    faults = (
        image_fault(f"an image of {model.node.path!r}", built_for, instance_type)
        for built_for in sorted(model.architectures)
    )
    return tuple(fault for fault in faults if fault is not None)


def image_fault(
    image: str, built_for: Architecture | None, instance_type: str | None
) -> str | None:
    """Why *instance_type* cannot run *image*, with the way out; None if it can, or nobody knows."""
    if built_for is None or not is_known_text(instance_type):
        return None
    facts = facts_of(instance_type)
    if facts is None or facts.architecture in (None, built_for):
        return None
    return (
        f"instance_type: got {instance_type!r}, which is {facts.architecture}, and {image} is "
        f"built for {built_for}; choose an instance type of {built_for}, or an image for "
        f"{facts.architecture}"
    )
