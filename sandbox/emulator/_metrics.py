"""The metrics of invocations, as SageMaker publishes them in `AWS/SageMaker`.

Measured values wait in memory and go to CloudWatch in batches, so that an invocation costs no
CloudWatch call: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
"""

import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TypeAlias

from sandbox.emulator._store import Record, Scope

NAMESPACE = "AWS/SageMaker"

_UNITS = {"ModelLatency": "Microseconds", "OverheadLatency": "Microseconds"}
_CLIENT_ERROR, _SERVER_ERROR = 4, 5
_Key: TypeAlias = tuple[Scope, str, str, str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Invocation:
    """One call that reached a model server.

    Attributes:
        endpoint: The endpoint's name.
        variant: The variant that answered.
        instances: The variant's instance count; None for a serverless variant.
        status: The HTTP status of the model server; 0 when it did not answer in time.
        model_seconds: How long the model server took.
        total_seconds: How long the call took in all.
    """

    endpoint: str
    variant: str
    instances: int | None
    status: int
    model_seconds: float
    total_seconds: float

    def values(self) -> dict[str, float]:
        """The value of each metric; the error metrics are 1 or 0, so their average is a rate."""
        family = self.status // 100
        failed = self.status == 0 or family == _SERVER_ERROR
        values: dict[str, float] = {
            "Invocations": 1,
            "Invocation4XXErrors": int(family == _CLIENT_ERROR),
            "Invocation5XXErrors": int(failed),
            "InvocationModelErrors": int(failed or family == _CLIENT_ERROR),
            "ModelLatency": round(self.model_seconds * 1e6),
            "OverheadLatency": round((self.total_seconds - self.model_seconds) * 1e6),
        }
        if self.instances:
            # SageMaker sends 1 / number of instances for each request.
            values["InvocationsPerInstance"] = 1 / self.instances
        return values


class MetricBuffer:
    """Collects invocations until somebody drains them."""

    def __init__(self) -> None:
        self._values: defaultdict[_Key, Counter[float]] = defaultdict(Counter)
        self._lock = threading.Lock()

    def add(self, scope: Scope, invocation: Invocation) -> None:
        """Remember one invocation under the current second."""
        second = int(time.time())
        with self._lock:
            for metric, value in invocation.values().items():
                key = (scope, invocation.endpoint, invocation.variant, metric, second)
                self._values[key][value] += 1

    def drain(self) -> dict[Scope, list[Record]]:
        """What waits, as `MetricData` of `PutMetricData`, and forget it."""
        with self._lock:
            values, self._values = self._values, defaultdict(Counter)
        data: dict[Scope, list[Record]] = {}
        for (scope, endpoint, variant, metric, second), counts in values.items():
            datum = {
                "MetricName": metric,
                "Dimensions": [
                    {"Name": "EndpointName", "Value": endpoint},
                    {"Name": "VariantName", "Value": variant},
                ],
                "Timestamp": second,
                "Unit": _UNITS.get(metric, "None"),
                "Values": list(counts.keys()),
                "Counts": list(counts.values()),
            }
            data.setdefault(scope, []).append(datum)
        return data
