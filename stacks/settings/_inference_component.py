"""Defines endpoints of inference components: several models share instances."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from stacks.settings import _names as names
from stacks.settings._base import Settings
from stacks.settings._kind import INSTANCE_TYPE, MODEL, AlarmSettings, Kind
from stacks.settings._scaling import CopyScalingSettings


class ComponentSettings(Settings):
    """A model on shared instances, with what each copy of it gets."""

    model: str = MODEL
    # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentComputeResourceRequirements.html
    memory_mb: int = Field(
        ge=128, description="The memory that a copy gets at least, in MB.", examples=[1024]
    )
    cpus: float | None = Field(
        default=None, ge=0.25, description="The vCPUs that a copy gets.", examples=[1]
    )
    accelerators: int | None = Field(
        default=None, ge=1, description="The GPUs that a copy gets; whole ones.", examples=[1]
    )
    copies: int = Field(
        default=1, ge=0, description="The copies it starts with; scaling goes on from there."
    )
    scaling: CopyScalingSettings | None = Field(
        default=None, description="How the copies follow their load. Left out: their number stays."
    )


class InferenceComponentEndpointSettings(Kind):
    """An endpoint whose instances several models share.

    https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
    """

    kind: Literal["inference_component"] = Field(
        description="The kind of endpoint.", examples=["inference_component"]
    )
    instance_type: str = INSTANCE_TYPE
    min_instances: int = Field(
        default=1, ge=0, description="The fewest instances; 0 needs components that scale to 0."
    )
    max_instances: int = Field(
        ge=1, description="The most instances, at least `min_instances`.", examples=[2]
    )
    components: Mapping[Annotated[str, names.KEY], ComponentSettings] = Field(
        description="The models that share the instances, by name.",
        json_schema_extra={"minProperties": 1},
    )
    alarms: AlarmSettings = Field(
        default=AlarmSettings(), description="Alarms beside the one on 5XX errors."
    )
