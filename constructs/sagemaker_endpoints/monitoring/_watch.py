"""What can be watched of each kind of hosting: an argument of `add_alarms` each, in its order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sagemaker_endpoints.monitoring import _metrics_of_kinds as metrics

if TYPE_CHECKING:
    from sagemaker_endpoints.monitoring._metrics_of_kinds import KindMetric

_LASTING: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """An alarm that may be asked for.

    Attributes:
        argument: of `add_alarms`, and what the alarm is called in the tree of constructs.
        metric: what is compared.
        says: when it alarms, and what to look at.
        periods: a fault tells at once; a level, such as a latency, when it lasts.
        at_threshold: whether the threshold itself alarms already.
    """

    argument: str
    metric: KindMetric
    says: str
    periods: int = _LASTING
    at_threshold: bool = False

    @property
    def alarm_id(self) -> str:
        """The id of the alarm's construct: `ModelLatency` of `model_latency`."""
        return "".join(word.capitalize() for word in self.argument.split("_"))


_OF_REQUESTS: Final = (
    Watch(
        argument="error_rate_percent",
        metric=metrics.ERROR_RATE,
        says="Too many requests fail with 5XX: the log of the container tells why",
        periods=1,
    ),
    Watch(
        argument="client_error_rate_percent",
        metric=metrics.CLIENT_ERROR_RATE,
        says="Too many requests are refused with 4XX: a caller or the container has changed",
        periods=1,
    ),
    Watch(
        argument="model_latency",
        metric=metrics.MODEL_LATENCY,
        says="The container answers too slowly: one request in a hundred takes longer",
    ),
    Watch(
        argument="overhead_latency",
        metric=metrics.OVERHEAD_LATENCY,
        says="SageMaker adds too much to the time of the container, on average",
    ),
)
OF_VARIANT: Final = (
    *_OF_REQUESTS,
    Watch(
        argument="cpu_percent",
        metric=metrics.CPU,
        says="The CPUs are busy: requests will soon wait for them",
    ),
    Watch(
        argument="memory_percent",
        metric=metrics.MEMORY,
        says="The memory of an instance is nearly full: its container may be killed",
    ),
    Watch(
        argument="disk_percent",
        metric=metrics.DISK,
        says="The disk of an instance is nearly full: its container may fail to write",
    ),
    Watch(
        argument="gpu_percent",
        metric=metrics.GPU,
        says="The GPUs are busy: requests will soon wait for them",
    ),
    Watch(
        argument="gpu_memory_percent",
        metric=metrics.GPU_MEMORY,
        says="The GPU memory of an instance is nearly full",
    ),
    Watch(
        argument="model_loading_wait_time",
        metric=metrics.MODEL_LOADING_WAIT_TIME,
        says="Requests wait too long, on average, until their model is fetched and loaded",
    ),
)
OF_SERVERLESS_ENDPOINT: Final = (
    *_OF_REQUESTS,
    Watch(
        argument="model_setup_time",
        metric=metrics.MODEL_SETUP_TIME,
        says="Cold starts take too long: one in a hundred takes longer",
    ),
    Watch(
        argument="memory_percent",
        metric=metrics.MEMORY,
        says="The memory is nearly full: memory_size_in_mb can be raised",
    ),
    Watch(
        argument="concurrency_percent",
        metric=metrics.CONCURRENCY,
        says="max_concurrency is nearly used up: requests above it are throttled",
        periods=1,
    ),
    Watch(
        argument="provisioned_concurrency_percent",
        metric=metrics.PROVISIONED_CONCURRENCY,
        says="The provisioned concurrency is nearly used up: requests above it may start cold",
    ),
    Watch(
        argument="provisioned_concurrency_spillover",
        metric=metrics.SPILLOVER,
        says="The provisioned concurrency has no room for requests: they may start cold",
        periods=1,
        at_threshold=True,
    ),
)
OF_COMPONENT: Final = (
    *_OF_REQUESTS,
    Watch(
        argument="no_capacity_failures",
        metric=metrics.NO_CAPACITY_FAILURES,
        says="Requests fail: the component has no copy on any instance",
        periods=1,
        at_threshold=True,
    ),
    Watch(
        argument="concurrent_requests_per_copy",
        metric=metrics.REQUESTS_PER_COPY,
        says="Each copy has too many requests at a time: more copies are needed",
    ),
    Watch(
        argument="cpu_percent",
        metric=metrics.CPU_OF_COPIES,
        says="The copies use up their CPUs: requests will soon wait for them",
    ),
    Watch(
        argument="memory_percent",
        metric=metrics.MEMORY_OF_COPIES,
        says="A copy uses up its memory: it may be killed",
    ),
    Watch(
        argument="gpu_percent",
        metric=metrics.GPU_OF_COPIES,
        says="The copies use up their GPUs: requests will soon wait for them",
    ),
    Watch(
        argument="gpu_memory_percent",
        metric=metrics.GPU_MEMORY_OF_COPIES,
        says="A copy uses up its GPU memory",
    ),
)
