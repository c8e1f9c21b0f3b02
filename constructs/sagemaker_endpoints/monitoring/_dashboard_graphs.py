"""Which graphs a dashboard has of each kind of hosting.

Statistics are those that AWS calls valid: percentiles of ModelLatency, none of OverheadLatency.

See https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from sagemaker_endpoints.common._metrics import COPIES, INSTANCES
from sagemaker_endpoints.monitoring._dashboard_body import Expression, Graph
from sagemaker_endpoints.monitoring._dashboard_sources import (
    Source,
    counts_behind,
    found_lines,
    lines_of,
    milliseconds_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_RUNS: Final = "AWS/States"
_MILLISECONDS_IN_A_MINUTE: Final = 60_000

_ERRORS: Final = (("Invocation4XXErrors", "Sum"), ("Invocation5XXErrors", "Sum"))
_PERCENTILES: Final = ("Average", "p50", "p90", "p99")
_OVERHEAD_LATENCY: Final = ("Average", "Maximum")


def _latency(title: str, sources: Sequence[Source], name: str, statistics: Sequence[str]) -> Graph:
    return milliseconds_of(title, sources, [(name, each, each) for each in statistics])


def _times(title: str, sources: Sequence[Source], names: Sequence[str]) -> Graph:
    return milliseconds_of(title, sources, [(name, "Average", name) for name in names])


def request_graphs(sources: Sequence[Source]) -> tuple[Graph, ...]:
    """Requests, errors and latency of variants or components."""
    return (
        lines_of("Invocations", sources, [("Invocations", "Sum")]),
        lines_of("Errors", sources, _ERRORS),
        *latency_graphs(sources),
    )


def latency_graphs(sources: Sequence[Source]) -> tuple[Graph, ...]:
    """Time in the container, and what SageMaker adds."""
    return (
        _latency("Model latency", sources, "ModelLatency", _PERCENTILES),
        _latency("Overhead latency", sources, "OverheadLatency", _OVERHEAD_LATENCY),
    )


def instance_graphs(sources: Sequence[Source], *, gpu: bool) -> tuple[Graph, ...]:
    """What instances have in use; *gpu* shows their GPUs as well."""
    memory = [("MemoryUtilization", "Average"), ("DiskUtilization", "Average")]
    graphs = (
        lines_of(
            "CPU",
            sources,
            [("CPUUtilization", "Average")],
            namespace=INSTANCES,
            unit="% of one vCPU",
        ),
        lines_of("Memory and disk", sources, memory, namespace=INSTANCES, unit="%"),
    )
    if not gpu:
        return graphs
    gpus = [("GPUUtilization", "Average"), ("GPUMemoryUtilization", "Average")]
    return (*graphs, lines_of("GPU", sources, gpus, namespace=INSTANCES, unit="% of one GPU"))


def answering_instances(sources: Sequence[Source]) -> Graph:
    """How many instances answer, while there are requests."""
    return counts_behind("Instances that answer", sources, "InvocationsPerInstance")


def multi_model_graphs(source: Source) -> tuple[Graph, ...]:
    """How models come and go."""
    times = ("ModelLoadingWaitTime", "ModelDownloadingTime", "ModelLoadingTime")
    return (
        lines_of("Loaded models", [source], [("LoadedModelCount", "Average")], namespace=INSTANCES),
        lines_of("Requests whose model was loaded", [source], [("ModelCacheHit", "Average")]),
        _times("Loading of models", [source], (*times, "ModelUnloadingTime")),
    )


def serverless_graphs(source: Source, *, provisioned: bool) -> tuple[Graph, ...]:
    """What is published without instances; *provisioned* shows what is kept warm as well.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-monitoring.html
    """
    sources = [source]
    setup = _latency("Cold starts", sources, "ModelSetupTime", ("Average", "p90", "p99"))
    memory = [("MemoryUtilization", "Maximum")]
    used = "ServerlessConcurrentExecutionsUtilization"
    graphs = (
        *request_graphs(sources),
        setup,
        lines_of("Memory", sources, memory, namespace=INSTANCES, unit="%"),
        lines_of("Concurrency in use", sources, [(used, "Maximum")], unit="share, 0 to 1"),
    )
    if not provisioned:
        return graphs
    prefix = "ServerlessProvisionedConcurrency"
    requests = [(f"{prefix}Invocations", "Sum"), (f"{prefix}SpilloverInvocations", "Sum")]
    return (
        *graphs,
        lines_of("Provisioned concurrency in use", sources, [(f"{prefix}Utilization", "Maximum")]),
        lines_of(
            "Executions on provisioned concurrency", sources, [(f"{prefix}Executions", "Maximum")]
        ),
        lines_of("Warm requests and spillover", sources, requests),
    )


def async_graphs(queue: Source, variant: Source, *, gpu: bool) -> tuple[Graph, ...]:
    """What is published of a queue, and of the one variant that works it off.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
    """
    sources = [variant]
    sizes = [
        ("ApproximateBacklogSize", "Average"),
        ("ApproximateBacklogSizePerInstance", "Average"),
        ("HasBacklogWithoutCapacity", "Maximum"),
    ]
    age = [("ApproximateAgeOfOldestRequest", "Maximum")]
    ends = [("InvocationsProcessed", "Sum"), ("InvocationFailures", "Sum")]
    failures = [
        ("ExpiredRequests", "Sum"),
        ("RequestDownloadFailures", "Sum"),
        ("ResponseUploadFailures", "Sum"),
        ("NotificationFailures", "Sum"),
    ]
    steps = ("TimeInBacklog", "RequestDownloadLatency", "ResponseUploadLatency")
    return (
        lines_of("Backlog", [queue], sizes),
        lines_of("Oldest request", [queue], age, unit="seconds"),
        lines_of("Requests at their end", sources, ends),
        lines_of("Errors of the model", sources, _ERRORS),
        lines_of("Failures around the model", sources, failures),
        _latency("Model latency", sources, "ModelLatency", _PERCENTILES),
        _times("Time before and after the model", sources, steps),
        *instance_graphs(sources, gpu=gpu),
    )


def component_graphs(components: Sequence[Source], *, gpu: bool) -> tuple[Graph, ...]:
    """What is published of components: the copies, and what they use of their shares."""
    concurrency = [("ConcurrentRequestsPerCopy", "Maximum")]
    refused = [("NoCapacityInvocationFailures", "Sum")]
    used = ["CPUUtilizationNormalized", "MemoryUtilizationNormalized"]
    if gpu:
        used += ["GPUUtilizationNormalized", "GPUMemoryUtilizationNormalized"]
    return (
        *request_graphs(components),
        counts_behind("Copies that answer", components, "InvocationsPerCopy"),
        lines_of("Requests at a time per copy", components, concurrency),
        lines_of("Requests without capacity", components, refused),
        lines_of(
            "In use of the copies' shares",
            components,
            [(name, "Average") for name in used],
            namespace=COPIES,
            unit="%",
        ),
    )


def found_request_graphs(endpoint_name: str) -> tuple[Graph, ...]:
    """Requests of an endpoint whose variants are not known: CloudWatch looks for them."""
    latency = [("ModelLatency", each) for each in _PERCENTILES]
    overhead = [("OverheadLatency", each) for each in _OVERHEAD_LATENCY]
    found = partial(found_lines, endpoint_name=endpoint_name)
    return (
        found("Invocations", metrics=[("Invocations", "Sum")]),
        found("Errors", metrics=_ERRORS),
        found("Model latency", metrics=latency, unit="microseconds"),
        found("Overhead latency", metrics=overhead, unit="microseconds"),
    )


def found_instance_graphs(endpoint_name: str) -> tuple[Graph, ...]:
    """What the instances of such an endpoint have in use."""
    gpus = [("GPUUtilization", "Average"), ("GPUMemoryUtilization", "Average")]
    memory = [("MemoryUtilization", "Average"), ("DiskUtilization", "Average")]
    found = partial(found_lines, endpoint_name=endpoint_name, namespace=INSTANCES)
    return (
        found("CPU", metrics=[("CPUUtilization", "Average")], unit="% of one vCPU"),
        found("Memory and disk", metrics=memory, unit="%"),
        found("GPU", metrics=gpus, unit="% of one GPU"),
    )


def run_graphs(machine: Source) -> tuple[Graph, ...]:
    """What is published of the executions of a batch transform's state machine.

    See https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
    """
    ends = ("Started", "Succeeded", "Failed", "TimedOut", "Aborted")
    statistics = ("Average", "Maximum")
    hidden = [
        machine.line("ExecutionTime", statistic, namespace=_RUNS, line_id=f"m{number}")
        for number, statistic in enumerate(statistics)
    ]
    minutes = [
        Expression(
            expression=f"m{number} / {_MILLISECONDS_IN_A_MINUTE}", label=statistic, id=f"e{number}"
        )
        for number, statistic in enumerate(statistics)
    ]
    return (
        Graph(
            title="Runs",
            lines=tuple(
                machine.line(f"Executions{end}", "Sum", namespace=_RUNS, told=end) for end in ends
            ),
        ),
        Graph(title="Duration of runs", lines=(*hidden, *minutes), unit="minutes"),
    )
