"""Whether the instances chosen for a variant run the images of its models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.models._model_architecture import architecture_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sagemaker_endpoints.variants._instance_variant import InstanceVariant


def variant_architecture_faults(variant: InstanceVariant) -> Iterator[str]:
    """A fault for each instance type of *variant* that cannot run what it is to run."""
    pairs = [(variant.instance_type, variant.model)]
    for pool in variant.instance_types if variant.instance_types is not None else ():
        if isinstance(pool, str):
            pairs.append((pool, variant.model))
        else:
            pairs.append(
                (pool.instance_type, pool.model if pool.model is not None else variant.model)
            )
    for instance_type, model in pairs:
        for fault in architecture_faults(model, instance_type):
            yield f"variant {variant.name!r}: {fault}"
