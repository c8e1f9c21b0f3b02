"""Tells what SageMaker hosting allows beyond the limits of the API's shapes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sagemaker_hosting._data import read_table


@cache
def metric_publish_frequencies() -> tuple[int, ...]:
    """Tell how many seconds may lie between two values of an endpoint's metrics.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsConfig.html
    """
    return tuple(_table()["metric_publish_frequencies"])


@cache
def routing_strategies_of_cloudformation() -> tuple[str, ...]:
    """Tell the routing strategies that CloudFormation takes; the API has one more.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-sagemaker-endpointconfig-routingconfig.html
    """
    return tuple(_table()["routing_strategies_of_cloudformation"])


@cache
def families_without_shadows() -> frozenset[str]:
    """Tell the instance families that no variant of a shadow test runs on.

    https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests-exclusions.html
    """
    return frozenset(_table()["shadow_excluded_families"])


def longest_shadow_test_in_days() -> int:
    """Tell how long a shadow test may last.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceExperimentSchedule.html
    """
    return int(_table()["shadow_test_longest_days"])


def large_fleet() -> int:
    """Tell from how many instances on a second fleet is worth a look at the quota."""
    return int(_table()["large_fleet"])


def _table() -> Mapping[str, Any]:
    return read_table("hosting")
