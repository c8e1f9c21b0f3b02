"""The number of instances of a variant, and the policies that move it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import aws_applicationautoscaling as appscaling

from sagemaker_endpoints._errors import Faults
from sagemaker_endpoints._scaling_values import check_bounds, invocations_target

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_cloudwatch as cloudwatch

    from sagemaker_endpoints._endpoint import Endpoint

_DIMENSION = "sagemaker:variant:DesiredInstanceCount"
_NAMESPACE = "sagemaker"


class ScalableInstanceCount:
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
    ) -> None:
        # The name is the endpoint's attribute, not written out, so that the target is made after
        # and removed before the endpoint.
        self.cfn_scalable_target = appscaling.CfnScalableTarget(
            endpoint,
            construct_id,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            resource_id=f"endpoint/{endpoint_name}/variant/{variant_name}",
            scalable_dimension=_DIMENSION,
            service_namespace=_NAMESPACE,
        )
        self._variant_name = variant_name
        self._target_id: str = self.cfn_scalable_target.ref
        self._shared_target: appscaling.IScalableTarget | None = None
        self._scheduled: list[appscaling.CfnScalableTarget.ScheduledActionProperty] = []

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
            f"scale_on_invocations {policy_id!r} of variant {self._variant_name!r}",
            max_requests_per_second=max_requests_per_second,
            safety_factor=safety_factor,
            invocations_per_minute=invocations_per_minute,
        )
        tracking: dict[str, Any] = {
            "targetValue": target,
            "predefinedMetricSpecification": {
                "predefinedMetricType": "SageMakerVariantInvocationsPerInstance"
            },
        }
        if scale_in_cooldown is not None:
            tracking["scaleInCooldown"] = scale_in_cooldown.to_seconds()
        if scale_out_cooldown is not None:
            tracking["scaleOutCooldown"] = scale_out_cooldown.to_seconds()
        if disable_scale_in is not None:
            tracking["disableScaleIn"] = disable_scale_in
        appscaling.CfnScalingPolicy(
            self.cfn_scalable_target,
            policy_id,
            policy_name=policy_id,
            policy_type="TargetTrackingScaling",
            scaling_target_id=self._target_id,
            target_tracking_scaling_policy_configuration=tracking,
        )

    def scale_to_track_metric(
        self,
        policy_id: str,
        *,
        metric: cloudwatch.IMetric,
        target_value: float,
        scale_in_cooldown: cdk.Duration | None = None,
        scale_out_cooldown: cdk.Duration | None = None,
        disable_scale_in: bool | None = None,
    ) -> None:
        """Keep a metric that falls as instances are added near *target_value*."""
        appscaling.TargetTrackingScalingPolicy(
            self.cfn_scalable_target,
            policy_id,
            policy_name=policy_id,
            scaling_target=self._as_scalable_target(),
            custom_metric=metric,
            target_value=target_value,
            scale_in_cooldown=scale_in_cooldown,
            scale_out_cooldown=scale_out_cooldown,
            disable_scale_in=disable_scale_in,
        )

    def scale_on_metric(
        self,
        policy_id: str,
        *,
        metric: cloudwatch.IMetric,
        scaling_steps: Sequence[appscaling.ScalingInterval],
        adjustment_type: appscaling.AdjustmentType | None = None,
        cooldown: cdk.Duration | None = None,
        evaluation_periods: int | None = None,
        datapoints_to_alarm: int | None = None,
        min_adjustment_magnitude: int | None = None,
    ) -> None:
        """Add or remove instances in steps of a metric, as `ScalableTarget` of CDK does."""
        appscaling.StepScalingPolicy(
            self.cfn_scalable_target,
            policy_id,
            scaling_target=self._as_scalable_target(),
            metric=metric,
            scaling_steps=list(scaling_steps),
            adjustment_type=adjustment_type,
            cooldown=cooldown,
            evaluation_periods=evaluation_periods,
            datapoints_to_alarm=datapoints_to_alarm,
            min_adjustment_magnitude=min_adjustment_magnitude,
        )

    def scale_on_schedule(
        self,
        action_id: str,
        *,
        schedule: appscaling.Schedule,
        min_capacity: int | None = None,
        max_capacity: int | None = None,
        time_zone: cdk.TimeZone | None = None,
    ) -> None:
        """Change the bounds at set times: before the nightly run, after it.

        Args:
            action_id: names the action; unique for the variant.
            schedule: `appscaling.Schedule.cron(...)`, `.rate(...)`, `.at(...)` or
                `.expression(...)`.
            min_capacity: from then on, at least 1.
            max_capacity: from then on.
            time_zone: of the schedule; UTC when left out.

        Raises:
            ConfigurationError: neither bound, bounds that AWS refuses, or an id that is taken.
        """
        self._check_schedule(action_id, min_capacity, max_capacity)
        action = appscaling.CfnScalableTarget.ScheduledActionProperty(
            scheduled_action_name=action_id,
            schedule=schedule.expression_string,
            scalable_target_action=appscaling.CfnScalableTarget.ScalableTargetActionProperty(
                min_capacity=min_capacity, max_capacity=max_capacity
            ),
            timezone=time_zone.timezone_name if time_zone is not None else None,
        )
        self._scheduled.append(action)
        self.cfn_scalable_target.scheduled_actions = [*self._scheduled]

    def _as_scalable_target(self) -> appscaling.IScalableTarget:
        if self._shared_target is None:
            self._shared_target = appscaling.ScalableTarget.from_scalable_target_attributes(
                self.cfn_scalable_target,
                "ScalableTarget",
                scalable_target_id=self._target_id,
                scalable_dimension=_DIMENSION,
                service_namespace=_NAMESPACE,
            )
        return self._shared_target

    def _check_schedule(
        self, action_id: str, min_capacity: int | None, max_capacity: int | None
    ) -> None:
        faults = Faults(f"scale_on_schedule {action_id!r} of variant {self._variant_name!r}")
        if any(action.scheduled_action_name == action_id for action in self._scheduled):
            faults.add("id: another action of the variant has it")
        if min_capacity is None and max_capacity is None:
            faults.add("capacity: give min_capacity, max_capacity or both")
        check_bounds(faults, min_capacity, max_capacity)
        faults.raise_if_any()
