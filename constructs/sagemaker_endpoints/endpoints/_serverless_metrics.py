"""The metrics that SageMaker publishes for a serverless endpoint.

See https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-monitoring.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Unpack

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._metrics import MetricOptions
from sagemaker_endpoints.endpoints._defined_endpoint import DefinedEndpoint
from sagemaker_endpoints.endpoints._one_variant_endpoint import OneVariantEndpoint
from sagemaker_endpoints.variants._limited_variant import LimitedVariant

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch

    from sagemaker_endpoints.common._metrics import InvocationHttpResponseCode

PUBLISHED: Final = (
    "Invocations",
    "Invocation4XXErrors",
    "Invocation5XXErrors",
    "ModelLatency",
    "OverheadLatency",
    "MemoryUtilization",
)
"""Those of them that endpoints on instances have as well."""


class ServerlessMetrics(OneVariantEndpoint[LimitedVariant], DefinedEndpoint):
    """An endpoint with the metrics of its one serverless variant.

    Every metric takes the options of `aws_cloudwatch.Metric`: `statistic="p99"`, `period=...`,
    `label=...`.
    """

    _KIND = "ServerlessEndpoint"

    def metric(self, metric_name: str, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Any metric of AWS/SageMaker; its average when no statistic is given."""
        return self._variant.metric(_metrics.INVOCATIONS, metric_name, **options)

    def metric_invocations(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Requests sent to the model: their sum."""
        return self._variant.metric_invocations(**options)

    def metric_invocation_response_code(
        self, response_code: InvocationHttpResponseCode, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests that were answered with 4XX or 5XX: their sum."""
        return self._variant.metric_invocation_response_code(response_code, **options)

    def metric_model_latency(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time the container took, in microseconds."""
        return self._variant.metric_model_latency(**options)

    def metric_overhead_latency(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time SageMaker added to the container's, cold starts included, in microseconds."""
        return self._variant.metric_overhead_latency(**options)

    def metric_model_setup_time(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time it took to start a container for a request, in microseconds."""
        return self.metric("ModelSetupTime", **options)

    def metric_memory_utilization(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Memory in use, in percent."""
        return self._variant.metric_memory_utilization(**options)

    def metric_concurrency_utilization(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Requests at work at one time as a share of `max_concurrency`: 0 to 1."""
        return self.metric("ServerlessConcurrentExecutionsUtilization", **options)

    def metric_provisioned_concurrency_executions(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests at work at one time, on an endpoint with provisioned concurrency."""
        return self.metric("ServerlessProvisionedConcurrencyExecutions", **options)

    def metric_provisioned_concurrency_utilization(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests at work at one time as a share of the provisioned concurrency."""
        return self.metric("ServerlessProvisionedConcurrencyUtilization", **options)

    def metric_provisioned_concurrency_invocations(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests that provisioned concurrency answered."""
        return self.metric("ServerlessProvisionedConcurrencyInvocations", **options)

    def metric_provisioned_concurrency_spillover_invocations(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests that provisioned concurrency had no room for: they may start cold."""
        return self.metric("ServerlessProvisionedConcurrencySpilloverInvocations", **options)
