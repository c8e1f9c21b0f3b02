"""What Application Auto Scaling moves: a registered target, and what all policies of it need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._l1 import CfnScalableTarget, CfnScalingPolicy
from sagemaker_endpoints.common._resources import define
from sagemaker_endpoints.common._units import in_unit
from sagemaker_endpoints.scaling._taken_policies import TakenPolicies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk import aws_applicationautoscaling as appscaling
    from constructs import Construct

    from sagemaker_endpoints.common._resources import Defined

_NAMESPACE = "sagemaker"


class RegisteredTarget:
    """A registered scalable target; `ScalableAttribute` adds the policies that all kinds have."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        subject: str,
        resource_id: str,
        scalable_dimension: str,
        min_capacity: int,
        max_capacity: int,
        lowest_capacity: int,
    ) -> None:
        """Register a target; called by endpoints.

        Args:
            scope: the endpoint or component.
            construct_id: its id in the scope.
            subject: how errors name it: "variant 'champion'".
            resource_id: with the endpoint's or component's name as an attribute, not written out,
                so that the target is made after and removed before it.
            scalable_dimension: "sagemaker:variant:DesiredInstanceCount", ...
            min_capacity: the lower bound.
            max_capacity: the upper bound.
            lowest_capacity: the smallest minimum that AWS takes for this kind.
        """
        self._cfn_scalable_target = define(
            CfnScalableTarget,
            scope,
            construct_id,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            resource_id=resource_id,
            scalable_dimension=scalable_dimension,
            service_namespace=_NAMESPACE,
        )
        self._subject, self._lowest_capacity = subject, lowest_capacity
        self._dimension = scalable_dimension
        self._target_id = self._cfn_scalable_target.attribute("ref")
        self._shared_target: appscaling.IScalableTarget | None = None
        self._scheduled: dict[str, Any] = {}
        self._taken = TakenPolicies()

    @property
    def cfn_scalable_target(self) -> CfnScalableTarget:
        """The scalable target as CDK's L1, for what this class does not take."""
        return self._cfn_scalable_target.l1

    def suspend(
        self, *, scale_in: bool = False, scale_out: bool = False, scheduled: bool = False
    ) -> None:
        """Stop scaling without taking its policies away: while an incident is looked at.

        A later call says everything anew; one without arguments lets scaling go on. Deploy that
        before the call is taken away: AWS leaves as it is what a template does not say.

        Args:
            scale_in: True removes nothing.
            scale_out: True adds nothing.
            scheduled: True changes no bounds at set times.

        See
        https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-suspend-resume-scaling.html
        """
        state: Any = {
            "dynamicScalingInSuspended": scale_in,
            "dynamicScalingOutSuspended": scale_out,
            "scheduledScalingSuspended": scheduled,
        }
        self._cfn_scalable_target.change(suspended_state=state)

    def _track(
        self,
        policy_id: str,
        metric: dict[str, Any],
        target_value: float,
        *,
        scale_in_cooldown: cdk.Duration | None,
        scale_out_cooldown: cdk.Duration | None,
        disable_scale_in: bool | None,
    ) -> Defined[CfnScalingPolicy]:
        """Add a target-tracking policy; *metric* is its predefined or customized specification."""
        subject = f"policy {policy_id!r} of {self._subject}"
        check_given(subject, RegisteredTarget._track, locals(), but=("metric",))
        self._claim("policy", policy_id, tracked=str(metric))
        tracking: dict[str, Any] = {"targetValue": target_value, **metric}
        faults = Faults(subject)
        if scale_in_cooldown is not None:
            seconds = in_unit(faults, "scale_in_cooldown", scale_in_cooldown.to_seconds)
            tracking["scaleInCooldown"] = seconds
        if scale_out_cooldown is not None:
            seconds = in_unit(faults, "scale_out_cooldown", scale_out_cooldown.to_seconds)
            tracking["scaleOutCooldown"] = seconds
        faults.raise_if_any()
        if disable_scale_in is not None:
            tracking["disableScaleIn"] = disable_scale_in
        return define(
            CfnScalingPolicy,
            self._cfn_scalable_target,
            policy_id,
            policy_name=policy_id,
            policy_type="TargetTrackingScaling",
            scaling_target_id=self._target_id,
            target_tracking_scaling_policy_configuration=tracking,
        )

    def _claim(
        self, method: str, policy_id: str, *, tracked: str = "", faults: Iterable[str] = ()
    ) -> None:
        found = Faults(f"{method} {policy_id!r} of {self._subject}")
        found.extend(self._taken.faults(policy_id, tracked))
        found.extend(faults)
        found.raise_if_any()
        self._taken.add(policy_id, tracked)

    def _as_scalable_target(self) -> appscaling.IScalableTarget:
        if self._shared_target is None:
            targets = cdk.aws_applicationautoscaling.ScalableTarget
            self._shared_target = targets.from_scalable_target_attributes(
                self.cfn_scalable_target,
                "ScalableTarget",
                scalable_target_id=self._target_id,
                scalable_dimension=self._dimension,
                service_namespace=_NAMESPACE,
            )
        return self._shared_target


def predefined(metric_type: str) -> dict[str, Any]:
    """The specification of one of Application Auto Scaling's predefined metrics."""
    return {"predefinedMetricSpecification": {"predefinedMetricType": metric_type}}
