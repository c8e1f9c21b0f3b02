"""What every inference component can do, made here or imported."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, Unpack

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._arns import arn_of_name, name_of_arn
from sagemaker_endpoints.common._errors import Faults, naming
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._imported_names import check_imported_arn, check_imported_name
from sagemaker_endpoints.common._metrics import InvocationHttpResponseCode, MetricOptions

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch
    from constructs import Construct

    from sagemaker_endpoints.endpoints._endpoint import Endpoint

_KIND = "inference-component"


class InferenceComponent(cdk.Resource, abc.ABC):
    """A model that shares the instances of an endpoint with others.

    Callers name it in every request: `InvokeEndpoint` without `InferenceComponentName` fails.

    Every metric takes the options of `aws_cloudwatch.Metric`: `statistic="p99"`, `period=...`,
    `label=...`.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html#cloudwatch-metrics-inference-component
    """

    @property
    @abc.abstractmethod
    def component_name(self) -> str:
        """The component's name: what requests give as `InferenceComponentName`."""

    @property
    @abc.abstractmethod
    def component_arn(self) -> str:
        """The component's ARN."""

    @property
    @abc.abstractmethod
    def endpoint(self) -> Endpoint:
        """The endpoint that hosts it."""

    @staticmethod
    def from_component_name(
        scope: Construct, construct_id: str, component_name: str, *, endpoint: Endpoint
    ) -> InferenceComponent:
        """A component that exists in the stack's account and region, by its name.

        Args:
            scope: the construct it belongs to.
            construct_id: its id in the scope.
            component_name: its name.
            endpoint: that hosts it; whoever may invoke the component needs both.

        Raises:
            ConfigurationError: SageMaker gives no component such a name.
        """
        subject = naming("InferenceComponent", scope, construct_id)
        check_given(subject, InferenceComponent.from_component_name, locals())
        faults = Faults(subject)
        check_imported_name(faults, "component_name", component_name, _KIND)
        faults.raise_if_any()
        arn = arn_of_name(scope, _KIND, component_name)
        return _ImportedComponent(
            scope, construct_id, name=component_name, arn=arn, endpoint=endpoint
        )

    @staticmethod
    def from_component_arn(
        scope: Construct, construct_id: str, component_arn: str, *, endpoint: Endpoint
    ) -> InferenceComponent:
        """A component that exists, here or elsewhere, by its ARN.

        Args:
            scope: the construct it belongs to.
            construct_id: its id in the scope.
            component_arn: its ARN.
            endpoint: that hosts it; whoever may invoke the component needs both.

        Raises:
            ConfigurationError: it is no ARN of a component.
        """
        subject = naming("InferenceComponent", scope, construct_id)
        check_given(subject, InferenceComponent.from_component_arn, locals())
        faults = Faults(subject)
        check_imported_arn(faults, "component_arn", component_arn, _KIND)
        faults.raise_if_any()
        return _ImportedComponent(
            scope,
            construct_id,
            name=name_of_arn(scope, component_arn),
            arn=component_arn,
            endpoint=endpoint,
        )

    def grant_invoke(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let *grantee* ask this component and wait for the answer (`InvokeEndpoint`).

        `InvokeEndpoint` needs the right to the endpoint and to the component; no other component of
        the endpoint is granted with it.
        """
        return self._grant(grantee, "sagemaker:InvokeEndpoint")

    def grant_invoke_stream(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let *grantee* read answers as they come (`InvokeEndpointWithResponseStream`)."""
        return self._grant(grantee, "sagemaker:InvokeEndpointWithResponseStream")

    def metric(
        self, namespace: str, metric_name: str, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Any metric of this component; its average when no statistic is given."""
        return self._metric(namespace, metric_name, "Average", options)

    def metric_invocations(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Requests sent to the component: their sum."""
        return self._metric(_metrics.INVOCATIONS, "Invocations", "Sum", options)

    def metric_invocations_per_copy(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Requests per copy: their sum; what `scale_on_invocations` follows, per minute."""
        return self._metric(_metrics.INVOCATIONS, "InvocationsPerCopy", "Sum", options)

    def metric_concurrent_requests_per_copy(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests that a copy has at the same time: their maximum."""
        return self._metric(_metrics.INVOCATIONS, "ConcurrentRequestsPerCopy", "Maximum", options)

    def metric_no_capacity_invocation_failures(
        self, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests that found no instance: their sum; what wakes a component without copies."""
        return self._metric(_metrics.INVOCATIONS, "NoCapacityInvocationFailures", "Sum", options)

    def metric_invocation_response_code(
        self, response_code: InvocationHttpResponseCode, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Requests that the model answered with 4XX or 5XX: their sum."""
        return self._metric(_metrics.INVOCATIONS, response_code, "Sum", options)

    def metric_model_latency(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time the container took, in microseconds."""
        return self._metric(_metrics.INVOCATIONS, "ModelLatency", "Average", options)

    def metric_overhead_latency(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Time SageMaker added to the container's, in microseconds."""
        return self._metric(_metrics.INVOCATIONS, "OverheadLatency", "Average", options)

    def metric_cpu_utilization(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """CPU in use, in percent of the copy's share."""
        return self._metric(_metrics.COPIES, "CPUUtilizationNormalized", "Average", options)

    def metric_memory_utilization(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Memory in use, in percent of the copy's share."""
        return self._metric(_metrics.COPIES, "MemoryUtilizationNormalized", "Average", options)

    def metric_gpu_utilization(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """GPUs in use, in percent of the copy's share."""
        return self._metric(_metrics.COPIES, "GPUUtilizationNormalized", "Average", options)

    def metric_gpu_memory_utilization(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """GPU memory in use, in percent of the copy's share."""
        return self._metric(_metrics.COPIES, "GPUMemoryUtilizationNormalized", "Average", options)

    def _grant(self, grantee: iam.IGrantable, *actions: str) -> iam.Grant:
        check_given(
            lambda: f"InferenceComponent {self.node.path!r}: {actions[0]}",
            InferenceComponent.grant_invoke,
            {"grantee": grantee},
        )
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=list(actions),
            resource_arns=[self.endpoint.endpoint_arn, self.component_arn],
        )

    def _metric(
        self, namespace: str, metric_name: str, default_statistic: str, options: MetricOptions
    ) -> cloudwatch.Metric:
        # Metrics of components carry no other dimension: with the endpoint's name they are none.
        dimensions = {"InferenceComponentName": self.component_name}
        return _metrics.metric(
            namespace, metric_name, dimensions, default_statistic, options, place=self.env
        )


class _ImportedComponent(InferenceComponent):
    def __init__(
        self, scope: Construct, construct_id: str, *, name: str, arn: str, endpoint: Endpoint
    ) -> None:
        super().__init__(scope, construct_id, environment_from_arn=arn)
        self._name, self._arn, self._endpoint = name, arn, endpoint

    @property
    def component_name(self) -> str:
        """The component's name."""
        return self._name

    @property
    def component_arn(self) -> str:
        """The component's ARN."""
        return self._arn

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that hosts it."""
        return self._endpoint
