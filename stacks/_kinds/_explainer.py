"""Explainers of an environment file."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

import aws_cdk as cdk

from sagemaker_endpoints import ClarifyExplainer, ClarifyInference, ClarifyText, ShapBaseline
from stacks.settings import (
    ExplainerInferenceSettings,
    FileBaselineSettings,
    InlineBaselineSettings,
)

if TYPE_CHECKING:
    from stacks._kinds._surroundings import Surroundings
    from stacks.settings import BaselineSettings, ExplainerSettings


def explainer_of(
    settings: ExplainerSettings | None, surroundings: Surroundings
) -> ClarifyExplainer | None:
    """The explainer that a file asks for; its baseline may be read by the models' roles."""
    if settings is None:
        return None
    text = settings.text
    return ClarifyExplainer(
        baseline=_baseline(settings.baseline, surroundings),
        enable_explanations=settings.enable_explanations,
        number_of_samples=settings.number_of_samples,
        seed=settings.seed,
        use_logit=settings.use_logit or None,
        text=(
            ClarifyText(language=text.language, granularity=text.granularity)
            if text is not None
            else None
        ),
        inference=_inference(settings.inference),
    )


def _baseline(settings: BaselineSettings, surroundings: Surroundings) -> ShapBaseline:
    match settings:
        case InlineBaselineSettings():
            return ShapBaseline.inline(settings.inline, mime_type=settings.mime_type)
        case FileBaselineSettings():
            location = surroundings.places.of_data(settings.file).location
            return ShapBaseline.from_location(location, mime_type=settings.mime_type)
        case _:
            assert_never(settings)


def _inference(settings: ExplainerInferenceSettings) -> ClarifyInference | None:
    if settings == ExplainerInferenceSettings():
        return None
    payload = settings.max_payload_mb
    return ClarifyInference(
        feature_headers=settings.feature_headers,
        feature_types=settings.feature_types,
        label_headers=settings.label_headers,
        label_index=settings.label_index,
        label_attribute=settings.label_attribute,
        probability_index=settings.probability_index,
        probability_attribute=settings.probability_attribute,
        features_attribute=settings.features_attribute,
        content_template=settings.content_template,
        max_record_count=settings.max_record_count,
        max_payload=cdk.Size.mebibytes(payload) if payload is not None else None,
    )
