"""The alarms of a variant on instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._ids import id_of_variant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_sns as sns

    from sagemaker_endpoints.common._l1 import CfnAlarm
    from sagemaker_endpoints.endpoints._endpoint import Endpoint


class VariantAlarms:
    """A variant that alarms can be added to."""

    _endpoint: Endpoint
    _name: str
    _name_in_stack: str
    _instance_types: tuple[str, ...]

    def add_alarms(
        self,
        alarms_id: str = "Alarms",
        *,
        error_rate_percent: float | None = 1,
        client_error_rate_percent: float | None = None,
        model_latency: cdk.Duration | None = None,
        overhead_latency: cdk.Duration | None = None,
        cpu_percent: float | None = None,
        memory_percent: float | None = 90,
        disk_percent: float | None = 90,
        gpu_percent: float | None = None,
        gpu_memory_percent: float | None = None,
        no_traffic: cdk.Duration | None = None,
        topic: sns.ITopic | None = None,
    ) -> tuple[CfnAlarm, ...]:
        """Add alarms on what its callers and its instances feel; None makes no such alarm.

        Rates are of the requests of five minutes. Latencies and utilization have to stay above
        their threshold for a quarter of an hour; memory and disk are those of the fullest instance.

        Args:
            alarms_id: the construct's id, for a second set with other thresholds.
            error_rate_percent: more requests than these are answered with 5XX.
            client_error_rate_percent: more requests than these are answered with 4XX.
            model_latency: the container takes longer for one request in a hundred.
            overhead_latency: SageMaker adds more to the container's time, on average.
            cpu_percent: of all vCPUs of an instance, on average.
            memory_percent: of an instance's memory.
            disk_percent: of an instance's disk space.
            gpu_percent: of all GPUs of an instance, on average.
            gpu_memory_percent: of the memory of all GPUs of an instance.
            no_traffic: no request came for as long, whole minutes up to a day; for a variant that
                always gets some.
            topic: told of each alarm. Its policy and its key let CloudWatch publish; those of an
                imported one have to already.

        Returns:
            The alarms, in the order of the arguments.

        Raises:
            ConfigurationError: an argument of another type, no threshold at all, one out of range,
                CPU or GPU of instances whose counts differ or are unknown, GPUs of instances
                without any, or an id that is taken.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
        """
        return self._add_alarms(
            alarms_id,
            {
                "error_rate_percent": error_rate_percent,
                "client_error_rate_percent": client_error_rate_percent,
                "model_latency": model_latency,
                "overhead_latency": overhead_latency,
                "cpu_percent": cpu_percent,
                "memory_percent": memory_percent,
                "disk_percent": disk_percent,
                "gpu_percent": gpu_percent,
                "gpu_memory_percent": gpu_memory_percent,
                "no_traffic": no_traffic,
            },
            topic=topic,
        )

    def _add_alarms(
        self,
        alarms_id: str,
        given: Mapping[str, float | cdk.Duration | None],
        *,
        topic: sns.ITopic | None,
        further_faults: Sequence[str] = (),
    ) -> tuple[CfnAlarm, ...]:
        from sagemaker_endpoints.monitoring import _alarms, _watch  # noqa: PLC0415  # rare

        elsewhere = self._endpoint.elsewhere_fault
        return _alarms.add_alarms(
            self._endpoint,
            alarms_id,
            _watch.OF_VARIANT,
            given,
            function=type(self).add_alarms,
            of=lambda: f"variant {self._name!r} of {self._endpoint.node.path!r}",
            dimensions={"EndpointName": self._name_in_stack, "VariantName": self._name},
            topic=topic,
            instance_types=self._instance_types,
            construct_id=id_of_variant(self._endpoint, self._name, alarms_id),
            further_faults=(*([elsewhere] if elsewhere is not None else []), *further_faults),
        )
