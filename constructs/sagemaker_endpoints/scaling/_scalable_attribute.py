"""Something of an endpoint that follows the load, and the policies that move it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._l1 import CfnScalableTarget, CfnScalingPolicy
from sagemaker_endpoints.common._resources import define
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.scaling._scaling_values import check_bounds
from sagemaker_endpoints.scaling._scheduled_action import scheduled_action
from sagemaker_endpoints.scaling._taken_policies import TakenPolicies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aws_cdk import aws_applicationautoscaling as appscaling
    from aws_cdk import aws_cloudwatch as cloudwatch
    from constructs import Construct

    from sagemaker_endpoints.scaling._scheduled_action import Moment

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
        """Keep a metric that falls as capacity is added near *target_value*.

        Args:
            policy_id: names the policy; unique for the target.
            metric: of CloudWatch, not calculated from others: CDK takes none.
            target_value: above 0, in the metric's unit.
            scale_in_cooldown: between two removals; AWS's default is 300 seconds.
            scale_out_cooldown: between two additions; AWS's default is 300 seconds.
            disable_scale_in: True never removes capacity.

        Raises:
            ConfigurationError: a target that is not above 0, or an id that is taken.
        """
        too_low = is_known_number(target_value) and target_value <= 0
        faults = [f"target_value: got {target_value:g}, allowed is more than 0"] if too_low else []
        self._claim("scale_to_track_metric", policy_id, faults=faults)
        cdk.aws_applicationautoscaling.TargetTrackingScalingPolicy(
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
        """Add or remove capacity in steps of a metric, as `ScalableTarget` of CDK does.

        Args:
            policy_id: names the policies and their alarms; unique for the target.
            metric: of CloudWatch.
            scaling_steps: at least two ranges of the metric, each with a change.
            adjustment_type: what a change is; a number of instances or copies when left out.
            cooldown: between two changes.
            evaluation_periods: values of the metric that an alarm looks at.
            datapoints_to_alarm: how many of them have to be in a range.
            min_adjustment_magnitude: the smallest change, for percentages alone.

        Raises:
            ConfigurationError: a smallest change of something else than percentages, or an id that
                is taken.
        """
        kinds = cdk.aws_applicationautoscaling.AdjustmentType
        by_percent = adjustment_type is kinds.PERCENT_CHANGE_IN_CAPACITY
        useless = min_adjustment_magnitude is not None and not by_percent
        fault = (
            f"min_adjustment_magnitude: got {min_adjustment_magnitude}, allowed is one with "
            "AdjustmentType.PERCENT_CHANGE_IN_CAPACITY alone"
        )
        self._claim("scale_on_metric", policy_id, faults=[fault] if useless else [])
        cdk.aws_applicationautoscaling.StepScalingPolicy(
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
        start_time: Moment | None = None,
        end_time: Moment | None = None,
    ) -> None:
        """Change the bounds at set times: before the nightly run, after it.

        Args:
            action_id: names the action; unique for the target.
            schedule: `appscaling.Schedule.cron(...)`, `.rate(...)`, `.at(...)` or
                `.expression(...)`.
            min_capacity: from then on; with 0, where the kind takes it, the way back from none is
                added.
            max_capacity: from then on.
            time_zone: of the schedule; UTC when left out.
            start_time: a `datetime.datetime` with a time zone, before which it does nothing.
            end_time: one from which on it does nothing.

        Raises:
            ConfigurationError: neither bound, bounds or times that AWS refuses, or an id that is
                taken.

        See
        https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
        """
        self._check_schedule(action_id, min_capacity, max_capacity)
        action = scheduled_action(
            f"scale_on_schedule {action_id!r} of {self._subject}",
            action_id,
            schedule=schedule.expression_string,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            time_zone=time_zone,
            start_time=start_time,
            end_time=end_time,
        )
        self._scheduled[action_id] = action
        self._cfn_scalable_target.change(scheduled_actions=list(self._scheduled.values()))
        if min_capacity is not None:
            self._allow_minimum(min_capacity)

    def _allow_minimum(self, min_capacity: int) -> None:
        """What a kind does when its minimum becomes *min_capacity*; most do nothing."""

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
    ) -> None:
        """Add a target-tracking policy; *metric* is its predefined or customized specification."""
        self._claim("policy", policy_id, tracked=str(metric))
        tracking: dict[str, Any] = {"targetValue": target_value, **metric}
        if scale_in_cooldown is not None:
            tracking["scaleInCooldown"] = scale_in_cooldown.to_seconds()
        if scale_out_cooldown is not None:
            tracking["scaleOutCooldown"] = scale_out_cooldown.to_seconds()
        if disable_scale_in is not None:
            tracking["disableScaleIn"] = disable_scale_in
        define(
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

    def _check_schedule(
        self, action_id: str, min_capacity: int | None, max_capacity: int | None
    ) -> None:
        faults = Faults(f"scale_on_schedule {action_id!r} of {self._subject}")
        if action_id in self._scheduled:
            faults.add("id: another action of it has this one")
        if min_capacity is None and max_capacity is None:
            faults.add("capacity: give min_capacity, max_capacity or both")
        check_bounds(faults, min_capacity, max_capacity, lowest=self._lowest_capacity)
        faults.raise_if_any()


def predefined(metric_type: str) -> dict[str, Any]:
    """The specification of one of Application Auto Scaling's predefined metrics."""
    return {"predefinedMetricSpecification": {"predefinedMetricType": metric_type}}
