"""The number of instances of an asynchronous endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._l1 import CfnAlarm, CfnScalingPolicy
from sagemaker_endpoints.common._resources import define
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.scaling._scalable_attribute import ScalableAttribute

if TYPE_CHECKING:
    import aws_cdk as cdk

    from sagemaker_endpoints.endpoints._endpoint import Endpoint

# As AWS's guide sets them.
# https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
_WAKING_COOLDOWN: Final = 300
_WAKING_PERIOD: Final = 60
_WAKING_PERIODS: Final = 2


class ScalableAsyncInstanceCount(ScalableAttribute):
    """A registered number of instances; each `scale_...` method adds a policy or an action.

    With several policies the largest count that any of them wants wins. SageMaker publishes no
    `InvocationsPerInstance` for asynchronous endpoints, so there is no `scale_on_invocations`.
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
        """Register the count; called by `auto_scale_instance_count`."""
        super().__init__(
            endpoint,
            construct_id,
            subject=f"variant {variant_name!r}",
            resource_id=f"endpoint/{endpoint_name}/variant/{variant_name}",
            scalable_dimension="sagemaker:variant:DesiredInstanceCount",
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            lowest_capacity=0,
        )
        self._endpoint_name = endpoint_name
        self._may_be_none = _may_be_zero(min_capacity)
        self._backlog_policy: str | None = None
        self._wakes = False

    def scale_on_backlog(
        self,
        policy_id: str,
        *,
        backlog_per_instance: float,
        scale_in_cooldown: cdk.Duration | None = None,
        scale_out_cooldown: cdk.Duration | None = None,
        disable_scale_in: bool | None = None,
    ) -> None:
        """Keep the requests that wait or are at work, per instance, near a target.

        Where the count may be 0, `scale_from_zero` is called as well: the target alone would let
        requests wait until there are more of them than *backlog_per_instance*.

        Args:
            policy_id: names the policy; unique for the endpoint.
            backlog_per_instance: the target, above 0. The requests that an instance has at work
                count as well: it should be more than `max_concurrent_invocations_per_instance`.
            scale_in_cooldown: between two removals; AWS's default is 300 seconds.
            scale_out_cooldown: between two additions; AWS's default is 300 seconds.
            disable_scale_in: True never removes instances.

        Raises:
            ConfigurationError: a target of 0 or less, a second such policy, or an id that is taken.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
        """
        subject = f"scale_on_backlog {policy_id!r} of {self._subject}"
        check_given(subject, ScalableAsyncInstanceCount.scale_on_backlog, locals())
        faults = Faults(subject)
        faults.check_above_zero("backlog_per_instance", backlog_per_instance)
        faults.raise_if_any()
        metric = {
            "metricName": "ApproximateBacklogSizePerInstance",
            "namespace": _metrics.INVOCATIONS,
            "dimensions": self._dimensions(),
            "statistic": "Average",
        }
        self._track(
            policy_id,
            {"customizedMetricSpecification": metric},
            backlog_per_instance,
            scale_in_cooldown=scale_in_cooldown,
            scale_out_cooldown=scale_out_cooldown,
            disable_scale_in=disable_scale_in,
        )
        self._backlog_policy = policy_id
        self._wake_if_needed()

    def scale_from_zero(self, policy_id: str, *, cooldown: cdk.Duration | None = None) -> None:
        """Add an instance when requests wait and there is none.

        `scale_on_backlog` calls it where the count may be 0; beside other policies call it
        yourself.

        Args:
            policy_id: names the policy and its alarm; unique for the endpoint.
            cooldown: until the next addition of this policy; 300 seconds when left out, as an
                instance takes minutes to start.

        Raises:
            ConfigurationError: an id that is taken.
        """
        subject = f"scale_from_zero {policy_id!r} of {self._subject}"
        check_given(subject, ScalableAsyncInstanceCount.scale_from_zero, locals())
        self._claim("scale_from_zero", policy_id)
        self._wakes = True
        policy = define(
            CfnScalingPolicy,
            self._cfn_scalable_target,
            policy_id,
            policy_name=policy_id,
            policy_type="StepScaling",
            scaling_target_id=self._target_id,
            step_scaling_policy_configuration={
                "adjustmentType": "ChangeInCapacity",
                "metricAggregationType": "Average",
                "cooldown": cooldown.to_seconds() if cooldown is not None else _WAKING_COOLDOWN,
                "stepAdjustments": [{"metricIntervalLowerBound": 0, "scalingAdjustment": 1}],
            },
        )
        define(
            CfnAlarm,
            policy,
            "Alarm",
            alarm_description="Requests wait, and there is no instance",
            namespace=_metrics.INVOCATIONS,
            metric_name="HasBacklogWithoutCapacity",
            dimensions=self._dimensions(),
            statistic="Average",
            period=_WAKING_PERIOD,
            evaluation_periods=_WAKING_PERIODS,
            datapoints_to_alarm=_WAKING_PERIODS,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=1,
            treat_missing_data="missing",
            alarm_actions=[policy.attribute("attrArn")],
        )

    def _allow_minimum(self, min_capacity: int) -> None:
        if _may_be_zero(min_capacity):
            self._may_be_none = True
            self._wake_if_needed()

    def _wake_if_needed(self) -> None:
        if self._may_be_none and self._backlog_policy is not None and not self._wakes:
            self.scale_from_zero(f"{self._backlog_policy}FromZero")

    def _dimensions(self) -> list[dict[str, Any]]:
        # The metrics of the queue have no VariantName: with one a policy never gets any data.
        return [{"name": "EndpointName", "value": self._endpoint_name}]


def _may_be_zero(capacity: int) -> bool:
    return not is_known_number(capacity) or capacity <= 0
