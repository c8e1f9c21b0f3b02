"""The alarms that take a bad rollout back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._l1 import CfnAlarm
from sagemaker_endpoints.common._policy import Statement
from sagemaker_endpoints.common._resources import Defined, define
from sagemaker_endpoints.common._tokens import is_known_number, is_known_text
from sagemaker_endpoints.common._whole_numbers import check_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from aws_cdk import aws_cloudwatch as cloudwatch
    from constructs import Construct

_PERIOD = 60
_PARTS_OF_ARN = 6
_LATE = (
    "only the deploy knows it, and CloudFormation cannot calculate with it: CloudWatch compares a "
    "share of 1, and microseconds; give a number, or alarms of your own"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RollbackAlarms:
    """Alarms on the fleet that a rollout brings in, made with the endpoint: two for each variant.

    They look at the metrics of the new configuration alone, so that the old fleet's faults take no
    rollout back. Of a component they look at all copies: its metrics do not tell the new ones from
    the old.

    Args:
        error_rate_percent: requests answered with 5XX, of all requests of a minute: 0 to less than
            100; None makes no such alarm.
        model_latency: the average of a minute, of the time the container takes; ten seconds when
            left out, and None makes no such alarm. SageMaker waits a minute for an answer.
        evaluation_periods: minutes in a row above a threshold, 1 to 60.

    Raises:
        ConfigurationError: a value out of range or one that only the deploy knows, or no alarm at
            all.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
    """

    error_rate_percent: float | None = 1
    model_latency: cdk.Duration | None = field(default_factory=lambda: cdk.Duration.seconds(10))
    evaluation_periods: int = 2

    def __post_init__(self) -> None:
        faults = Faults("RollbackAlarms")
        rate = self.error_rate_percent
        if is_known_number(rate) and not 0 <= rate < 100:  # noqa: PLR2004 - percent
            faults.add(
                f"error_rate_percent: got {rate:g}, allowed is 0 to less than 100: the rate has to "
                "lie above it"
            )
        elif rate is not None and not is_known_number(rate):
            faults.add(f"error_rate_percent: {_LATE}")
        if self.model_latency is not None and self.model_latency.is_unresolved():
            faults.add(f"model_latency: {_LATE}")
        elif self.model_latency is not None:
            faults.check_above_zero("model_latency", self.model_latency.to_milliseconds())
        check_whole(faults, "evaluation_periods", self.evaluation_periods, 1, 60)
        if rate is None and self.model_latency is None:
            faults.add("nothing to watch: for a rollout without alarms pass alarms=[]")
        faults.raise_if_any()

    @property
    def kinds(self) -> int:
        """How many alarms each variant, or a component, gets."""
        return (self.error_rate_percent is not None) + (self.model_latency is not None)

    @property
    def seconds(self) -> int:
        """How long a fault has to last until an alarm tells it."""
        return self.evaluation_periods * _PERIOD

    def define(
        self,
        scope: Construct,
        *,
        variant_names: Iterable[str],
        config_name: str,
        endpoint_name: str | None,
    ) -> tuple[Defined[CfnAlarm], ...]:
        """Make the alarms; called by endpoints.

        Args:
            scope: the endpoint.
            variant_names: of its production variants.
            config_name: of its configuration.
            endpoint_name: the fixed name. The endpoint refers to its alarms: a name that only
                itself could tell would be a circle.
        """
        return tuple(
            self._alarm(
                scope,
                f"{variant_name}Rollback{suffix}",
                f"new fleet of variant {variant_name}: {description}",
                threshold,
                _average(metric_name, variant_name, config_name, endpoint_name),
            )
            for variant_name in variant_names
            for suffix, metric_name, threshold, description in self._thresholds()
        )

    def define_for_component(
        self, scope: Construct, component_name: str
    ) -> tuple[Defined[CfnAlarm], ...]:
        """Make the alarms of an inference component; called by it.

        Args:
            scope: the component.
            component_name: its name, written out: the component refers to its alarms.
        """
        return tuple(
            self._alarm(
                scope,
                f"Rollback{suffix}",
                f"copies of the component: {description}",
                threshold,
                _average_of(metric_name, {"InferenceComponentName": component_name}),
            )
            for suffix, metric_name, threshold, description in self._thresholds()
        )

    def _alarm(
        self,
        scope: Construct,
        construct_id: str,
        description: str,
        threshold: float,
        metric: Mapping[str, Any],
    ) -> Defined[CfnAlarm]:
        return define(
            CfnAlarm,
            scope,
            construct_id,
            alarm_description=description,
            comparison_operator="GreaterThanThreshold",
            threshold=threshold,
            evaluation_periods=self.evaluation_periods,
            treat_missing_data="notBreaching",
            **metric,
        )

    def _thresholds(self) -> Iterator[tuple[str, str, float, str]]:
        if self.error_rate_percent is not None:
            # SageMaker counts 1 for a request with an error and 0 for one without: the average is
            # the rate.
            yield (
                "ErrorRate",
                _metrics.InvocationHttpResponseCode.INVOCATION_5XX_ERRORS.value,
                self.error_rate_percent / 100,
                f"more than {self.error_rate_percent:g} % of a minute's requests fail with 5XX",
            )
        if self.model_latency is not None:
            milliseconds = self.model_latency.to_milliseconds()
            yield (
                "ModelLatency",
                "ModelLatency",
                milliseconds * 1000,
                f"the model takes more than {milliseconds:g} ms, a minute's average",
            )


def rights_to_made_alarms(scope: Construct) -> Statement:
    """The right of a model's role to look at the alarms of the stack.

    They are named by the stack's name, not by reference: they look at the configuration, which
    names the model, which names its role.
    """
    stack_name: str = cdk.Stack.of(scope).stack_name
    return _rights([aws_environment_of(scope).arn("cloudwatch", f"alarm:{stack_name}-*")])


def rights_to_given_alarms(alarms: Sequence[cloudwatch.IAlarm]) -> Statement:
    """The right of a model's role to look at alarms.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
    """
    return _rights([alarm.alarm_arn for alarm in alarms])


def rights_to_alarms_of_component(alarms: Iterable[Defined[CfnAlarm]]) -> Statement:
    """The right of an endpoint's role to look at the alarms that its component made."""
    return _rights([alarm.attribute("attrArn") for alarm in alarms])


