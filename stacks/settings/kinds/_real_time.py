"""Defines real-time endpoints: their variants, how they are updated, what is watched."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from stacks.settings.common import _names as names
from stacks.settings.common._base import Settings
from stacks.settings.kinds._core_dump import CoreDumpSettings
from stacks.settings.kinds._explainer import ExplainerSettings
from stacks.settings.kinds._instances import PooledOptions, VariantOptions
from stacks.settings.kinds._kind import (
    INSTANCE_COUNT,
    INSTANCE_TYPE,
    METRICS,
    MODEL,
    AlarmSettings,
    Kind,
    MetricsSettings,
)
from stacks.settings.kinds._rollout import RolloutSettings
from stacks.settings.kinds._scaling import ScalingSettings
from stacks.settings.kinds._shadow_test import ShadowTestSettings

MOST_VARIANTS = 10
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html"""


class VariantSettings(PooledOptions):
    """A production variant: a model on instances, with its share of the traffic."""

    model: str = MODEL
    weight: float = Field(
        default=1,
        ge=0,
        description="Its share of the traffic is this out of the sum of all weights.",
        examples=[9],
    )
    instance_count: int = INSTANCE_COUNT
    scaling: ScalingSettings | None = Field(
        default=None, description="Its auto-scaling. Left out: the instance count stays."
    )
    core_dump: CoreDumpSettings | None = Field(
        default=None,
        description="Where the memory of a crashed container goes. Left out: nowhere.",
        examples=[{"prefix": "crashes/demand/"}],
    )


class ShadowSettings(VariantOptions):
    """A variant that gets copies of requests, and whose answers nobody gets."""

    name: Annotated[str, names.SAGEMAKER_NAME] = Field(
        default="shadow", description="The variant's name, unlike that of the other."
    )
    model: str = MODEL
    instance_type: str = INSTANCE_TYPE
    instance_count: int = INSTANCE_COUNT
    sampling_weight: float = Field(
        default=1,
        ge=0,
        description="Its weight; the share of requests that it gets a copy of is this out of the "
        "weight of the variant whose requests they are.",
        examples=[0.5],
    )

    @property
    def candidate_types(self) -> tuple[str, ...]:
        """The type that it runs on, as variants may have several."""
        return (self.instance_type,)


class DataCaptureSettings(Settings):
    """Requests and answers, kept in the environment's data bucket."""

    sampling_percentage: int = Field(
        ge=0, le=100, description="How many of a hundred requests are kept.", examples=[20]
    )


class RealTimeEndpointSettings(Kind):
    """An endpoint that answers while the caller waits, on instances."""

    kind: Literal["real_time"] = Field(description="The kind of endpoint.", examples=["real_time"])
    variants: Mapping[Annotated[str, names.SAGEMAKER_NAME], VariantSettings] = Field(
        description="The variants that share the traffic, by name.",
        json_schema_extra={"minProperties": 1, "maxProperties": MOST_VARIANTS},
    )
    shadow: ShadowSettings | None = Field(
        default=None,
        description="A variant that is tried on copies of requests; beside one variant only.",
    )
    shadow_test: ShadowTestSettings | None = Field(
        default=None,
        description="The same for a time, after which it is taken off; instead of `shadow`.",
    )
    rollout: RolloutSettings | None = Field(
        default=None,
        description="How an update reaches the traffic, known by its key: canary, linear, rolling "
        "or all_at_once. Left out: all at once, unwatched.",
        examples=[{"canary": {"percent": 10, "bake_minutes": 10}}],
    )
    data_capture: DataCaptureSettings | None = Field(
        default=None,
        description="Requests and answers to keep. Left out: none.",
        examples=[{"sampling_percentage": 20}],
    )
    explainer: ExplainerSettings | None = Field(
        default=None,
        description="How much each feature had to do with an answer, told in it. Left out: not "
        "told.",
        examples=[{"baseline": {"file": "explanations/baseline.csv"}}],
    )
    metrics: MetricsSettings | None = METRICS
    alarms: AlarmSettings = Field(
        default=AlarmSettings(), description="Alarms beside the one on 5XX errors."
    )
