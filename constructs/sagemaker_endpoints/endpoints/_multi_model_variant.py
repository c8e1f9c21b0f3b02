"""The variant of a multi-model endpoint: how its models come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._metrics import MetricOptions
from sagemaker_endpoints.variants._endpoint_variant import EndpointVariant

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch


class MultiModelVariant(EndpointVariant):
    """The one variant of a multi-model endpoint.

    Its metrics are of all models together: SageMaker publishes none for each.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-cloudwatch-metrics.html
    """

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
