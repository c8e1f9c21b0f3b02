"""The variant of an endpoint whose instances several models share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.variants._endpoint_variant import EndpointVariant

if TYPE_CHECKING:
    from aws_cdk import aws_sns as sns

    from sagemaker_endpoints.common._l1 import CfnAlarm


class SharedVariant(EndpointVariant):
    """The instances of an `InferenceComponentEndpoint`: requests are those of its components."""

    def add_alarms(
        self,
        alarms_id: str = "Alarms",
        *,
        cpu_percent: float | None = None,
        memory_percent: float | None = 90,
        disk_percent: float | None = 90,
        gpu_percent: float | None = None,
        gpu_memory_percent: float | None = None,
        topic: sns.ITopic | None = None,
        **of_requests: object,
    ) -> tuple[CfnAlarm, ...]:
        """Add alarms on the instances, as of any variant; None makes no such alarm.

        Args:
            alarms_id: as of `EndpointVariant.add_alarms`.
            cpu_percent: as there.
            memory_percent: as there.
            disk_percent: as there.
            gpu_percent: as there.
            gpu_memory_percent: as there.
            topic: as there.
            **of_requests: what is there is refused: requests are counted for each component.

        Returns:
            The alarms, in the order of the arguments.

        Raises:
            ConfigurationError: as there.
        """
        return self._add_alarms(
            alarms_id,
            {
                "cpu_percent": cpu_percent,
                "memory_percent": memory_percent,
                "disk_percent": disk_percent,
                "gpu_percent": gpu_percent,
                "gpu_memory_percent": gpu_memory_percent,
            },
            topic=topic,
            further_faults=[
                f"{name}: {_why(name)}" for name, value in of_requests.items() if value is not None
            ],
        )


def _why(name: str) -> str:
    """Why a variant whose instances are shared has no such argument."""
    if name in EndpointVariant.add_alarms.__annotations__:
        return "requests are counted for each component; call add_alarms of the component"
    return "add_alarms has no such argument"
