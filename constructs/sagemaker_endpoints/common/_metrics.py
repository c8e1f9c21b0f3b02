"""The metrics that SageMaker publishes for a variant on instances.

See https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final, Protocol, TypedDict

from sagemaker_endpoints.common._tokens import is_known_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import aws_cdk as cdk
    from aws_cdk import aws_cloudwatch as cloudwatch

INVOCATIONS: Final = "AWS/SageMaker"
INSTANCES: Final = "/aws/sagemaker/Endpoints"
COPIES: Final = "/aws/sagemaker/InferenceComponents"


class InvocationHttpResponseCode(enum.StrEnum):
    """Groups of answers that are counted."""

    INVOCATION_4XX_ERRORS = "Invocation4XXErrors"
    INVOCATION_5XX_ERRORS = "Invocation5XXErrors"


class MetricOptions(TypedDict, total=False):
    """How a metric is read; as `aws_cloudwatch.MetricOptions`."""

    account: str
    color: str
    label: str
    period: cdk.Duration
    region: str
    statistic: str
    unit: cloudwatch.Unit


class Place(Protocol):
    """Where metrics are published; either may be a late value."""

    @property
    def account(self) -> str:
        """The account."""
        ...

    @property
    def region(self) -> str:
        """The Region."""
        ...


def metric(
    namespace: str,
    metric_name: str,
    dimensions: Mapping[str, str],
    default_statistic: str,
    options: MetricOptions,
    *,
    place: Place,
) -> cloudwatch.Metric:
    """A metric of CloudWatch; nothing is made in the template until it is used.

    As those of CDK's own constructs it tells where it is: a dashboard of another stack reads it
    there, and an alarm of another Region refuses it.
    """
    from aws_cdk import aws_cloudwatch as cloudwatch  # noqa: PLC0415  # costly, rare

    chosen: MetricOptions = {"statistic": default_statistic, **options}
    account, region = place.account, place.region
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=metric_name,
        dimensions_map=dict(dimensions),
        stack_account=account if is_known_text(account) else None,
        stack_region=region if is_known_text(region) else None,
        **chosen,
    )
