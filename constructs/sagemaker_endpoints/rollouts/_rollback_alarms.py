"""The alarms that take a bad rollout back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._alarm_doubts import doubts_of_latency, doubts_of_percent
from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._metric_alarm import MetricAlarm, MetricAlarms, MetricStat
from sagemaker_endpoints.common._tokens import is_known_number, is_known_text
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.common._whole_numbers import check_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from constructs import Construct

    from sagemaker_endpoints.common._l1 import CfnAlarm
    from sagemaker_endpoints.common._resources import Defined

_PERIOD = 60
_LATENCY = "ModelLatency"
_MICROSECONDS = 1000
"""In a millisecond."""
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
        check_fields("RollbackAlarms", self)
        faults = Faults("RollbackAlarms")
        rate = self.error_rate_percent
        if is_known_number(rate) and not 0 <= rate < 100:  # noqa: PLR2004  # percent
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
        callers_wait: bool = True,
    ) -> tuple[Defined[CfnAlarm], ...]:
        """Make the alarms; called by endpoints.

        Args:
            scope: the endpoint.
            variant_names: of its production variants.
            config_name: of its configuration.
            endpoint_name: the fixed name. The endpoint refers to its alarms: a name that only
                itself could tell would be a circle.
            callers_wait: whether SageMaker waits for answers for a minute alone.
        """
        thresholds = tuple(self._thresholds())
        self._warn(scope, thresholds if callers_wait else ())
        return MetricAlarms(scope).define(
            self._alarm(
                f"{_id_part(variant_name, number)}Rollback{suffix}",
                f"new fleet of variant {variant_name}: {description}",
                threshold,
                _average(metric_name, variant_name, config_name, endpoint_name),
            )
            for number, variant_name in enumerate(variant_names, start=1)
            for suffix, metric_name, threshold, description in thresholds
        )

    def define_for_component(
        self, scope: Construct, component_name: str
    ) -> tuple[Defined[CfnAlarm], ...]:
        """Make the alarms of an inference component; called by it.

        Args:
            scope: the component.
            component_name: its name, written out: the component refers to its alarms.
        """
        thresholds = tuple(self._thresholds())
        self._warn(scope, thresholds)
        return MetricAlarms(scope).define(
            self._alarm(
                f"Rollback{suffix}",
                f"copies of the component: {description}",
                threshold,
                _average_of(metric_name, {"InferenceComponentName": component_name}),
            )
            for suffix, metric_name, threshold, description in thresholds
        )

    def _warn(self, scope: Construct, thresholds: Sequence[tuple[str, str, float, str]]) -> None:
        doubts = list(doubts_of_percent("error_rate_percent", self.error_rate_percent))
        for _, metric_name, microseconds, _ in thresholds:
            if metric_name == _LATENCY:
                doubts.extend(doubts_of_latency("model_latency", microseconds / _MICROSECONDS))
        for rule, message in doubts:
            warn(scope, rule, f"rollout: {message}")

    def _alarm(
        self,
        alarm_id: str,
        description: str,
        threshold: float,
        metric: MetricStat | Sequence[Mapping[str, Any]],
    ) -> MetricAlarm:
        return MetricAlarm(
            alarm_id=alarm_id,
            description=description,
            metric=metric,
            threshold=threshold,
            periods=self.evaluation_periods,
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
                _LATENCY,
                milliseconds * _MICROSECONDS,
                f"the model takes more than {milliseconds:g} ms, a minute's average",
            )


def _average(
    metric_name: str, variant_name: str, config_name: str, endpoint_name: str | None
) -> MetricStat | Sequence[Mapping[str, Any]]:
    """The average of a minute of the fleet of one configuration.

    CloudWatch finds a metric by all of its dimensions, and these are three: endpoint, variant and
    configuration. Where the endpoint's name is not known beforehand a query finds it by two.
    See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Metrics_Insights_Alarm.html
    """
    if endpoint_name is None:
        query = (
            f'SELECT AVG({metric_name}) FROM "{_metrics.INVOCATIONS}" '  # noqa: S608  # no SQL
            f"WHERE EndpointConfigName = '{config_name}' AND VariantName = '{variant_name}'"
        )
        return [{"id": "average", "expression": query, "period": _PERIOD, "returnData": True}]
    return _average_of(
        metric_name,
        {
            "EndpointName": endpoint_name,
            "VariantName": variant_name,
            "EndpointConfigName": config_name,
        },
    )


def _average_of(metric_name: str, dimensions: Mapping[str, str]) -> MetricStat:
    """The average of a minute."""
    return MetricStat(name=metric_name, dimensions=dimensions, statistic="Average", period=_PERIOD)


def _id_part(variant_name: str, number: int) -> str:
    """A name that only the deploy knows cannot be in an id."""
    return variant_name if is_known_text(variant_name) else f"Variant{number}"
