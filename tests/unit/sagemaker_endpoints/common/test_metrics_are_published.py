"""What constructs read of CloudWatch is what the rules know to be published."""

from __future__ import annotations

from collections.abc import Iterator

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import (
    AsyncEndpoint,
    ContainerImage,
    InferenceComponentEndpoint,
    InvocationHttpResponseCode,
    Model,
    ModelData,
    MultiModelEndpoint,
    RealTimeEndpoint,
    ServerlessEndpoint,
)
from sagemaker_hosting.facts.metrics import published_metrics

OWN = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.2"


def metrics_of(thing: object) -> Iterator[cloudwatch.Metric]:
    """Everything that its methods metric_... give."""
    for name in dir(thing):
        if name == "metric_invocation_response_code":
            for code in InvocationHttpResponseCode:
                yield getattr(thing, name)(code)
        elif name.startswith("metric_"):
            yield getattr(thing, name)()


def unpublished(thing: object) -> list[str]:
    return [
        f"{metric.namespace} {metric.metric_name} {sorted(metric.dimensions or {})}"
        for metric in metrics_of(thing)
        if not is_published(metric)
    ]


def is_published(metric: cloudwatch.Metric) -> bool:
    known = published_metrics().get(metric.namespace, {}).get(metric.metric_name)
    given = set(metric.dimensions or {})
    return known is not None and any(needed <= given for needed in known.dimensions)


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_name(stack, "Data", "data-of-the-team")


def test_metrics_of_a_variant(endpoint: RealTimeEndpoint) -> None:
    variant = endpoint.variant("champion")

    assert len(list(metrics_of(variant))) > 10
    assert unpublished(variant) == []


def test_metrics_of_a_serverless_endpoint(stack: cdk.Stack, model: Model) -> None:
    endpoint = ServerlessEndpoint(
        stack, "Rare", model=model, memory_size_in_mb=2048, max_concurrency=5
    )

    assert any(metrics_of(endpoint))
    assert unpublished(endpoint) == []


def test_metrics_of_an_asynchronous_endpoint(
    stack: cdk.Stack, model: Model, bucket: s3.IBucket
) -> None:
    endpoint = AsyncEndpoint(
        stack,
        "Backfill",
        model=model,
        instance_type="ml.m5.large",
        output_bucket=bucket,
    )

    assert any(metrics_of(endpoint))
    assert unpublished(endpoint) == []


def test_metrics_of_many_models(stack: cdk.Stack, bucket: s3.IBucket) -> None:
    endpoint = MultiModelEndpoint(
        stack,
        "Stores",
        image=ContainerImage.from_uri(OWN),
        models=ModelData.from_prefix(bucket, "stores/"),
        instance_type="ml.m5.large",
    )

    variant = endpoint.variant("AllTraffic")

    assert any(m.metric_name == "LoadedModelCount" for m in metrics_of(variant))
    assert unpublished(variant) == []


def test_metrics_of_a_component(stack: cdk.Stack, model: Model) -> None:
    shared = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.g5.2xlarge")
    component = shared.add_component("Chronos", model=model, min_memory_mb=1024, accelerators=1)

    assert any(metrics_of(component))
    assert unpublished(component) == []
