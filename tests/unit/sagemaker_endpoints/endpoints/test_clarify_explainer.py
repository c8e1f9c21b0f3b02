"""Explanations beside the predictions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import (
    ClarifyExplainer,
    ClarifyInference,
    ClarifyText,
    ConfigurationError,
    InstanceVariant,
    RealTimeEndpoint,
    S3Location,
    ShapBaseline,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ZEROS = ShapBaseline.inline("0,0,0,0")


@pytest.fixture
def rendered(
    stack: cdk.Stack, variant: InstanceVariant, resources: Resources
) -> Callable[[ClarifyExplainer], dict[str, Any]]:
    """The explainer of an endpoint, as CloudFormation gets it."""

    def of(explainer: ClarifyExplainer) -> dict[str, Any]:
        RealTimeEndpoint(stack, "Endpoint", variants=[variant], explainer=explainer)
        (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")
        clarify: dict[str, Any] = config["ExplainerConfig"]["ClarifyExplainerConfig"]
        return clarify

    return of


def test_smallest_explainer_is_a_baseline(
    rendered: Callable[[ClarifyExplainer], dict[str, Any]],
) -> None:
    assert rendered(ClarifyExplainer(baseline=ZEROS)) == {
        "ShapConfig": {"ShapBaselineConfig": {"ShapBaseline": "0,0,0,0"}}
    }


def test_everything_is_rendered(
    rendered: Callable[[ClarifyExplainer], dict[str, Any]],
) -> None:
    explainer = ClarifyExplainer(
        baseline=ShapBaseline.inline('{"x": [0]}', mime_type="application/jsonlines"),
        enable_explanations="[0]>`0.8`",
        number_of_samples=1,
        seed=0,
        use_logit=False,
        text=ClarifyText(language="en", granularity="token"),
        inference=ClarifyInference(
            features_attribute="x",
            content_template='{"x":$features}',
            max_record_count=1,
            max_payload=cdk.Size.mebibytes(25),
            probability_index=0,
            probability_attribute="p",
            label_index=0,
            label_attribute="l",
            label_headers=("no", "yes"),
            feature_headers=["words"],
            feature_types=["text"],
        ),
    )

    assert rendered(explainer) == {
        "EnableExplanations": "[0]>`0.8`",
        "InferenceConfig": {
            "FeaturesAttribute": "x",
            "ContentTemplate": '{"x":$features}',
            "MaxRecordCount": 1,
            "MaxPayloadInMB": 25,
            "ProbabilityIndex": 0,
            "ProbabilityAttribute": "p",
            "LabelIndex": 0,
            "LabelAttribute": "l",
            "LabelHeaders": ["no", "yes"],
            "FeatureHeaders": ["words"],
            "FeatureTypes": ["text"],
        },
        "ShapConfig": {
            "ShapBaselineConfig": {
                "MimeType": "application/jsonlines",
                "ShapBaseline": '{"x": [0]}',
            },
            "NumberOfSamples": 1,
            "Seed": 0,
            "UseLogit": False,
            "TextConfig": {"Language": "en", "Granularity": "token"},
        },
    }


def test_role_may_read_the_baseline(
    stack: cdk.Stack,
    rendered: Callable[[ClarifyExplainer], dict[str, Any]],
    resources: Resources,
) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Data", "data")
    location = S3Location(bucket=bucket, prefix="baseline.csv")

    found = rendered(ClarifyExplainer(baseline=ShapBaseline.from_location(location)))

    assert found["ShapConfig"]["ShapBaselineConfig"] == {
        "ShapBaselineUri": "s3://data/baseline.csv"
    }
    (role,) = resources(stack, "AWS::IAM::Role")
    (policy,) = role["Policies"]
    (statement,) = [
        statement
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Sid"] == "ExplainerBaseline"
    ]
    assert statement["Action"] == "s3:GetObject"
    assert statement["Resource"] == "arn:aws:s3:::data/baseline.csv"


@pytest.mark.parametrize("prefix", ["", "baselines/"])
def test_baseline_is_a_file(stack: cdk.Stack, prefix: str) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Data", "data")

    with pytest.raises(ConfigurationError, match=r"location: got the prefix .* the key of a file"):
        ShapBaseline.from_location(S3Location(bucket=bucket, prefix=prefix))


def test_baseline_is_inline_or_a_file(stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Data", "data")

    with pytest.raises(ConfigurationError, match="give either data or a location"):
        ShapBaseline(data="0", location=S3Location(bucket=bucket, prefix="baseline.csv"))
    with pytest.raises(ConfigurationError, match="give either data or a location"):
        ShapBaseline()


@pytest.mark.parametrize(("length", "allowed"), [(0, 0), (1, 1), (4096, 1), (4097, 0)])
def test_inline_baseline_is_small(length: int, *, allowed: bool) -> None:
    if allowed:
        assert ShapBaseline.inline("0" * length).render() == {"shapBaseline": "0" * length}
    else:
        with pytest.raises(ConfigurationError, match=f"data: got {length} characters"):
            ShapBaseline.inline("0" * length)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"features_attribute": "x" * 65}, "features_attribute: got 65 characters"),
        ({"content_template": ""}, "content_template: got 0 characters, allowed is 1 to 64"),
        ({"max_record_count": 0}, "max_record_count: got 0, allowed is at least 1"),
        (
            {"max_payload": cdk.Size.mebibytes(26)},
            "max_payload: got 26, allowed is 1 to 25 MiB",
        ),
        ({"probability_index": -1}, "probability_index: got -1, allowed is at least 0"),
        ({"label_index": -1}, "label_index: got -1, allowed is at least 0"),
        ({"label_headers": ["l"] * 17}, "number of label_headers: got 17, allowed is 1 to 16"),
        ({"feature_headers": []}, "number of feature_headers: got 0, allowed is 1 to 256"),
        ({"feature_types": ["numerical"]}, "feature_types: none is 'text'"),
    ],
)
def test_value_that_sagemaker_refuses_is_refused(values: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^ClarifyInference: {told}"):
        ClarifyInference(**values)


def test_all_faults_of_an_explainer_are_told() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        ClarifyExplainer(baseline=ZEROS, enable_explanations="x" * 65, number_of_samples=0)

    assert str(refusal.value) == (
        "ClarifyExplainer: 2 faults\n"
        "  - enable_explanations: got 65 characters, allowed is 1 to 64\n"
        "  - number_of_samples: got 0, allowed is at least 1"
    )


def test_late_types_of_features_may_be_text(stack: cdk.Stack) -> None:
    late: Any = cdk.CfnParameter(stack, "Type").value_as_string

    assert ClarifyInference(feature_types=[late]).feature_types == [late]


def test_language_and_granularity_that_clarify_does_not_know_are_refused() -> None:
    finest: Any = "letter"

    with pytest.raises(ConfigurationError, match="language: got 'english', allowed is 'af', 'sq',"):
        ClarifyText(language="english", granularity="token")
    with pytest.raises(ConfigurationError, match="granularity: got 'letter', allowed is 'token'"):
        ClarifyText(language="en", granularity=finest)
