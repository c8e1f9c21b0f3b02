"""Which metrics an endpoint publishes, and how often."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest

from sagemaker_endpoints import (
    ConfigurationError,
    InstanceVariant,
    MetricsConfig,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]


def test_metrics_are_rendered(
    stack: cdk.Stack, variant: InstanceVariant, resources: Resources
) -> None:
    metrics = MetricsConfig(
        enhanced_metrics=True,
        detailed_observability=False,
        publish_frequency=cdk.Duration.seconds(10),
    )
    RealTimeEndpoint(stack, "Endpoint", variants=[variant], metrics_config=metrics)

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert config["MetricsConfig"] == {
        "EnableEnhancedMetrics": True,
        "EnableDetailedObservability": False,
        "MetricPublishFrequencyInSeconds": 10,
    }


def test_usual_metrics_need_no_words(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    del endpoint

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert "MetricsConfig" not in config
    assert "ExplainerConfig" not in config


@pytest.mark.parametrize("seconds", [10, 30, 60, 120, 180, 240, 300])
def test_frequency_of_the_list_is_allowed(seconds: int) -> None:
    metrics = MetricsConfig(publish_frequency=cdk.Duration.seconds(seconds))

    assert metrics.render() == {"metricPublishFrequencyInSeconds": seconds}


@pytest.mark.parametrize("seconds", [0, 9, 11, 90, 301])
def test_other_frequencies_are_refused(seconds: int) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        MetricsConfig(publish_frequency=cdk.Duration.seconds(seconds))

    assert str(refusal.value) == (
        f"MetricsConfig: publish_frequency: got {seconds}, allowed are "
        "10, 30, 60, 120, 180, 240, 300 seconds"
    )


def test_late_frequency_is_not_judged(late_number: int) -> None:
    assert MetricsConfig(publish_frequency=cdk.Duration.seconds(late_number)).render()
