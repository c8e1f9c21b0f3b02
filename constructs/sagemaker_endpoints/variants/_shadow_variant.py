"""A variant that gets copies of requests, and whose answers nobody gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._errors import ConfigurationError, Faults
from sagemaker_endpoints.common._tokens import is_known_number, is_known_text
from sagemaker_endpoints.models._model import Model
from sagemaker_endpoints.variants._instance_variant import InstanceVariant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_sagemaker as sagemaker

    from sagemaker_endpoints.models._imported_model import IModel


@dataclass(frozen=True, kw_only=True)
class ShadowVariant(InstanceVariant):
    """A variant beside the one production variant of an endpoint: it works, but answers nobody.

    It takes what `InstanceVariant` does, but for the weight.

    Args:
        sampling_weight: how many of the requests are copied, relative to the `initial_weight` of
            the production variant: 1 beside 1 is all of them.

    Raises:
        ConfigurationError: tells every value that SageMaker would refuse.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/model-shadow-deployment.html
    """

    initial_weight: float = field(init=False, repr=False, default=1)
    sampling_weight: float = 1

    def __post_init__(self) -> None:
        # AWS has one property for both.
        object.__setattr__(self, "initial_weight", self.sampling_weight)
        faults = Faults(f"ShadowVariant {self.name!r}")
        try:
            super().__post_init__()
        except ConfigurationError as error:
            faults.extend(
                fault.replace("initial_weight:", "sampling_weight:") for fault in error.faults
            )
        faults.raise_if_any()

    @property
    def is_shadow(self) -> bool:
        """Whether it gets copies of requests, and its answers reach nobody."""
        return True


def shadow_faults(production: Sequence[InstanceVariant], shadow: InstanceVariant) -> list[str]:
    """What keeps the variants from being one in production and one in its shadow.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests-exclusions.html
    """
    faults = []
    if len(production) > 1:
        faults.append(f"shadow: got {len(production)} production variants, allowed beside it is 1")
    if shadow.name in [variant.name for variant in production]:
        faults.append(
            f"shadow: a production variant is named {shadow.name!r} too; give each a name of its "
            "own"
        )
    for variant in (*production, shadow):
        if (instance_type := inf1_type_of(variant)) is not None:
            faults.append(
                f"shadow: variant {variant.name!r} runs on {instance_type}, and SageMaker has no "
                "shadows on Inf1; take another type"
            )
        faults.extend(
            f"shadow: the model of variant {variant.name!r} {excluded}, and SageMaker has shadows "
            "for single models of your own in one container only"
            for excluded in map(_excluded, variant.models)
            if excluded is not None
        )
    return faults


def shadow_warnings(
    production: Sequence[InstanceVariant], shadow: InstanceVariant
) -> tuple[tuple[str, str], ...]:
    """What may be right or wrong of the two: pairs of a rule's name and a message."""
    weights = [variant.initial_weight for variant in production]
    sampled = shadow.initial_weight
    if len(weights) != 1 or not all(map(is_known_number, (*weights, sampled))):
        return ()
    if sampled <= weights[0]:
        return ()
    message = (
        f"variant {shadow.name!r}: sampling_weight: got {sampled:g} beside an initial_weight of "
        f"{weights[0]:g}, which would copy more than all requests, and AWS does not say what "
        f"becomes of it; {weights[0]:g} copies all, {weights[0] / 2:g} every second one"
    )
    return (("SampledAboveAll", message),)


def inf1_type_of(variant: InstanceVariant) -> str | None:
    """A type of the first Inferentia chips that the variant may run on."""
    for instance_type in variant.candidate_types:
        if is_known_text(instance_type) and instance_type.startswith("ml.inf1."):
            return instance_type
    return None


def _excluded(model: IModel | sagemaker.CfnModel) -> str | None:
    if not isinstance(model, Model):
        return None
    if model.is_from_marketplace:
        return "is a package of the AWS Marketplace"
    containers = model.rendered_containers
    if len(containers) > 1:
        return f"has {len(containers)} containers"
    return "is a multi-model one" if model.is_multi_model else None
