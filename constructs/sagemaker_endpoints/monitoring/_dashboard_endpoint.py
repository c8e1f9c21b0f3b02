"""An endpoint on a dashboard, with what it does not tell of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_cloudwatch as cloudwatch

    from sagemaker_endpoints.components._inference_component import InferenceComponent
    from sagemaker_endpoints.endpoints._endpoint import Endpoint


@dataclass(frozen=True, kw_only=True)
class DashboardEndpoint:
    """An endpoint, its alarms, and what of an imported one nobody knows.

    Args:
        endpoint: one of this library's, of any kind.
        alarms: shown above its graphs by their state, and each as a graph of its metric with the
            threshold; of the endpoint's account and Region.
        variant_names: of an imported endpoint. When left out, CloudWatch looks for its variants
            whenever somebody looks at the dashboard; shares of traffic and numbers of instances
            are not shown then.
        components: imported ones that the endpoint hosts, beside those that the app adds to it.
    """

    endpoint: Endpoint
    alarms: Sequence[cloudwatch.IAlarm | cloudwatch.CfnAlarm] = ()
    variant_names: Sequence[str] = ()
    components: Sequence[InferenceComponent] = ()
