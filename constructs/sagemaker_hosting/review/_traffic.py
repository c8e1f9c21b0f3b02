"""Tells how requests are split between variants, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.review._item import Share
from sagemaker_hosting.review._remark import Remark, Risk
from sagemaker_hosting.view import InferenceExperiment

if TYPE_CHECKING:
    from sagemaker_hosting.view import Endpoint, Variant

UNKNOWN: Final = "?"

_WEIGHTS: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html"
)


@dataclass(frozen=True, slots=True)
class Part:
    """Defines what a variant gets on one side: percent, or None if that is not known."""

    percent: float | None
    shadow: bool

    def __str__(self) -> str:
        if self.percent is None:
            return UNKNOWN
        return f"{round(self.percent, 1):g} %"


def shares_of(old: Endpoint | None, new: Endpoint | None) -> tuple[Share, ...]:
    """Compare the parts of the requests of every variant of both sides, shadows last."""
    before, after = _parts(old), _parts(new)
    keys = dict.fromkeys([*before, *after])
    ordered = sorted(keys, key=lambda key: key[1])
    return tuple(_share(key, before.get(key), after.get(key)) for key in ordered)


def remarks_on_traffic(old: Endpoint, new: Endpoint) -> Iterator[Remark]:
    """Tell what an update of an endpoint does not bring: what its live variants retain."""
    if new.at("RetainAllVariantProperties").flag is not True:
        return
    excluded = {
        item.at("VariantPropertyType").text
        for item in new.at("ExcludeRetainedVariantProperties").items
    }
    for kind, key, noun in (
        ("DesiredWeight", "InitialVariantWeight", "weight"),
        ("DesiredInstanceCount", "InitialInstanceCount", "instance count"),
    ):
        if kind in excluded or None in excluded:
            continue
        moved = [name for name, was, asked in _pairs(old, new, key) if was != asked]
        if moved:
            says = (
                f"the new {noun} of {', '.join(moved)} does not arrive: the endpoint keeps its "
                f"live one (RetainAllVariantProperties, and {kind} is not excluded)"
            )
            yield Remark(risk=Risk.SILENT, says=says, fix=_FIXES[kind], link=_WEIGHTS)


_FIXES: Final = {
    "DesiredWeight": "add DesiredWeight to ExcludeRetainedVariantProperties",
    "DesiredInstanceCount": (
        "scale the variant between equal bounds, or change the count by "
        "UpdateEndpointWeightsAndCapacities"
    ),
}


def _pairs(old: Endpoint, new: Endpoint, key: str) -> Iterator[tuple[str, object, object]]:
    before = {variant.name.text: variant for variant in old.variants}
    for variant in new.variants:
        was = before.get(variant.name.text)
        # Application Auto Scaling decides the count of a scaled variant, not the deploy.
        if was is None or (key == "InitialInstanceCount" and variant.is_scaled):
            continue
        numbers = _number(was, key), _number(variant, key)
        if None not in numbers:
            yield variant.label, *numbers


def _number(variant: Variant, key: str) -> float | None:
    node = variant.at(key)
    return 1 if node.is_absent else node.number


def _share(key: tuple[str, bool], before: Part | None, after: Part | None) -> Share:
    return Share(
        variant=key[0],
        shadow=key[1],
        before=before.percent if before is not None else None,
        after=after.percent if after is not None else None,
        before_told=str(before) if before is not None else None,
        after_told=str(after) if after is not None else None,
    )


def _parts(endpoint: Endpoint | None) -> Mapping[tuple[str, bool], Part]:
    config = endpoint.config if endpoint is not None else None
    if endpoint is None or config is None:
        return {}
    weights = [_number(variant, "InitialVariantWeight") for variant in config.variants]
    known = [weight for weight in weights if weight is not None]
    complete = len(known) == len(weights) == config.at("ProductionVariants").size
    total = sum(known) if complete else 0
    found = {
        (variant.label, variant.is_shadow): Part(_percent(variant, total), variant.is_shadow)
        for variant in config.all_variants
    }
    for experiment in endpoint.hosting.all_of(InferenceExperiment):
        if experiment.endpoint is endpoint:
            found.update(_of_experiment(experiment))
    return found


def _percent(variant: Variant, total: float) -> float | None:
    weight = _number(variant, "InitialVariantWeight")
    if weight is None or not total:
        return None
    return min(100.0, 100.0 * weight / total)


def _of_experiment(
    experiment: InferenceExperiment,
) -> Iterator[tuple[tuple[str, bool], Part]]:
    for item in experiment.at("ShadowModeConfig", "ShadowModelVariants").items:
        sampling = item.at("SamplingPercentage")
        percent = 100.0 if sampling.is_absent else sampling.number
        name = item.at("ShadowModelVariantName").text or UNKNOWN
        yield (name, True), Part(float(percent) if percent is not None else None, shadow=True)
