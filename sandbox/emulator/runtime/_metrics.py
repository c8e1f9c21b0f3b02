"""The metrics of invocations, as SageMaker publishes them in `AWS/SageMaker`.

Measured values wait in memory and go to CloudWatch in batches, so that an invocation costs no
CloudWatch call: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
"""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sandbox.emulator.common._store import Record, Scope

NAMESPACE = "AWS/SageMaker"

_UNITS = {
    **dict.fromkeys(("ModelLatency", "OverheadLatency", "TimeInBacklog"), "Microseconds"),
    **dict.fromkeys(("RequestDownloadLatency", "ResponseUploadLatency"), "Microseconds"),
    "TotalProcessingTime": "Milliseconds",
    "ApproximateAgeOfOldestRequest": "Seconds",
    **dict.fromkeys(
        (
            *("ApproximateBacklogSize", "ApproximateBacklogSizePerInstance"),
            *("InvocationsProcessed", "InvocationFailures", "ExpiredRequests"),
            *("RequestDownloadFailures", "ResponseUploadFailures", "NotificationFailures"),
        ),
        "Count",
    ),
}
_CLIENT_ERROR, _SERVER_ERROR = 4, 5
Dimensions: TypeAlias = tuple[tuple[str, str], ...]
_Key: TypeAlias = tuple[Scope, Dimensions, str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Invocation:
    """One call that reached a model server.

    Attributes:
        endpoint: The endpoint's name.
        variant: The variant that answered.
        config: The endpoint configuration of the fleet that answered; empty publishes nothing by
            configuration.
        component: The inference component that answered, None for a variant with a model.
        instances: The variant's instance count, or the component's copies; None for a serverless
            variant.
        status: The HTTP status of the model server; 0 when it did not answer in time.
        model_seconds: How long the model server took.
        total_seconds: How long the call took in all.
    """

    endpoint: str
    variant: str
    config: str = ""
    component: str | None = None
    instances: int | None
    status: int
    model_seconds: float
    total_seconds: float

    def values(self) -> dict[str, float]:
        """The value of each metric; the error metrics are 1 or 0, so their average is a rate."""
        values: dict[str, float] = {
            "Invocations": 1,
            **self.outcome(),
            "OverheadLatency": round((self.total_seconds - self.model_seconds) * 1e6),
        }
        if self.instances:
            # SageMaker sends 1 / number of instances for each request.
            each = "InvocationsPerCopy" if self.component else "InvocationsPerInstance"
            values[each] = 1 / self.instances
        return values

    def outcome(self) -> dict[str, float]:
        """What the container did: errors and latency, the metrics of asynchronous calls as well."""
        family = self.status // 100
        failed = self.status == 0 or family == _SERVER_ERROR
        return {
            "Invocation4XXErrors": int(family == _CLIENT_ERROR),
            "Invocation5XXErrors": int(failed),
            "InvocationModelErrors": int(failed or family == _CLIENT_ERROR),
            "ModelLatency": round(self.model_seconds * 1e6),
        }

    def dimensions(self) -> tuple[Dimensions, ...]:
        """The sets of dimensions that it counts under."""
        if self.component is not None:
            return (component_dimensions(self.component),)
        of_variant = variant_dimensions(self.endpoint, self.variant)
        if not self.config:
            return (of_variant,)
        # The alarms of guarded rollouts tell the new fleet from the old one by the third dimension:
        # https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
        return (of_variant, (*of_variant, ("EndpointConfigName", self.config)))


def endpoint_dimensions(endpoint: str) -> Dimensions:
    """The dimension of what an endpoint's queue tells."""
    return (("EndpointName", endpoint),)


def variant_dimensions(endpoint: str, variant: str) -> Dimensions:
    """The dimensions of a variant."""
    return (("EndpointName", endpoint), ("VariantName", variant))


def component_dimensions(component: str) -> Dimensions:
    """The dimension of an inference component."""
    return (("InferenceComponentName", component),)


class MetricBuffer:
    """Collects values until somebody drains them."""

    def __init__(self) -> None:
        self._values: defaultdict[_Key, Counter[float]] = defaultdict(Counter)
        self._lock = threading.Lock()

    def add(self, scope: Scope, invocation: Invocation) -> None:
        """Remember one invocation under the current second."""
        values = invocation.values()
        for dimensions in invocation.dimensions():
            self.put(scope, dimensions, values)

    def put(self, scope: Scope, dimensions: Dimensions, values: Mapping[str, float]) -> None:
        """Remember one value of each of several metrics under the current second."""
        second = int(time.time())
        with self._lock:
            for metric, value in values.items():
                self._values[scope, dimensions, metric, second][value] += 1

    def drain(self) -> dict[Scope, list[Record]]:
        """What waits, as `MetricData` of `PutMetricData`, and forget it."""
        with self._lock:
            values, self._values = self._values, defaultdict(Counter)
        data: dict[Scope, list[Record]] = {}
        for (scope, dimensions, metric, second), counts in values.items():
            datum = {
                "MetricName": metric,
                "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions],
                "Timestamp": second,
                "Unit": _UNITS.get(metric, "None"),
                "Values": list(counts.keys()),
                "Counts": list(counts.values()),
            }
            data.setdefault(scope, []).append(datum)
        return data
