"""A variant of an endpoint that exists or will: its metrics, its alarms and its scaling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._ids import id_of_variant
from sagemaker_endpoints.common._metrics import InvocationHttpResponseCode, MetricOptions
from sagemaker_endpoints.scaling._scaling_values import check_scaling
from sagemaker_endpoints.variants._variant_alarms import VariantAlarms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aws_cdk import aws_cloudwatch as cloudwatch

    from sagemaker_endpoints.endpoints._endpoint import Endpoint
    from sagemaker_endpoints.scaling._scalable_instance_count import ScalableInstanceCount


class EndpointVariant(VariantAlarms):
    """One production variant of an endpoint, as `endpoint.variant(name)` gives it.

    Every metric takes the options of `aws_cloudwatch.Metric`: `statistic="p99"`, `period=...`,
    `label=...`.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        variant_name: str,
        *,
        name_in_stack: str,
        instance_types: Sequence[str] = (),
        initial_weight: float | None = None,
        when_scaled: Callable[[], None] | None = None,
    ) -> None:
        """Called by endpoints.

        Args:
            endpoint: that the variant belongs to.
            variant_name: the variant's name.
            name_in_stack: the endpoint's name, for resources in the endpoint's own stack.
            instance_types: what it may run on, where that is known.
            initial_weight: its share of the traffic, relative to the sum of all weights, where that
                is known.
            when_scaled: what the endpoint does when the variant begins to scale.
        """
        self._endpoint, self._name = endpoint, variant_name
        self._instance_types, self._initial_weight = tuple(instance_types), initial_weight
        self._name_in_stack, self._when_scaled = name_in_stack, when_scaled
        self._scales = False

    @property
    def variant_name(self) -> str:
        """The variant's name."""
        return self._name

    @property
    def instance_types(self) -> tuple[str, ...]:
        """What it may run on; none where that is not known."""
        return self._instance_types

    @property
    def initial_weight(self) -> float | None:
        """Its share of the traffic relative to the sum of all weights; None where nobody knows."""
        return self._initial_weight

    def auto_scale_instance_count(
        self, *, min_capacity: int = 1, max_capacity: int
    ) -> ScalableInstanceCount:
        """Let the number of instances follow the load.

        Deploys keep the count that scaling has reached; weights still follow the code.

        Args:
            min_capacity: at least 1; scaling to none is for asynchronous endpoints and inference
                components.
            max_capacity: at least *min_capacity*.

        Returns:
            What the policies are added to; without one nothing scales.

        Raises:
            ConfigurationError: bounds that AWS refuses, a burstable instance type, or a variant
                that scales already.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html
        """
        from sagemaker_endpoints.scaling._scalable_instance_count import (  # noqa: PLC0415  # rare
            ScalableInstanceCount,
        )

        def subject() -> str:
            of = f"variant {self._name!r} of {self._endpoint.node.path!r}"
            return f"auto_scale_instance_count of {of}"

        check_given(subject, EndpointVariant.auto_scale_instance_count, locals())
        check_scaling(
            subject,
            elsewhere=self._endpoint.elsewhere_fault,
            instance_types=self._instance_types,
            scales_already=self._scales,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
        )
        self._scales = True
        if self._when_scaled is not None:
            self._when_scaled()
        return ScalableInstanceCount(
            self._endpoint,
            id_of_variant(self._endpoint, self._name, "InstanceCount"),
            variant_name=self._name,
            endpoint_name=self._name_in_stack,
            instance_types=self._instance_types,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
        )

    def metric(
        self, namespace: str, metric_name: str, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Any metric of this variant; its average when no statistic is given."""
        return self._metric(namespace, metric_name, "Average", options)

    def metric_invocations(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Requests sent to the model: their sum."""
        return self._metric(_metrics.INVOCATIONS, "Invocations", "Sum", options)

    def metric_invocations_per_instance(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests per instance: their sum; what `scale_on_invocations` follows, per minute."""
        return self._metric(_metrics.INVOCATIONS, "InvocationsPerInstance", "Sum", options)

    def metric_invocation_response_code(
        self, response_code: InvocationHttpResponseCode, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests that the model answered with 4XX or 5XX: their sum."""
        return self._metric(_metrics.INVOCATIONS, response_code, "Sum", options)

    def metric_invocation_model_errors(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Requests without an answer of 2XX, timeouts and broken ones too: their sum."""
        return self._metric(_metrics.INVOCATIONS, "InvocationModelErrors", "Sum", options)

    def metric_concurrent_requests_per_model(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests that a container has at one time, waiting ones too; every 10 seconds."""
        return self._metric(_metrics.INVOCATIONS, "ConcurrentRequestsPerModel", "Maximum", options)

    def metric_mid_stream_errors(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Streamed answers that broke off: their sum."""
        return self._metric(_metrics.INVOCATIONS, "MidStreamErrors", "Sum", options)

    def metric_first_chunk_latency(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time until a streamed answer begins, in microseconds."""
        return self._metric(_metrics.INVOCATIONS, "FirstChunkLatency", "Average", options)

    def metric_first_chunk_model_latency(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Time the container took to begin a streamed answer, in microseconds."""
        return self._metric(_metrics.INVOCATIONS, "FirstChunkModelLatency", "Average", options)

    def metric_first_chunk_overhead_latency(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Time SageMaker added until a streamed answer began, in microseconds."""
        return self._metric(_metrics.INVOCATIONS, "FirstChunkOverheadLatency", "Average", options)

    def metric_model_latency(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time the container took, in microseconds."""
        return self._metric(_metrics.INVOCATIONS, "ModelLatency", "Average", options)

    def metric_overhead_latency(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time SageMaker added to the container's, in microseconds."""
        return self._metric(_metrics.INVOCATIONS, "OverheadLatency", "Average", options)

    def metric_disk_utilization(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Disk space in use, in percent."""
        return self._metric(_metrics.INSTANCES, "DiskUtilization", "Average", options)

    def metric_cpu_utilization(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """CPU in use, in percent of one vCPU: 0 to 100 times the number of vCPUs."""
        return self._metric(_metrics.INSTANCES, "CPUUtilization", "Average", options)

    def metric_memory_utilization(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Memory in use, in percent."""
        return self._metric(_metrics.INSTANCES, "MemoryUtilization", "Average", options)

    def metric_gpu_utilization(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """GPU in use, in percent of one GPU: 0 to 100 times the number of GPUs."""
        return self._metric(_metrics.INSTANCES, "GPUUtilization", "Average", options)

    def metric_gpu_memory_utilization(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """GPU memory in use, in percent of one GPU's: 0 to 100 times the number of GPUs."""
        return self._metric(_metrics.INSTANCES, "GPUMemoryUtilization", "Average", options)

    def _metric(
        self, namespace: str, metric_name: str, default_statistic: str, options: MetricOptions
    ) -> cloudwatch.Metric:
        dimensions = {"EndpointName": self._endpoint.endpoint_name, "VariantName": self._name}
        return _metrics.metric(
            namespace,
            metric_name,
            dimensions,
            default_statistic,
            options,
            place=self._endpoint.env,
        )
