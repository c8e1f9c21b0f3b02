"""The variant of an endpoint whose kind publishes some metrics only, and scales in its own way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, Unpack

from sagemaker_endpoints.common._errors import ConfigurationError
from sagemaker_endpoints.common._metrics import MetricOptions
from sagemaker_endpoints.variants._endpoint_variant import EndpointVariant

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from aws_cdk import aws_cloudwatch as cloudwatch

    from sagemaker_endpoints.endpoints._endpoint import Endpoint


class LimitedVariant(EndpointVariant):
    """The one variant of a serverless or asynchronous endpoint.

    An alarm or a policy on a metric that is never published would wait for data for ever: such
    metrics are refused. `metric(namespace, name)` gives any.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        variant_name: str,
        *,
        name_in_stack: str,
        kind: str,
        published: Collection[str],
        scales_by: str,
        instance_types: Sequence[str] = (),
    ) -> None:
        """Called by endpoints.

        Args:
            endpoint: that the variant belongs to.
            variant_name: the variant's name.
            name_in_stack: the endpoint's name, for resources in the endpoint's own stack.
            kind: how errors name the kind of endpoint: "a serverless endpoint".
            published: the metrics that AWS lists for the kind.
            scales_by: the endpoint's own method for it, and what it moves.
            instance_types: what it may run on, where that is known.
        """
        super().__init__(
            endpoint, variant_name, name_in_stack=name_in_stack, instance_types=instance_types
        )
        self._kind, self._published, self._scales_by = kind, frozenset(published), scales_by

    def auto_scale_instance_count(
        self, *, min_capacity: int = 1, max_capacity: int = 1
    ) -> NoReturn:
        """Refuse: the endpoint itself scales.

        Raises:
            ConfigurationError: always; names the method of the endpoint.
        """
        del min_capacity, max_capacity
        raise ConfigurationError(
            f"auto_scale_instance_count of variant {self._name!r}: {self._kind} scales by "
            f"{self._scales_by}"
        )

    def add_alarms(self, alarms_id: str = "Alarms", **thresholds: object) -> NoReturn:
        """Refuse: the endpoint itself has alarms on what its kind publishes.

        Raises:
            ConfigurationError: always; names the method of the endpoint.
        """
        del alarms_id, thresholds
        raise ConfigurationError(
            f"add_alarms of variant {self._name!r}: {self._kind} publishes other metrics; call "
            "add_alarms of the endpoint itself"
        )

    def metric(
        self, namespace: str, metric_name: str, **options: Unpack[MetricOptions]
    ) -> cloudwatch.Metric:
        """Any metric of this variant; its average when no statistic is given."""
        return super()._metric(namespace, metric_name, "Average", options)

    def _metric(
        self, namespace: str, metric_name: str, default_statistic: str, options: MetricOptions
    ) -> cloudwatch.Metric:
        if metric_name not in self._published:
            raise ConfigurationError(
                f"metric {metric_name} of variant {self._name!r}: {self._kind} does not publish it"
            )
        return super()._metric(namespace, metric_name, default_statistic, options)
