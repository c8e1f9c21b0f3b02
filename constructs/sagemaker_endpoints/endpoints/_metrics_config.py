"""Which metrics an endpoint publishes, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.common._units import in_unit
from sagemaker_hosting.facts.allowed import metric_publish_frequencies

if TYPE_CHECKING:
    import aws_cdk as cdk


@dataclass(frozen=True, kw_only=True)
class MetricsConfig:
    """Defines the metrics of an endpoint beyond the usual ones; CloudWatch charges for them.

    Args:
        enhanced_metrics: True publishes utilization and invocations for each instance, too, with
            the dimension InstanceId; not when left out.
        detailed_observability: True publishes metrics of the containers, of each GPU and of each
            host; not when left out.
        publish_frequency: between two values of utilization, and of invocations with
            *enhanced_metrics*: 10, 30, 60, 120, 180, 240 or 300 seconds; a minute when left out.

    Raises:
        ConfigurationError: another frequency.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsConfig.html
    """

    enhanced_metrics: bool | None = None
    detailed_observability: bool | None = None
    publish_frequency: cdk.Duration | None = None

    def __post_init__(self) -> None:
        check_fields("MetricsConfig", self)
        faults = Faults("MetricsConfig")
        if self.publish_frequency is not None:
            seconds = in_unit(faults, "publish_frequency", self.publish_frequency.to_seconds)
            frequencies = metric_publish_frequencies()
            if is_known_number(seconds) and seconds not in frequencies:
                allowed = ", ".join(map(str, frequencies))
                faults.add(f"publish_frequency: got {seconds:g}, allowed are {allowed} seconds")
        faults.raise_if_any()

    def render(self) -> dict[str, Any]:
        """The metrics as `CfnEndpointConfig` takes them."""
        properties: dict[str, Any] = {}
        if self.enhanced_metrics is not None:
            properties["enableEnhancedMetrics"] = self.enhanced_metrics
        if self.detailed_observability is not None:
            properties["enableDetailedObservability"] = self.detailed_observability
        if self.publish_frequency is not None:
            properties["metricPublishFrequencyInSeconds"] = self.publish_frequency.to_seconds()
        return properties
