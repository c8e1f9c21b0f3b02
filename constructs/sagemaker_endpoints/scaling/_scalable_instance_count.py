"""The number of instances of a variant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.scaling import _utilization as utilizations
from sagemaker_endpoints.scaling._registered_target import predefined
from sagemaker_endpoints.scaling._scalable_attribute import ScalableAttribute
from sagemaker_endpoints.scaling._scaling_values import invocations_target
from sagemaker_hosting.metadata import PERCENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk
    from constructs import Construct

    from sagemaker_endpoints.scaling._utilization import Utilization


class UtilizationOptions(TypedDict, total=False):
    """How utilization is followed; give either *percent* or *target_value*."""

    percent: float
    """Of the whole instance, above 0 and at most 100."""
    target_value: float
    """As CloudWatch counts: CPU in percent of one vCPU, GPU in percent of one GPU."""
    scale_in_cooldown: cdk.Duration
    """Between two removals; AWS's default is 300 seconds."""
    scale_out_cooldown: cdk.Duration
    """Between two additions; AWS's default is 300 seconds."""
    disable_scale_in: bool
    """True never removes instances."""


class ScalableInstanceCount(ScalableAttribute):
    """A variant's registered number of instances; each `scale_...` method adds a policy.

    With several policies the largest count that any of them wants wins.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        variant_name: str,
        endpoint_name: str,
        min_capacity: int,
        max_capacity: int,
        lowest_capacity: int = 1,
        instance_types: Sequence[str] = (),
    ) -> None:
        """Register the count; called by `auto_scale_instance_count`.

        Args:
            scope: the endpoint that the variant belongs to.
            construct_id: its id in the endpoint.
            variant_name: the variant's name.
            endpoint_name: the endpoint's name, as an attribute.
            min_capacity: the lower bound.
            max_capacity: the upper bound.
            lowest_capacity: the smallest minimum that AWS takes for the kind of endpoint.
            instance_types: what the variant may run on, where that is known.
        """
        super().__init__(
            scope,
            construct_id,
            subject=f"variant {variant_name!r}",
            resource_id=f"endpoint/{endpoint_name}/variant/{variant_name}",
            scalable_dimension="sagemaker:variant:DesiredInstanceCount",
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            lowest_capacity=lowest_capacity,
        )
        self._instance_types = tuple(instance_types)
        self._dimensions = {"EndpointName": endpoint_name, "VariantName": variant_name}

    def scale_on_invocations(
        self,
        policy_id: str,
        *,
        max_requests_per_second: float | None = None,
        safety_factor: float | None = None,
        invocations_per_minute: float | None = None,
        scale_in_cooldown: cdk.Duration | None = None,
        scale_out_cooldown: cdk.Duration | None = None,
        disable_scale_in: bool | None = None,
    ) -> None:
        """Keep the invocations per instance and minute near a target.

        Args:
            policy_id: names the policy; unique for the variant.
            max_requests_per_second: what one instance was measured to bear; the target is this x 60
                x *safety_factor*.
            safety_factor: above 0, at most 1; a half when left out.
            invocations_per_minute: the target itself, instead of the two.
            scale_in_cooldown: between two removals; AWS's default is 300 seconds.
            scale_out_cooldown: between two additions; AWS's default is 300 seconds.
            disable_scale_in: True never removes instances.

        Raises:
            ConfigurationError: none or both forms of the target, or values out of range.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
        """
        subject = f"scale_on_invocations {policy_id!r} of {self._subject}"
        check_given(subject, ScalableInstanceCount.scale_on_invocations, locals())
        target = invocations_target(
            subject,
            max_requests_per_second=max_requests_per_second,
            safety_factor=safety_factor,
            invocations_per_minute=invocations_per_minute,
        )
        self._track(
            policy_id,
            predefined("SageMakerVariantInvocationsPerInstance"),
            target,
            scale_in_cooldown=scale_in_cooldown,
            scale_out_cooldown=scale_out_cooldown,
            disable_scale_in=disable_scale_in,
        )

    def scale_on_concurrency(
        self,
        policy_id: str,
        *,
        concurrent_requests_per_model: float,
        scale_in_cooldown: cdk.Duration | None = None,
        scale_out_cooldown: cdk.Duration | None = None,
        disable_scale_in: bool | None = None,
    ) -> None:
        """Keep the requests that an instance has at the same time near a target.

        The metric comes every 10 seconds, so instances are added sooner than by invocations; they
        are removed at the same pace. Meant for requests that take seconds, such as streamed text.

        Args:
            policy_id: names the policy; unique for the variant.
            concurrent_requests_per_model: the target, above 0; waiting requests count.
            scale_in_cooldown: between two removals; AWS's default is 300 seconds.
            scale_out_cooldown: between two additions; AWS's default is 300 seconds.
            disable_scale_in: True never removes instances.

        Raises:
            ConfigurationError: the target is not above 0.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
        """
        subject = f"scale_on_concurrency {policy_id!r} of {self._subject}"
        check_given(subject, ScalableInstanceCount.scale_on_concurrency, locals())
        faults = Faults(subject)
        faults.check_above_zero("concurrent_requests_per_model", concurrent_requests_per_model)
        faults.raise_if_any()
        self._track(
            policy_id,
            predefined("SageMakerVariantConcurrentRequestsPerModelHighResolution"),
            concurrent_requests_per_model,
            scale_in_cooldown=scale_in_cooldown,
            scale_out_cooldown=scale_out_cooldown,
            disable_scale_in=disable_scale_in,
        )

    def scale_on_cpu_utilization(
        self, policy_id: str, **options: Unpack[UtilizationOptions]
    ) -> None:
        """Keep the CPU in use near a target; see `UtilizationOptions`.

        Raises:
            ConfigurationError: none or both forms of the target, values out of range, or a
                percentage of types whose numbers of vCPUs differ or are unknown.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
        """
        self._follow("scale_on_cpu_utilization", policy_id, utilizations.CPU, options)

    def scale_on_memory_utilization(
        self, policy_id: str, **options: Unpack[UtilizationOptions]
    ) -> None:
        """Keep the memory in use near a target; as `scale_on_cpu_utilization`."""
        self._follow("scale_on_memory_utilization", policy_id, utilizations.MEMORY, options)

    def scale_on_disk_utilization(
        self, policy_id: str, **options: Unpack[UtilizationOptions]
    ) -> None:
        """Keep the disk space in use near a target; as `scale_on_cpu_utilization`."""
        self._follow("scale_on_disk_utilization", policy_id, utilizations.DISK, options)

    def scale_on_gpu_utilization(
        self, policy_id: str, **options: Unpack[UtilizationOptions]
    ) -> None:
        """Keep the GPUs in use near a target; as `scale_on_cpu_utilization`."""
        self._follow("scale_on_gpu_utilization", policy_id, utilizations.GPU, options)

    def scale_on_gpu_memory_utilization(
        self, policy_id: str, **options: Unpack[UtilizationOptions]
    ) -> None:
        """Keep the GPU memory in use near a target; as `scale_on_gpu_utilization`."""
        self._follow("scale_on_gpu_memory_utilization", policy_id, utilizations.GPU_MEMORY, options)

    def _follow(
        self, method: str, policy_id: str, utilization: Utilization, options: UtilizationOptions
    ) -> None:
        subject = f"{method} {policy_id!r} of {self._subject}"
        given = {name: value for name, value in options.items() if value is not None}
        check_given(subject, UtilizationOptions, given)
        target = utilizations.utilization_target(
            subject,
            utilization,
            self._instance_types,
            percent=options.get("percent"),
            target_value=options.get("target_value"),
        )
        policy = self._track(
            policy_id,
            {"customizedMetricSpecification": self._specification(utilization.metric_name)},
            target,
            scale_in_cooldown=options.get("scale_in_cooldown"),
            scale_out_cooldown=options.get("scale_out_cooldown"),
            disable_scale_in=options.get("disable_scale_in"),
        )
        percent = options.get("percent")
        if utilizations.is_mistakable(target, percent):
            # Read from the template alone, it could be a share of one vCPU that was meant.
            policy.l1.add_metadata(PERCENT, percent)

    def _specification(self, metric_name: str) -> dict[str, Any]:
        return {
            "namespace": _metrics.INSTANCES,
            "metricName": metric_name,
            "statistic": "Average",
            "dimensions": [
                {"name": name, "value": value} for name, value in self._dimensions.items()
            ],
        }
