"""Variants of an environment file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints import InstancePool, InstanceVariant, ShadowVariant
from stacks._kinds._core_dump import core_dump_of
from stacks._kinds._instances import of_variant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sagemaker_endpoints import Model
    from stacks._kinds._surroundings import Surroundings
    from stacks.settings import ShadowSettings, VariantSettings


def models_of(
    runner: VariantSettings | ShadowSettings, surroundings: Surroundings
) -> dict[str, Model]:
    """The model for each type that a variant may run on; types of one image share it."""
    return {
        instance_type: surroundings.models.model(runner.model, instance_type=instance_type)
        for instance_type in runner.candidate_types
    }


def production_variant(
    name: str,
    settings: VariantSettings,
    models: Mapping[str, Model],
    surroundings: Surroundings,
) -> InstanceVariant:
    """The variant that a file asks for, with the models that `models_of` gave for it."""
    first = next(iter(models.values()))
    pools = [
        InstancePool(instance_type=instance_type, model=model if model is not first else None)
        for instance_type, model in models.items()
    ]
    with surroundings.refusals.at("variants", name):
        return InstanceVariant(
            name=name,
            model=first,
            instance_type=settings.instance_type,
            instance_types=pools if settings.instance_types is not None else None,
            initial_weight=settings.weight,
            initial_instance_count=settings.instance_count,
            core_dump=core_dump_of(
                settings.core_dump, surroundings, *dict.fromkeys(models.values())
            ),
            **of_variant(settings),
        )


def shadow_variant(settings: ShadowSettings, models: Mapping[str, Model]) -> ShadowVariant:
    """The shadow that a file asks for, with the models that `models_of` gave for it."""
    return ShadowVariant(
        name=settings.name,
        model=models[settings.instance_type],
        instance_type=settings.instance_type,
        initial_instance_count=settings.instance_count,
        sampling_weight=settings.sampling_weight,
        **of_variant(settings),
    )
