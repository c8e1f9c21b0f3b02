"""The alarms of a serverless endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.endpoints._serverless_metrics import ServerlessMetrics

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_sns as sns

    from sagemaker_endpoints.common._l1 import CfnAlarm


class ServerlessAlarms(ServerlessMetrics):
    """An endpoint that alarms can be added to."""

    _provisioned_concurrency: int | None

    def add_alarms(
        self,
        alarms_id: str = "Alarms",
        *,
        error_rate_percent: float | None = 1,
        client_error_rate_percent: float | None = None,
        model_latency: cdk.Duration | None = None,
        overhead_latency: cdk.Duration | None = None,
        model_setup_time: cdk.Duration | None = None,
        memory_percent: float | None = 90,
        concurrency_percent: float | None = None,
        provisioned_concurrency_percent: float | None = None,
        provisioned_concurrency_spillover: int | None = None,
        no_traffic: cdk.Duration | None = None,
        topic: sns.ITopic | None = None,
    ) -> tuple[CfnAlarm, ...]:
        """Add alarms on what its callers feel; None makes no such alarm.

        Rates are of the requests of five minutes. Times, memory and the use of provisioned
        concurrency have to stay above their threshold for a quarter of an hour.

        Args:
            alarms_id: the construct's id, for a second set with other thresholds.
            error_rate_percent: more requests than these are answered with 5XX.
            client_error_rate_percent: more requests than these are answered with 4XX.
            model_latency: the container takes longer for one request in a hundred.
            overhead_latency: SageMaker adds more to the container's time, on average; cold starts
                are in it.
            model_setup_time: one cold start in a hundred takes longer.
            memory_percent: of `memory_size_in_mb`.
            concurrency_percent: of `max_concurrency`, within five minutes; what is above
                `max_concurrency` is throttled.
            provisioned_concurrency_percent: of the provisioned concurrency.
            provisioned_concurrency_spillover: so many requests that the provisioned concurrency has
                no room for, within five minutes, in any value that SageMaker publishes: AWS lists
                no sum of them.
            no_traffic: no request came for as long, whole minutes up to a day; for an endpoint that
                always gets some.
            topic: told of each alarm. Its policy and its key let CloudWatch publish; those of an
                imported one have to already.

        Returns:
            The alarms, in the order of the arguments.

        Raises:
            ConfigurationError: an argument of another type, no threshold at all, one out of range,
                provisioned concurrency that the endpoint does not have, or an id that is taken.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-monitoring.html
        """
        from sagemaker_endpoints.monitoring import _alarms, _watch  # noqa: PLC0415  # rare

        of_provisioned = {
            "provisioned_concurrency_percent": provisioned_concurrency_percent,
            "provisioned_concurrency_spillover": provisioned_concurrency_spillover,
        }
        return _alarms.add_alarms(
            self,
            alarms_id,
            _watch.OF_SERVERLESS_ENDPOINT,
            {
                "error_rate_percent": error_rate_percent,
                "client_error_rate_percent": client_error_rate_percent,
                "model_latency": model_latency,
                "overhead_latency": overhead_latency,
                "model_setup_time": model_setup_time,
                "memory_percent": memory_percent,
                "concurrency_percent": concurrency_percent,
                **of_provisioned,
                "no_traffic": no_traffic,
            },
            function=ServerlessAlarms.add_alarms,
            of=lambda: f"ServerlessEndpoint {self.node.path!r}",
            dimensions={
                "EndpointName": self._name_token,
                "VariantName": self._variant.variant_name,
            },
            topic=topic,
            may_stream=False,
            further_faults=[
                f"{name}: the endpoint provisions none; give it provisioned_concurrency"
                for name, value in of_provisioned.items()
                if value is not None and self._provisioned_concurrency is None
            ],
        )
