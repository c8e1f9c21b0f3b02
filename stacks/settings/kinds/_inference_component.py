"""Defines endpoints of inference components: several models share instances."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from stacks.settings.common import _names as names
from stacks.settings.common._base import Settings
from stacks.settings.common._traffic import TRAFFIC, TrafficSettings
from stacks.settings.kinds._instances import (
    INFERENCE_AMI,
    ROUTING,
    InstanceOptions,
    RoutingSettings,
)
from stacks.settings.kinds._kind import (
    INSTANCE_TYPE,
    METRICS,
    MODEL,
    AlarmSettings,
    Kind,
    MetricsSettings,
)
from stacks.settings.kinds._rollout import ROLLBACK_ALARMS, RollbackAlarmSettings
from stacks.settings.kinds._scaling import CopyScalingSettings


class ComponentRolloutSettings(Settings):
    """An update that replaces the copies of a component batch by batch.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentRollingUpdatePolicy.html
    """

    batch_percent: int | None = Field(
        default=None,
        ge=5,
        le=50,
        description="A batch, in percent of the copies; or give `batch_copy_count`.",
        examples=[25],
    )
    batch_copy_count: int | None = Field(
        default=None, ge=1, description="A batch, in copies: half of them at most."
    )
    bake_minutes: float = Field(ge=0, le=60, description="The wait after each batch.", examples=[5])
    rollback_batch_percent: int | None = Field(
        default=None,
        ge=1,
        le=100,
        description="A batch of a rollback, in percent of the copies. Left out: all at once.",
    )
    timeout_minutes: float | None = Field(
        default=None,
        ge=10,
        le=480,
        description="When to give up and roll back. Left out: SageMaker chooses.",
    )
    alarms: RollbackAlarmSettings | None = ROLLBACK_ALARMS


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
    rollout: ComponentRolloutSettings | None = Field(
        default=None,
        description="How an update replaces the copies. Left out: SageMaker chooses.",
        examples=[{"batch_percent": 25, "bake_minutes": 5}],
    )
    scaling: CopyScalingSettings | None = Field(
        default=None, description="How the copies follow their load. Left out: their number stays."
    )
    traffic: TrafficSettings | None = TRAFFIC


class InferenceComponentEndpointSettings(Kind, InstanceOptions):
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
    routing: RoutingSettings | None = ROUTING
    inference_ami_version: Annotated[str, names.INFERENCE_AMI] | None = INFERENCE_AMI
    metrics: MetricsSettings | None = METRICS
    alarms: AlarmSettings = Field(
        default=AlarmSettings(), description="Alarms beside the one on 5XX errors."
    )
