"""Something of an endpoint that follows the load, and the policies that move it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._time_zones import time_zone_warnings
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.scaling._registered_target import RegisteredTarget
from sagemaker_endpoints.scaling._scaling_values import check_bounds
from sagemaker_endpoints.scaling._scheduled_action import scheduled_action

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_applicationautoscaling as appscaling
    from aws_cdk import aws_cloudwatch as cloudwatch

    from sagemaker_endpoints.scaling._scheduled_action import Moment


class ScalableAttribute(RegisteredTarget):
    """A registered scalable target; each `scale_...` method adds a policy or an action.

    With several policies the largest capacity that any of them wants wins.
    """

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
        subject = f"scale_to_track_metric {policy_id!r} of {self._subject}"
        check_given(subject, ScalableAttribute.scale_to_track_metric, locals())
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
        subject = f"scale_on_metric {policy_id!r} of {self._subject}"
        check_given(subject, ScalableAttribute.scale_on_metric, locals())
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
        subject = f"scale_on_schedule {action_id!r} of {self._subject}"
        check_given(subject, ScalableAttribute.scale_on_schedule, locals())
        self._check_schedule(action_id, min_capacity, max_capacity)
        zone: str | None = time_zone.timezone_name if time_zone is not None else None
        action = scheduled_action(
            subject,
            action_id,
            schedule=schedule.expression_string,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            time_zone=zone,
            start_time=start_time,
            end_time=end_time,
        )
        self._scheduled[action_id] = action
        self._cfn_scalable_target.change(scheduled_actions=list(self._scheduled.values()))
        for rule, message in time_zone_warnings(zone):
            warn(self.cfn_scalable_target, rule, f"{subject}: {message}")
        if min_capacity is not None:
            self._allow_minimum(min_capacity)

    def _allow_minimum(self, min_capacity: int) -> None:
        """What a kind does when its minimum becomes *min_capacity*; most do nothing."""

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
