"""Defines multi-model endpoints: many artifacts behind one container."""

from typing import Literal

from pydantic import Field

from stacks.settings.kinds._instances import InstanceOptions
from stacks.settings.kinds._kind import INSTANCE_COUNT, INSTANCE_TYPE, AlarmSettings, Kind
from stacks.settings.kinds._scaling import ScalingSettings


class MultiModelEndpointSettings(Kind, InstanceOptions):
    """An endpoint that loads, on request, the artifacts below a prefix.

    https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoints.html
    """

    kind: Literal["multi_model"] = Field(
        description="The kind of endpoint.", examples=["multi_model"]
    )
    model: str = Field(
        description="A key of `models` whose data is a prefix: each .tar.gz below is a model.",
        examples=["nlinear-per-store"],
    )
    instance_type: str = INSTANCE_TYPE
    instance_count: int = INSTANCE_COUNT
    model_cache: bool = Field(
        default=True,
        description="Whether models stay in memory between requests; false suits many, rarely "
        "asked for.",
    )
    scaling: ScalingSettings | None = Field(
        default=None, description="Its auto-scaling. Left out: the instance count stays."
    )
    alarms: AlarmSettings = Field(
        default=AlarmSettings(), description="Alarms beside the one on 5XX errors."
    )