def alarm_faults(scope: Construct, alarms: Iterable[cloudwatch.IAlarm]) -> list[str]:
    """Alarms that are elsewhere: an update finds them by name, in its own account and Region."""
    here = aws_environment_of(scope)
    faults = []
    for alarm in alarms:
        region, account = _place_of(alarm)
        for what, own, its in (
            ("account", here.account, account),
            ("Region", here.region, region),
        ):
            if is_known_text(own) and is_known_text(its) and own != its:
                faults.append(
                    f"rollout: alarm {alarm.node.path!r} is in {what} {its}, the endpoint in {own}"
                )
    return faults


def _place_of(alarm: cloudwatch.IAlarm) -> tuple[str, str]:
    """Region and account: an imported alarm has the environment of its scope, but its own ARN."""
    parts = alarm.alarm_arn.split(":")
    if len(parts) >= _PARTS_OF_ARN:
        return parts[3], parts[4]
    return alarm.env.region, alarm.env.account


def _rights(arns: list[str]) -> Statement:
    return Statement(
        sid="WatchRollout", actions=("cloudwatch:DescribeAlarms",), resources=tuple(arns)
    )


def _average(
    metric_name: str, variant_name: str, config_name: str, endpoint_name: str | None
) -> dict[str, Any]:
    """The average of a minute of the fleet of one configuration.

    CloudWatch finds a metric by all of its dimensions, and these are three: endpoint, variant and
    configuration. Where the endpoint's name is not known beforehand a query finds it by two.
    See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Metrics_Insights_Alarm.html
    """
    if endpoint_name is None:
        query = (
            f'SELECT AVG({metric_name}) FROM "{_metrics.INVOCATIONS}" '  # noqa: S608 - no SQL
            f"WHERE EndpointConfigName = '{config_name}' AND VariantName = '{variant_name}'"
        )
        expression = {"id": "average", "expression": query, "period": _PERIOD, "returnData": True}
        return {"metrics": [expression]}
    return _average_of(
        metric_name,
        {
            "EndpointName": endpoint_name,
            "VariantName": variant_name,
            "EndpointConfigName": config_name,
        },
    )


def _average_of(metric_name: str, dimensions: Mapping[str, str]) -> dict[str, Any]:
    """The average of a minute."""
    return {
        "namespace": _metrics.INVOCATIONS,
        "metric_name": metric_name,
        "statistic": "Average",
        "period": _PERIOD,
        "dimensions": [{"name": name, "value": value} for name, value in dimensions.items()],
    }
