"""Tells what asynchronous endpoints exclude, and which metrics they publish."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sagemaker_hosting._data import read_table


@cache
def excluded_families() -> frozenset[str]:
    """The families of instances that serve no asynchronous endpoint, such as `inf1`.

    https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
    """
    return frozenset(read_table("asynchronous")["excluded_families"])


def namespace() -> str:
    """The namespace of CloudWatch that the metrics of the queue are in."""
    return str(_metrics()["namespace"])


@cache
def metrics_of_the_queue() -> frozenset[str]:
    """The metrics that stand for the queue, not for a variant.

    https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
    """
    return frozenset(_metrics()["of_the_queue"])


@cache
def dimensions_of_the_queue() -> frozenset[str]:
    """The dimensions of the metrics of the queue."""
    return frozenset(_metrics()["dimensions_of_the_queue"])


@cache
def metrics_that_wake() -> frozenset[str]:
    """The metrics of the queue that say that requests wait where there is no instance."""
    return frozenset(_metrics()["that_wake"])


@cache
def metrics_not_published() -> frozenset[str]:
    """The metrics of real-time endpoints that asynchronous ones do not publish."""
    return frozenset(_metrics()["not_published"])


@cache
def predefined_metrics_not_published() -> frozenset[str]:
    """The predefined metrics of Application Auto Scaling that read those."""
    return frozenset(_metrics()["predefined_not_published"])


def _metrics() -> Mapping[str, Any]:
    metrics: Mapping[str, Any] = read_table("asynchronous")["metrics"]
    return metrics
