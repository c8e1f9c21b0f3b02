"""Something of an endpoint that follows the load, and the policies that move it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import aws_applicationautoscaling as appscaling

from sagemaker_endpoints._errors import Faults
from sagemaker_endpoints._scaling_values import check_bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_cloudwatch as cloudwatch
    from constructs import Construct

_NAMESPACE = "sagemaker"


class ScalableAttribute:
    """A registered scalable target; each `scale_...` method adds a policy or an action.

    With several policies the largest capacity that any of them wants wins.
    """

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
        self.cfn_scalable_target = appscaling.CfnScalableTarget(
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
        self._target_id: str = self.cfn_scalable_target.ref
        self._shared_target: appscaling.IScalableTarget | None = None
        self._scheduled: list[appscaling.CfnScalableTarget.ScheduledActionProperty] = []

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
        """Keep a metric that falls as capacity is added near *target_value*."""
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
        """Add or remove capacity in steps of a metric, as `ScalableTarget` of CDK does."""
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
            action_id: names the action; unique for the target.
            schedule: `appscaling.Schedule.cron(...)`, `.rate(...)`, `.at(...)` or
                `.expression(...)`.
            min_capacity: from then on.
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

    def _track(
        self,
        policy_id: str,
        metric: dict[str, Any],
        target_value: float,
        *,
        scale_in_cooldown: cdk.Duration | None,
        scale_out_cooldown: cdk.Duration | None,
        disable_scale_in: bool | None,
    ) -> None:
        """Add a target-tracking policy; *metric* is its predefined or customized specification."""
        tracking: dict[str, Any] = {"targetValue": target_value, **metric}
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

    def _as_scalable_target(self) -> appscaling.IScalableTarget:
        if self._shared_target is None:
            self._shared_target = appscaling.ScalableTarget.from_scalable_target_attributes(
                self.cfn_scalable_target,
                "ScalableTarget",
                scalable_target_id=self._target_id,
                scalable_dimension=self._dimension,
                service_namespace=_NAMESPACE,
            )
        return self._shared_target

    def _check_schedule(
        self, action_id: str, min_capacity: int | None, max_capacity: int | None
    ) -> None:
        faults = Faults(f"scale_on_schedule {action_id!r} of {self._subject}")
        if any(action.scheduled_action_name == action_id for action in self._scheduled):
            faults.add("id: another action of it has this one")
        if min_capacity is None and max_capacity is None:
            faults.add("capacity: give min_capacity, max_capacity or both")
        check_bounds(faults, min_capacity, max_capacity, lowest=self._lowest_capacity)
        faults.raise_if_any()


def predefined(metric_type: str) -> dict[str, Any]:
    """The specification of one of Application Auto Scaling's predefined metrics."""
    return {"predefinedMetricSpecification": {"predefinedMetricType": metric_type}}
