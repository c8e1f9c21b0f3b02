"""The table of metrics that SageMaker publishes."""

from __future__ import annotations

from sagemaker_hosting.facts.asynchronous import dimensions_of_the_queue, metrics_of_the_queue
from sagemaker_hosting.facts.auto_scaling import utilization_facts, utilization_metrics
from sagemaker_hosting.facts.metrics import (
    MICROSECONDS,
    PublishedMetric,
    metric_dimensions,
    published_metrics,
)

ALL = [metric for rows in published_metrics().values() for metric in rows.values()]


def of(namespace: str, name: str) -> PublishedMetric:
    return published_metrics()[namespace][name]


def test_every_time_in_microseconds_has_a_least_value_and_nothing_else_has() -> None:
    assert {m.name for m in ALL if m.least is not None} == {
        m.name for m in ALL if m.unit == MICROSECONDS
    }


def test_a_time_of_a_variant_is_published_in_microseconds() -> None:
    latency = of("AWS/SageMaker", "ModelLatency")

    assert latency.unit == MICROSECONDS
    assert frozenset({"EndpointName", "VariantName"}) in latency.dimensions


def test_metrics_of_the_queue_agree_with_their_own_table() -> None:
    for name in metrics_of_the_queue():
        assert of("AWS/SageMaker", name).dimensions == (dimensions_of_the_queue(),)


def test_metrics_of_instances_agree_with_their_own_table() -> None:
    for name in utilization_metrics():
        assert name in published_metrics()[utilization_facts()["namespace"]]


def test_dimensions_hold_those_that_stand_beside() -> None:
    assert {"EndpointName", "InferenceComponentName", "InstanceId"} <= metric_dimensions()
