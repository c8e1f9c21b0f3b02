"""Explanations beside the predictions: SageMaker Clarify, inside the endpoint."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.common._units import in_unit
from sagemaker_endpoints.endpoints._shap_baseline import check_length, given
from sagemaker_hosting.facts.limits import limit, most

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk

    from sagemaker_endpoints.common._policy import Statement
    from sagemaker_endpoints.endpoints._shap_baseline import ShapBaseline

_LONGEST_EXPRESSION = most("ClarifyEnableExplanations")
_LANGUAGES = limit("ClarifyTextLanguage").values or ()
_GRANULARITIES = limit("ClarifyTextGranularity").values or ()
_FEATURE_TYPES = limit("ClarifyFeatureType").values or ()
_MOST_FEATURES = most("ClarifyFeatureHeaders")
_MOST_LABELS = most("ClarifyLabelHeaders")
_MOST_MIB = most("ClarifyMaxPayloadInMB")


@dataclass(frozen=True, kw_only=True)
class ClarifyText:
    """Explains text by its parts; for models of natural language alone.

    Args:
        language: ISO 639 code: "en"; "xx" for several.
        granularity: what a part is.

    Raises:
        ConfigurationError: a language or a granularity that SageMaker does not take.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyTextConfig.html
    """

    language: str
    granularity: Literal["token", "sentence", "paragraph"]

    def __post_init__(self) -> None:
        check_fields("ClarifyText", self)
        faults = Faults("ClarifyText")
        faults.check_choice("language", self.language, _LANGUAGES)
        faults.check_choice("granularity", self.granularity, _GRANULARITIES)
        faults.raise_if_any()


@dataclass(frozen=True, kw_only=True)
class ClarifyInference:
    """Tells the explainer how to talk to the model's container.

    Args:
        features_attribute: JMESPath to the features of a JSON Lines record.
        content_template: a JSON record with $features, for containers that take JSON Lines.
        max_record_count: records in one request, at least 1; tuned at run time when left out.
        max_payload: of one request, 1 to 25 MiB; 6 when left out.
        probability_index: the column of the answer that holds the score, from 0.
        probability_attribute: JMESPath to the score in an answer of JSON Lines.
        label_index: the column of the answer that holds the labels' names, from 0.
        label_attribute: JMESPath to the labels' names in an answer of JSON Lines.
        label_headers: the labels' names, where the answer has none: up to 16.
        feature_headers: names of the features, up to 256.
        feature_types: of the features, in their order, one of them "text"; for natural language.

    Raises:
        ConfigurationError: tells every value that SageMaker would refuse.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyInferenceConfig.html
    """

    features_attribute: str | None = None
    content_template: str | None = None
    max_record_count: int | None = None
    max_payload: cdk.Size | None = None
    probability_index: int | None = None
    probability_attribute: str | None = None
    label_index: int | None = None
    label_attribute: str | None = None
    label_headers: Sequence[str] | None = None
    feature_headers: Sequence[str] | None = None
    feature_types: Sequence[Literal["numerical", "categorical", "text"]] | None = None

    def __post_init__(self) -> None:
        check_fields("ClarifyInference", self)
        faults = Faults("ClarifyInference")
        for name in (
            "features_attribute",
            "content_template",
            "probability_attribute",
            "label_attribute",
        ):
            check_length(faults, name, getattr(self, name), _LONGEST_EXPRESSION)
        faults.check_range("max_record_count", self.max_record_count, 1)
        if self.max_payload is not None:
            size = in_unit(faults, "max_payload", self.max_payload.to_mebibytes)
            faults.check_range("max_payload", size, 1, _MOST_MIB, "MiB")
        faults.check_range("probability_index", self.probability_index, 0)
        faults.check_range("label_index", self.label_index, 0)
        for name, bound in (
            ("label_headers", _MOST_LABELS),
            ("feature_headers", _MOST_FEATURES),
            ("feature_types", _MOST_FEATURES),
        ):
            values: Sequence[str] | None = getattr(self, name)
            if values is not None:
                faults.check_range(f"number of {name}", len(values), 1, bound)
        types = self.feature_types
        for place, feature_type in enumerate(types or ()):
            faults.check_choice(f"feature_types[{place}]", feature_type, _FEATURE_TYPES)
        if types is not None and all(map(is_known_text, types)) and "text" not in types:
            faults.add(
                "feature_types: none is 'text'; SageMaker takes types for natural language alone"
            )
        faults.raise_if_any()

    def render(self) -> dict[str, Any]:
        """How to talk to the container, as `CfnEndpointConfig` takes it."""
        size = self.max_payload
        return given(
            featuresAttribute=self.features_attribute,
            contentTemplate=self.content_template,
            maxRecordCount=self.max_record_count,
            maxPayloadInMb=size.to_mebibytes() if size is not None else None,
            probabilityIndex=self.probability_index,
            probabilityAttribute=self.probability_attribute,
            labelIndex=self.label_index,
            labelAttribute=self.label_attribute,
            labelHeaders=_as_list(self.label_headers),
            featureHeaders=_as_list(self.feature_headers),
            featureTypes=_as_list(self.feature_types),
        )


@dataclass(frozen=True, kw_only=True)
class ClarifyExplainer:
    """Explains predictions by SHAP values, in the same answer.

    Args:
        baseline: what a request is compared with.
        enable_explanations: JMESPath over an answer, 1 to 64 characters, that is true for the
            records to explain; all are when left out. A request may say otherwise.
        inference: how to talk to the container; CSV in and out when left out.
        number_of_samples: size of the synthetic data, at least 1; more is slower.
        seed: makes the values repeatable.
        use_logit: True explains log-odds instead of probabilities.
        text: explains text by its parts.

    Raises:
        ConfigurationError: tells every value that SageMaker would refuse.

    See
    https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-online-explainability-create-endpoint.html
    """

    baseline: ShapBaseline
    enable_explanations: str | None = None
    inference: ClarifyInference | None = None
    number_of_samples: int | None = None
    seed: int | None = None
    use_logit: bool | None = None
    text: ClarifyText | None = None

    def __post_init__(self) -> None:
        check_fields("ClarifyExplainer", self)
        faults = Faults("ClarifyExplainer")
        check_length(faults, "enable_explanations", self.enable_explanations, _LONGEST_EXPRESSION)
        faults.check_range("number_of_samples", self.number_of_samples, 1)
        faults.raise_if_any()

    def rights(self) -> tuple[Statement, ...]:
        """What the execution roles of the models need."""
        location = self.baseline.location
        if location is None:
            return ()
        file, *key = location.read_rights("ExplainerBaseline")
        arn: str = location.bucket.arn_for_objects(location.prefix)
        return (replace(file, resources=(arn,)), *key)

    def render(self) -> dict[str, Any]:
        """The explainer as `CfnEndpointConfig` takes it."""
        text = self.text
        shap = given(
            shapBaselineConfig=self.baseline.render(),
            numberOfSamples=self.number_of_samples,
            seed=self.seed,
            useLogit=self.use_logit,
            textConfig=(
                {"language": text.language, "granularity": text.granularity}
                if text is not None
                else None
            ),
        )
        clarify = given(
            enableExplanations=self.enable_explanations,
            inferenceConfig=self.inference.render() if self.inference is not None else None,
            shapConfig=shap,
        )
        return {"clarifyExplainerConfig": clarify}


def _as_list(values: Sequence[str] | None) -> list[str] | None:
    return list(values) if values is not None else None
