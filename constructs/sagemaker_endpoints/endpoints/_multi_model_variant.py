"""The variant of a multi-model endpoint: how its models come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._metrics import MetricOptions
from sagemaker_endpoints.variants._endpoint_variant import EndpointVariant

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_cloudwatch as cloudwatch
    from aws_cdk import aws_sns as sns

    from sagemaker_endpoints.common._l1 import CfnAlarm


class MultiModelVariant(EndpointVariant):
    """The one variant of a multi-model endpoint.

    Its metrics are of all models together: SageMaker publishes none for each.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
    """

    def add_alarms(
        self,
        alarms_id: str = "Alarms",
        *,
        error_rate_percent: float | None = 1,
        client_error_rate_percent: float | None = None,
        model_latency: cdk.Duration | None = None,
        overhead_latency: cdk.Duration | None = None,
        cpu_percent: float | None = None,
        memory_percent: float | None = None,
        disk_percent: float | None = None,
        gpu_percent: float | None = None,
        gpu_memory_percent: float | None = None,
        model_loading_wait_time: cdk.Duration | None = None,
        no_traffic: cdk.Duration | None = None,
        topic: sns.ITopic | None = None,
    ) -> tuple[CfnAlarm, ...]:
        """Add alarms, as of any variant on instances; None makes no such alarm.

        Memory and disk fill up with models as they are asked for, and are watched when you say so.

        Args:
            alarms_id: as of `EndpointVariant.add_alarms`.
            error_rate_percent: as there.
            client_error_rate_percent: as there.
            model_latency: as there.
            overhead_latency: as there.
            cpu_percent: as there.
            memory_percent: as there.
            disk_percent: as there.
            gpu_percent: as there.
            gpu_memory_percent: as there.
            model_loading_wait_time: requests wait longer, on average, until their model is fetched
                and loaded.
            no_traffic: as there.
            topic: as there.

        Returns:
            The alarms, in the order of the arguments.

        Raises:
            ConfigurationError: as there.
        """
        return self._add_alarms(
            alarms_id,
            {
                "error_rate_percent": error_rate_percent,
                "client_error_rate_percent": client_error_rate_percent,
                "model_latency": model_latency,
                "overhead_latency": overhead_latency,
                "cpu_percent": cpu_percent,
                "memory_percent": memory_percent,
                "disk_percent": disk_percent,
                "gpu_percent": gpu_percent,
                "gpu_memory_percent": gpu_memory_percent,
                "model_loading_wait_time": model_loading_wait_time,
                "no_traffic": no_traffic,
            },
            topic=topic,
        )

    def metric_model_loading_wait_time(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time a request waited for its model to be fetched or loaded, in microseconds."""
        return self._metric(_metrics.INVOCATIONS, "ModelLoadingWaitTime", "Average", options)

    def metric_model_unloading_time(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time the container took to unload a model, in microseconds."""
        return self._metric(_metrics.INVOCATIONS, "ModelUnloadingTime", "Average", options)

    def metric_model_downloading_time(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time it took to fetch a model from S3, in microseconds."""
        return self._metric(_metrics.INVOCATIONS, "ModelDownloadingTime", "Average", options)

    def metric_model_loading_time(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time the container took to load a model, in microseconds."""
        return self._metric(_metrics.INVOCATIONS, "ModelLoadingTime", "Average", options)

    def metric_model_cache_hit(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """The share of requests, 0 to 1, whose model was loaded already."""
        return self._metric(_metrics.INVOCATIONS, "ModelCacheHit", "Average", options)

    def metric_loaded_model_count(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Models that an instance holds in memory."""
        return self._metric(_metrics.INSTANCES, "LoadedModelCount", "Average", options)
