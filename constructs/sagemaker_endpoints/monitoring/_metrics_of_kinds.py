"""Which metrics each kind of hosting publishes, and how each is read.

The statistics are among those that AWS calls valid for the metric: percentiles of ModelLatency and
ModelSetupTime, none of OverheadLatency.

See https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html and, of serverless
endpoints, https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-monitoring.html
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sagemaker_endpoints.common._metric_alarm import FIVE_MINUTES, MetricStat
from sagemaker_endpoints.common._metrics import COPIES, INSTANCES, INVOCATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping


class Scale(enum.Enum):
    """What a metric's values count."""

    COUNT = "count"
    SHARE = "0 to 1"
    PERCENT = "0 to 100"
    PERCENT_OF_VCPU = "0 to 100 times the vCPUs"
    PERCENT_OF_GPU = "0 to 100 times the GPUs"
    MICROSECONDS = "microseconds"


@dataclass(frozen=True, kw_only=True, slots=True)
class KindMetric:
    """A metric, and how it is read to tell something of one variant or component."""

    name: str
    namespace: str
    statistic: str
    scale: Scale

    @property
    def is_of_gpus(self) -> bool:
        """Whether there is a value on instances with GPUs only."""
        return self.name.startswith("GPU")

    def of(self, dimensions: Mapping[str, str], *, period: int = FIVE_MINUTES) -> MetricStat:
        """The metric of what is published with *dimensions*, by periods of so many seconds."""
        return MetricStat(
            name=self.name,
            dimensions=dimensions,
            statistic=self.statistic,
            namespace=self.namespace,
            period=period,
        )


def _requests(name: str, statistic: str, scale: Scale) -> KindMetric:
    return KindMetric(name=name, namespace=INVOCATIONS, statistic=statistic, scale=scale)


def _instances(name: str, statistic: str, scale: Scale = Scale.PERCENT) -> KindMetric:
    return KindMetric(name=name, namespace=INSTANCES, statistic=statistic, scale=scale)


def _copies(name: str, statistic: str) -> KindMetric:
    return KindMetric(name=name, namespace=COPIES, statistic=statistic, scale=Scale.PERCENT)


REQUESTS: Final = _requests("Invocations", "Sum", Scale.COUNT)
# 1 is sent for a request with an error and 0 for one without: the average is the rate.
CLIENT_ERROR_RATE: Final = _requests("Invocation4XXErrors", "Average", Scale.SHARE)
ERROR_RATE: Final = _requests("Invocation5XXErrors", "Average", Scale.SHARE)
MODEL_LATENCY: Final = _requests("ModelLatency", "p99", Scale.MICROSECONDS)
OVERHEAD_LATENCY: Final = _requests("OverheadLatency", "Average", Scale.MICROSECONDS)

CPU: Final = _instances("CPUUtilization", "Average", Scale.PERCENT_OF_VCPU)
GPU: Final = _instances("GPUUtilization", "Average", Scale.PERCENT_OF_GPU)
# The average would hide one full instance among many.
MEMORY: Final = _instances("MemoryUtilization", "Maximum")
DISK: Final = _instances("DiskUtilization", "Maximum")
GPU_MEMORY: Final = _instances("GPUMemoryUtilization", "Maximum", Scale.PERCENT_OF_GPU)

MODEL_LOADING_WAIT_TIME: Final = _requests("ModelLoadingWaitTime", "Average", Scale.MICROSECONDS)

MODEL_SETUP_TIME: Final = _requests("ModelSetupTime", "p99", Scale.MICROSECONDS)
CONCURRENCY: Final = _requests("ServerlessConcurrentExecutionsUtilization", "Maximum", Scale.SHARE)
PROVISIONED_CONCURRENCY: Final = _requests(
    "ServerlessProvisionedConcurrencyUtilization", "Maximum", Scale.SHARE
)
# AWS lists average, maximum and minimum for it, and no sum.
SPILLOVER: Final = _requests(
    "ServerlessProvisionedConcurrencySpilloverInvocations", "Maximum", Scale.COUNT
)

NO_CAPACITY_FAILURES: Final = _requests("NoCapacityInvocationFailures", "Sum", Scale.COUNT)
REQUESTS_PER_COPY: Final = _requests("ConcurrentRequestsPerCopy", "Maximum", Scale.COUNT)
CPU_OF_COPIES: Final = _copies("CPUUtilizationNormalized", "Average")
MEMORY_OF_COPIES: Final = _copies("MemoryUtilizationNormalized", "Maximum")
GPU_OF_COPIES: Final = _copies("GPUUtilizationNormalized", "Average")
GPU_MEMORY_OF_COPIES: Final = _copies("GPUMemoryUtilizationNormalized", "Maximum")
