"""The metrics that SageMaker publishes for an asynchronous endpoint.

See https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Unpack

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._metrics import MetricOptions
from sagemaker_endpoints.endpoints._one_variant_endpoint import OneVariantEndpoint
from sagemaker_endpoints.variants._limited_variant import LimitedVariant

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch

    from sagemaker_endpoints.common._metrics import InvocationHttpResponseCode

PUBLISHED: Final = (
    "Invocation4XXErrors",
    "Invocation5XXErrors",
    "ModelLatency",
    "CPUUtilization",
    "MemoryUtilization",
    "DiskUtilization",
    "GPUUtilization",
    "GPUMemoryUtilization",
)
"""Those of them that other endpoints on instances have as well."""


class AsyncMetrics(OneVariantEndpoint[LimitedVariant]):
    """An endpoint with the metrics of its queue and of its one variant.

    Every metric takes the options of `aws_cloudwatch.Metric`: `statistic="p99"`, `period=...`,
    `label=...`.
    """

    _KIND = "AsyncEndpoint"

    def metric(self, metric_name: str, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Any metric of its variant in AWS/SageMaker; its average when no statistic is given."""
        return self._variant.metric(_metrics.INVOCATIONS, metric_name, **options)

    def metric_backlog_size(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Requests that wait or are at work."""
        return self._of_the_queue("ApproximateBacklogSize", "Average", options)

    def metric_backlog_size_per_instance(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """The same for each instance; what `scale_on_backlog` follows."""
        return self._of_the_queue("ApproximateBacklogSizePerInstance", "Average", options)

    def metric_age_of_oldest_request(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """How long the first of the queue has waited, in seconds."""
        return self._of_the_queue("ApproximateAgeOfOldestRequest", "Maximum", options)

    def metric_has_backlog_without_capacity(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """1 while requests wait and there is no instance."""
        return self._of_the_queue("HasBacklogWithoutCapacity", "Average", options)

    def metric_invocations_processed(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Requests that came to an end: their sum."""
        return self._sum("InvocationsProcessed", options)

    def metric_invocation_failures(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Requests that failed, for whatever reason: their sum."""
        return self._sum("InvocationFailures", options)

    def metric_expired_requests(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Requests that waited for longer than they were to: their sum."""
        return self._sum("ExpiredRequests", options)

    def metric_request_download_failures(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests whose payload could not be read from S3: their sum."""
        return self._sum("RequestDownloadFailures", options)

    def metric_response_upload_failures(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests whose answer could not be written to S3: their sum."""
        return self._sum("ResponseUploadFailures", options)

    def metric_notification_failures(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Notifications that could not be published: their sum."""
        return self._sum("NotificationFailures", options)

    def metric_invocation_response_code(
        self, response_code: InvocationHttpResponseCode, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests that the model answered with 4XX or 5XX: their sum."""
        return self._variant.metric_invocation_response_code(response_code, **options)

    def metric_time_in_backlog(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time a request waited, in microseconds."""
        return self.metric("TimeInBacklog", **options)

    def metric_request_download_latency(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Time to read the payload, in microseconds."""
        return self.metric("RequestDownloadLatency", **options)

    def metric_model_latency(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time the container took, in microseconds."""
        return self._variant.metric_model_latency(**options)

    def metric_response_upload_latency(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time to write the answer, in microseconds."""
        return self.metric("ResponseUploadLatency", **options)

    def metric_total_processing_time(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time from the request to its end, notifications included, in milliseconds."""
        return self.metric("TotalProcessingTime", **options)

    def _sum(self, metric_name: str, options: MetricOptions) -> cloudwatch.Metric:
        chosen: MetricOptions = {"statistic": "Sum", **options}
        return self.metric(metric_name, **chosen)

    def _of_the_queue(
        self, metric_name: str, default_statistic: str, options: MetricOptions
    ) -> cloudwatch.Metric:
        # With a VariantName there is no such metric.
        dimensions = {"EndpointName": self.endpoint_name}
        return _metrics.metric(
            _metrics.INVOCATIONS,
            metric_name,
            dimensions,
            default_statistic,
            options,
            place=self.env,
        )
