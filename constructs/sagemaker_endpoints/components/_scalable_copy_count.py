"""The number of copies of an inference component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.components._way_from_zero import POLICY_NAME, add_way_from_zero
from sagemaker_endpoints.scaling._registered_target import predefined
from sagemaker_endpoints.scaling._scalable_attribute import ScalableAttribute
from sagemaker_endpoints.scaling._scaling_values import invocations_target

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_sagemaker as sagemaker
    from constructs import Construct


_DIMENSION = "sagemaker:inference-component:DesiredCopyCount"


class ScalableCopyCount(ScalableAttribute):
    """A component's registered number of copies; each `scale_...` method adds a policy.

    With several policies the largest count that any of them wants wins. SageMaker adds and removes
    the instances that the copies need, between the endpoint's bounds.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        component_name: str,
        cfn_component: sagemaker.CfnInferenceComponent,
        min_capacity: int,
        max_capacity: int,
    ) -> None:
        """Register the count; called by `auto_scale_copy_count`.

        Args:
            scope: the component.
            construct_id: its id in the scope.
            component_name: its name, written out.
            cfn_component: made before the target, and removed after it.
            min_capacity: the lower bound; from 0 only a step policy leads back, which is made too.
            max_capacity: the upper bound.
        """
        super().__init__(
            scope,
            construct_id,
            subject=f"component {component_name!r}",
            resource_id=f"inference-component/{component_name}",
            scalable_dimension=_DIMENSION,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            lowest_capacity=0,
        )
        self.cfn_scalable_target.add_resource_dependency(cfn_component)
        self._component_name, self._wakes = component_name, False
        self._allow_minimum(min_capacity)

    def scale_on_invocations(
        self,
        policy_id: str,
        *,
        max_requests_per_second: float | None = None,
        safety_factor: float | None = None,
        invocations_per_copy_per_minute: float | None = None,
        scale_in_cooldown: cdk.Duration | None = None,
        scale_out_cooldown: cdk.Duration | None = None,
        disable_scale_in: bool | None = None,
    ) -> None:
        """Keep the invocations per copy and minute near a target.

        Args:
            policy_id: names the policy; unique for the component.
            max_requests_per_second: what one copy was measured to bear; the target is this x 60 x
                *safety_factor*.
            safety_factor: above 0, at most 1; a half when left out.
            invocations_per_copy_per_minute: the target itself, instead of the two.
            scale_in_cooldown: between two removals; AWS's default is 300 seconds.
            scale_out_cooldown: between two additions; AWS's default is 300 seconds.
            disable_scale_in: True never removes copies.

        Raises:
            ConfigurationError: none or both forms of the target, or values out of range.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
        """
        subject = f"scale_on_invocations {policy_id!r} of {self._subject}"
        check_given(subject, ScalableCopyCount.scale_on_invocations, locals())
        target = invocations_target(
            subject,
            max_requests_per_second=max_requests_per_second,
            safety_factor=safety_factor,
            invocations_per_minute=invocations_per_copy_per_minute,
            told_as="invocations_per_copy_per_minute",
        )
        self._track(
            policy_id,
            predefined("SageMakerInferenceComponentInvocationsPerCopy"),
            target,
            scale_in_cooldown=scale_in_cooldown,
            scale_out_cooldown=scale_out_cooldown,
            disable_scale_in=disable_scale_in,
        )

    def scale_on_concurrency(
        self,
        policy_id: str,
        *,
        concurrent_requests_per_copy: float,
        scale_in_cooldown: cdk.Duration | None = None,
        scale_out_cooldown: cdk.Duration | None = None,
        disable_scale_in: bool | None = None,
    ) -> None:
        """Keep the requests that a copy has at the same time near a target.

        The metric is read every 10 seconds, so copies are added sooner than by invocations; they
        are removed at the same pace. Meant for requests that take seconds, such as generated text.

        Args:
            policy_id: names the policy; unique for the component.
            concurrent_requests_per_copy: the target, above 0.
            scale_in_cooldown: between two removals; AWS's default is 300 seconds.
            scale_out_cooldown: between two additions; AWS's default is 300 seconds.
            disable_scale_in: True never removes copies.

        Raises:
            ConfigurationError: the target is not above 0.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-policy.html
        """
        subject = f"scale_on_concurrency {policy_id!r} of {self._subject}"
        check_given(subject, ScalableCopyCount.scale_on_concurrency, locals())
        faults = Faults(subject)
        faults.check_above_zero("concurrent_requests_per_copy", concurrent_requests_per_copy)
        faults.raise_if_any()
        self._track(
            policy_id,
            predefined("SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"),
            concurrent_requests_per_copy,
            scale_in_cooldown=scale_in_cooldown,
            scale_out_cooldown=scale_out_cooldown,
            disable_scale_in=disable_scale_in,
        )

    def _allow_minimum(self, min_capacity: int) -> None:
        """Add the way back from no copies: target tracking has nothing to divide by there."""
        if self._wakes or (is_known_number(min_capacity) and min_capacity > 0):
            return
        self._wakes = True
        self._claim("policy", POLICY_NAME)
        add_way_from_zero(self._cfn_scalable_target, self._target_id, self._component_name)
