"""Defines explanations beside predictions: what Clarify compares with, and how it asks."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from stacks.settings.common._base import ChosenByKey, Form, Settings
from stacks.settings.common._names import bucket_fault

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyShapBaselineConfig.html
LONGEST_INLINE = 4096
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyInferenceConfig.html
_LONGEST_EXPRESSION, _MOST_PAYLOAD_MB, _MOST_FEATURES, _MOST_LABELS = 64, 25, 256, 16

# A bucket's name is made at deploy and has up to 63 of the 1,024 characters of an address.
_S3_FILE = Form(
    r"^(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/)?[^/:\s]([^:\s]*[^/:\s])?$",
    "a file such as explanations/baseline.csv, or its address such as s3://bucket/baseline.csv",
    955,
    bucket_fault,
)
_HEADER = Form(r"^\S(.*\S)?$", "a name of 1 to 64 characters", _LONGEST_EXPRESSION)

_MimeType = Literal["text/csv", "application/jsonlines"]
_WRITTEN_IN = "What the records are written in."
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyTextConfig.html
_Language = Literal[
    "af", "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr",
    "ga", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "kn", "ky", "lb", "lij", "lt", "lv",
    "mk", "ml", "mr", "nb", "ne", "nl", "pl", "pt", "ro", "ru", "sa", "si", "sk", "sl", "sq", "sr",
    "sv", "ta", "te", "tl", "tn", "tr", "tt", "uk", "ur", "xx", "yo", "zh",
]  # fmt: skip


class InlineBaselineSettings(Settings):
    """Records that stand in the environment file."""

    inline: str = Field(
        min_length=1,
        max_length=LONGEST_INLINE,
        description="The records, features alone: a line each.",
        examples=["31.5,0.2,4"],
    )
    mime_type: _MimeType = Field(default="text/csv", description=_WRITTEN_IN)


class FileBaselineSettings(Settings):
    """Records in S3, which the models may read."""

    file: Annotated[str, _S3_FILE] = Field(
        description="The records: a file of the environment's data bucket, or an address.",
        examples=["explanations/baseline.csv"],
    )
    mime_type: _MimeType = Field(default="text/csv", description=_WRITTEN_IN)


BaselineSettings = Annotated[
    InlineBaselineSettings | FileBaselineSettings,
    ChosenByKey(),
]
"""What a request is compared with."""


class ExplainerInferenceSettings(Settings):
    """How Clarify asks the model's container, and what it reads in the answer."""

    feature_headers: Annotated[tuple[Annotated[str, _HEADER], ...], Strict(strict=False)] | None = (
        Field(
            default=None,
            min_length=1,
            max_length=_MOST_FEATURES,
            description="The features' names, in their order.",
            examples=[["temperature", "holiday", "weekday"]],
        )
    )
    label_headers: Annotated[tuple[Annotated[str, _HEADER], ...], Strict(strict=False)] | None = (
        Field(
            default=None,
            min_length=1,
            max_length=_MOST_LABELS,
            description="The names of an answer's scores, where it has none.",
            examples=[["low", "high"]],
        )
    )
    feature_types: (
        Annotated[tuple[Literal["numerical", "categorical", "text"], ...], Strict(strict=False)]
        | None
    ) = Field(
        default=None,
        min_length=1,
        max_length=_MOST_FEATURES,
        description="What the features are, in their order, with the `text` of the explainer. Left "
        "out: Clarify finds it out.",
        examples=[["text", "categorical"]],
    )
    label_index: int | None = Field(
        default=None,
        ge=0,
        description="The column of the answer that has the labels' names, from 0; for CSV.",
        examples=[0],
    )
    label_attribute: str | None = Field(
        default=None,
        min_length=1,
        max_length=_LONGEST_EXPRESSION,
        description="The JMESPath to the labels' names in an answer of JSON Lines.",
        examples=["labels"],
    )
    probability_index: int | None = Field(
        default=None,
        ge=0,
        description="The column of the answer that is explained, from 0; for CSV.",
        examples=[35],
    )
    probability_attribute: str | None = Field(
        default=None,
        min_length=1,
        max_length=_LONGEST_EXPRESSION,
        description="The JMESPath to what is explained in an answer of JSON Lines.",
        examples=["score"],
    )
    features_attribute: str | None = Field(
        default=None,
        min_length=1,
        max_length=_LONGEST_EXPRESSION,
        description="The JMESPath to the features in a record of JSON Lines.",
        examples=["features"],
    )
    content_template: str | None = Field(
        default=None,
        min_length=1,
        max_length=_LONGEST_EXPRESSION,
        description="A record of JSON Lines for the container, with $features in it.",
        examples=['{"features":$features}'],
    )
    max_record_count: int | None = Field(
        default=None,
        ge=1,
        description="The most records that the container gets in one request.",
        examples=[50],
    )
    max_payload_mb: int | None = Field(
        default=None,
        ge=1,
        le=_MOST_PAYLOAD_MB,
        description="The largest request that the container gets. Left out: 6.",
        examples=[6],
    )


class ExplainerTextSettings(Settings):
    """Features of natural language, which are explained by their parts.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyTextConfig.html
    """

    language: _Language = Field(
        description="The language's code of ISO 639; xx for several.", examples=["en"]
    )
    granularity: Literal["token", "sentence", "paragraph"] = Field(
        description="What a part is.", examples=["sentence"]
    )


class ExplainerSettings(Settings):
    """How much each feature had to do with a prediction, told beside it by SageMaker Clarify.

    https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-online-explainability.html
    """

    baseline: BaselineSettings = Field(
        description="What a request is compared with, known by its key: inline or file.",
        examples=[{"file": "explanations/baseline.csv"}],
    )
    enable_explanations: str | None = Field(
        default=None,
        min_length=1,
        max_length=_LONGEST_EXPRESSION,
        description="The JMESPath over an answer that is true for what to explain. Left out: all "
        "is; a request may say otherwise.",
        examples=["[0] > `0.8`"],
    )
    number_of_samples: int | None = Field(
        default=None,
        ge=1,
        description="How many requests are made up to explain one: more is finer and slower.",
        examples=[100],
    )
    seed: int | None = Field(default=None, description="Makes explanations repeatable.")
    use_logit: bool = Field(
        default=False, description="Whether log-odds are explained instead of probabilities."
    )
    text: ExplainerTextSettings | None = Field(
        default=None,
        description="How features of natural language are explained. Left out: there are none.",
        examples=[{"language": "en", "granularity": "sentence"}],
    )
    inference: ExplainerInferenceSettings = Field(
        default=ExplainerInferenceSettings(),
        description="How the container is asked. Left out: CSV in and out.",
    )
