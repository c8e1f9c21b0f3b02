"""The number of instances of a variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints._scalable_attribute import ScalableAttribute, predefined
from sagemaker_endpoints._scaling_values import invocations_target

if TYPE_CHECKING:
    import aws_cdk as cdk

    from sagemaker_endpoints._endpoint import Endpoint


class ScalableInstanceCount(ScalableAttribute):
    """A variant's registered number of instances; each `scale_...` method adds a policy.

    With several policies the largest count that any of them wants wins.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        construct_id: str,
        *,
        variant_name: str,
        endpoint_name: str,
        min_capacity: int,
        max_capacity: int,
        lowest_capacity: int = 1,
    ) -> None:
        """Register the count; called by `auto_scale_instance_count`."""
        super().__init__(
            endpoint,
            construct_id,
            subject=f"variant {variant_name!r}",
            resource_id=f"endpoint/{endpoint_name}/variant/{variant_name}",
            scalable_dimension="sagemaker:variant:DesiredInstanceCount",
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            lowest_capacity=lowest_capacity,
        )

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
        target = invocations_target(
            f"scale_on_invocations {policy_id!r} of {self._subject}",
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
