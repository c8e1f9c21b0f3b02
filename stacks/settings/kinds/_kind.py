"""Defines what endpoints of every kind say."""

from typing import Annotated, Literal

from pydantic import Field

from stacks.settings.common import _names as names
from stacks.settings.common._acknowledge import ACKNOWLEDGE, Acknowledged
from stacks.settings.common._base import Settings
from stacks.settings.common._traffic import TRAFFIC, TrafficSettings


class AlarmSettings(Settings):
    """The alarms of an endpoint beside the one on 5XX errors, which is always there."""

    model_latency_p99_ms: float | None = Field(
        default=None,
        gt=0,
        description="The time, in milliseconds, that one in a hundred requests may exceed.",
        examples=[500],
    )


class MetricsSettings(Settings):
    """Metrics beyond the usual ones; CloudWatch charges for them.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MetricsConfig.html
    """

    enhanced: bool | None = Field(
        default=None,
        description="Whether utilization and invocations are told of each instance, too.",
    )
    detailed_observability: bool | None = Field(
        default=None,
        description="Whether metrics of the containers, of each GPU and of each host are told.",
    )
    publish_frequency_seconds: Literal[10, 30, 60, 120, 180, 240, 300] | None = Field(
        default=None,
        description="The time between two values of utilization. Left out: a minute.",
        examples=[10],
    )


class Kind(Settings):
    """An endpoint of any kind."""

    endpoint_name: Annotated[str, names.SAGEMAKER_NAME] | None = Field(
        default=None,
        description="A fixed name, unique in account and Region. Left out: CloudFormation's.",
        examples=["demand"],
    )
    traffic: TrafficSettings | None = TRAFFIC
    acknowledge: Acknowledged = ACKNOWLEDGE


METRICS = Field(
    default=None,
    description="Metrics beyond the usual ones, which CloudWatch charges for. Left out: none.",
    examples=[{"enhanced": True}],
)
MODEL = Field(description="A key of `models`.", examples=["nlinear"])
INSTANCE_TYPE = Field(
    description="The type of its instances.",
    examples=["ml.c6i.large"],
    json_schema_extra={"pattern": r"^ml\."},
)
INSTANCE_COUNT = Field(
    default=1, ge=1, description="The instances it starts with; scaling goes on from there."
)
