"""The alarms of an inference component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.components._hosted_component import HostedComponent

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_sns as sns

    from sagemaker_endpoints.common._l1 import CfnAlarm


class ComponentAlarms(HostedComponent):
    """A component that alarms can be added to."""

    def add_alarms(
        self,
        alarms_id: str = "Alarms",
        *,
        error_rate_percent: float | None = 1,
        client_error_rate_percent: float | None = None,
        model_latency: cdk.Duration | None = None,
        overhead_latency: cdk.Duration | None = None,
        no_capacity_failures: int | None = 1,
        concurrent_requests_per_copy: float | None = None,
        cpu_percent: float | None = None,
        memory_percent: float | None = None,
        gpu_percent: float | None = None,
        gpu_memory_percent: float | None = None,
        no_traffic: cdk.Duration | None = None,
        topic: sns.ITopic | None = None,
    ) -> tuple[CfnAlarm, ...]:
        """Add alarms on what callers of the component feel; None makes no such alarm.

        Rates and counts are of the requests of five minutes. Latencies, concurrency and utilization
        have to stay above their threshold for a quarter of an hour.

        Args:
            alarms_id: the construct's id, for a second set with other thresholds.
            error_rate_percent: more requests than these are answered with 5XX.
            client_error_rate_percent: more requests than these are answered with 4XX.
            model_latency: the container takes longer for one request in a hundred.
            overhead_latency: SageMaker adds more to the container's time, on average.
            no_capacity_failures: so many requests fail because there is no copy. None for a
                component that scales to none: its first request fails, and wakes it.
            concurrent_requests_per_copy: a copy has more requests at a time.
            cpu_percent: of a copy's CPUs, on average.
            memory_percent: of a copy's `min_memory_mb`, of the copy that uses most.
            gpu_percent: of a copy's GPUs, on average.
            gpu_memory_percent: of a copy's GPU memory, of the copy that uses most.
            no_traffic: no request came for as long, whole minutes up to a day; for a component that
                always gets some.
            topic: told of each alarm. Its policy and its key let CloudWatch publish; those of an
                imported one have to already.

        Returns:
            The alarms, in the order of the arguments.

        Raises:
            ConfigurationError: an argument of another type, no threshold at all, one out of range,
                GPUs of instances without any, or an id that is taken.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html#cloudwatch-metrics-inference-component
        """
        from sagemaker_endpoints.monitoring import _alarms, _watch  # noqa: PLC0415  # rare

        return _alarms.add_alarms(
            self,
            alarms_id,
            _watch.OF_COMPONENT,
            {
                "error_rate_percent": error_rate_percent,
                "client_error_rate_percent": client_error_rate_percent,
                "model_latency": model_latency,
                "overhead_latency": overhead_latency,
                "no_capacity_failures": no_capacity_failures,
                "concurrent_requests_per_copy": concurrent_requests_per_copy,
                "cpu_percent": cpu_percent,
                "memory_percent": memory_percent,
                "gpu_percent": gpu_percent,
                "gpu_memory_percent": gpu_memory_percent,
                "no_traffic": no_traffic,
            },
            function=ComponentAlarms.add_alarms,
            of=lambda: f"component {self.node.path!r}",
            dimensions={"InferenceComponentName": self._name},
            topic=topic,
            instance_types=[self._host.instance_type],
        )
