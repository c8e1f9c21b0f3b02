"""What CloudWatch counts of the runs of a batch transform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from constructs import Construct

from sagemaker_endpoints.batch import _batch_alarms as batch_alarms
from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._metrics import MetricOptions, metric

if TYPE_CHECKING:
    from aws_cdk import aws_cloudwatch as cloudwatch


class BatchMetrics(Construct):
    """The metrics of a state machine's executions.

    See https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
    """

    _state_machine_arn: str

    def metric(self, metric_name: str, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Any metric of the state machine; the sum unless *statistic* says otherwise."""
        dimensions = {"StateMachineArn": self._state_machine_arn}
        return metric(
            batch_alarms.RUNS,
            metric_name,
            dimensions,
            "Sum",
            options,
            place=aws_environment_of(self),
        )

    def metric_started(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Runs that started."""
        return self.metric("ExecutionsStarted", **options)

    def metric_succeeded(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Runs whose job completed."""
        return self.metric("ExecutionsSucceeded", **options)

    def metric_failed(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Runs whose last attempt failed."""
        return self.metric("ExecutionsFailed", **options)

    def metric_timed_out(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Runs that took longer than the timeout."""
        return self.metric("ExecutionsTimedOut", **options)

    def metric_aborted(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """Runs that somebody stopped."""
        return self.metric("ExecutionsAborted", **options)

    def metric_duration(self, **options: Unpack[MetricOptions]) -> cloudwatch.Metric:
        """How long runs took, in milliseconds; the average."""
        chosen: MetricOptions = {"statistic": "Average", **options}
        return self.metric("ExecutionTime", **chosen)
