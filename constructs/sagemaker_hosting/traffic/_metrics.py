"""Measures a fleet by the metrics that scaling follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sagemaker_hosting.traffic._bearing import blocked

_MINUTE: Final = 60
_TEN_SECONDS: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """Defines what happened to a fleet in a period.

    Attributes:
        requests: that came.
        seconds: the length of the period.
        count: the instances, copies or containers that answered at its end.
        waiting: the requests in the queue at its end.
    """

    requests: float
    seconds: int
    count: int
    waiting: float

    @property
    def per_minute(self) -> float:
        """The requests of a minute."""
        return self.requests * _MINUTE / self.seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """Defines what is known of the requests.

    Attributes:
        duration: the seconds that a container works on one; None = not known.
        per_minute: the most that one instance or copy answers; None = not known.
        most: the value of a metric of instances at work when they bear no more, by its name.
        has_queue: whether they wait in a queue, as those of asynchronous endpoints do.
    """

    duration: float | None = None
    per_minute: float | None = None
    most: Mapping[str, float] = field(default_factory=dict)
    has_queue: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """Defines a metric.

    Attributes:
        of: its value in a period; None where there is none.
        seconds: the length of its period.
    """

    of: Callable[[Moment], float | None]
    seconds: int = _MINUTE


def measure_of(metric: str, known: Knowledge, statistic: str | None = None) -> Measure | str:
    """Find how a metric is measured.

    Args:
        metric: the name of a predefined metric, or of one in CloudWatch.
        known: of the requests.
        statistic: of a metric in CloudWatch; None = that of a predefined one, or not known.

    Returns:
        The measure; or why a replay has none.
    """
    doubt = _doubt(metric, known, statistic)
    if doubt is not None:
        return doubt
    if metric in _ALONE:
        return Measure(of=_ALONE[metric])
    if metric in _OF_DURATION and known.duration is not None:
        return _OF_DURATION[metric](known.duration)
    if metric in known.most and known.per_minute is not None:
        return _of_work(known.per_minute, known.most[metric])
    return f"{metric or 'its metric'} does not follow from requests"


def _doubt(metric: str, known: Knowledge, statistic: str | None) -> str | None:
    """Tell why a known metric tells nothing here."""
    if metric in _OF_QUEUES and not known.has_queue:
        return f"{metric} is a metric of asynchronous endpoints alone"
    if known.has_queue and (metric in _OF_REQUESTS or metric in _OF_DURATION):
        return f"asynchronous endpoints have no metric {metric}"
    if metric in _SUMS and statistic not in {None, "Sum"}:
        return f"it follows the {statistic} of {metric}, and its Sum counts requests"
    if metric in _OF_DURATION and known.duration is None:
        return f"{metric} needs the duration of a request: state duration_ms"
    if metric in known.most and known.per_minute is None:
        return f"{metric} needs what an instance bears: state --capacity"
    return None


def _each(total: float, moment: Moment) -> float | None:
    return total / moment.count if moment.count else None


def _when_none(value: Callable[[Moment], float]) -> Callable[[Moment], float | None]:
    return lambda moment: 0.0 if moment.count else value(moment)


_ALONE: Final[Mapping[str, Callable[[Moment], float | None]]] = {
    **dict.fromkeys(
        (
            "SageMakerVariantInvocationsPerInstance",
            "SageMakerInferenceComponentInvocationsPerCopy",
            "InvocationsPerInstance",
            "InvocationsPerCopy",
        ),
        lambda moment: _each(moment.requests, moment),
    ),
    "Invocations": lambda moment: moment.requests,
    "ApproximateBacklogSize": lambda moment: moment.waiting,
    "ApproximateBacklogSizePerInstance": lambda moment: _each(moment.waiting, moment),
    "HasBacklogWithoutCapacity": _when_none(lambda moment: float(moment.waiting > 0)),
    "NoCapacityInvocationFailures": _when_none(lambda moment: moment.requests),
}
"""What requests, counts and queues tell.

https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
"""


_SUMS: Final = frozenset({"Invocations", "InvocationsPerInstance", "InvocationsPerCopy"})
"""What has a datapoint for each request: 1, or the part of it that falls to an instance."""

_OF_REQUESTS: Final = _SUMS | {
    "SageMakerVariantInvocationsPerInstance",
    "SageMakerInferenceComponentInvocationsPerCopy",
}
_OF_QUEUES: Final = frozenset({
    "ApproximateBacklogSize",
    "ApproximateBacklogSizePerInstance",
    "HasBacklogWithoutCapacity",
})  # fmt: skip
"""What asynchronous endpoints have in place of invocations.

https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
"""


def _at_a_time(duration: float, seconds: int) -> Measure:
    return Measure(
        of=lambda moment: _each(moment.requests / moment.seconds * duration, moment),
        seconds=seconds,
    )


def _warm(duration: float) -> Measure:
    def utilization(moment: Moment) -> float | None:
        load = moment.requests / moment.seconds * duration
        return _each(load * (1 - blocked(moment.count, load)), moment)

    return Measure(of=utilization)


_OF_DURATION: Final[Mapping[str, Callable[[float], Measure]]] = {
    **dict.fromkeys(
        (
            "SageMakerVariantConcurrentRequestsPerModelHighResolution",
            "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution",
        ),
        lambda duration: _at_a_time(duration, _TEN_SECONDS),
    ),
    **dict.fromkeys(
        ("ConcurrentRequestsPerModel", "ConcurrentRequestsPerCopy"),
        lambda duration: _at_a_time(duration, _MINUTE),
    ),
    "SageMakerVariantProvisionedConcurrencyUtilization": _warm,
    "ServerlessProvisionedConcurrencyUtilization": _warm,
}
"""What takes the time that requests take as well."""


def _of_work(per_minute: float, whole: float) -> Measure:
    def utilization(moment: Moment) -> float | None:
        part = _each(moment.per_minute / per_minute, moment)
        return None if part is None else whole * min(1.0, part)

    return Measure(of=utilization)
