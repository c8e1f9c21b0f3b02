"""Defines what instances are told beside their type: storage, waits, routing, drivers, capacity."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import ConfigDict, Discriminator, Field, Strict, Tag

from stacks.settings.common import _names as names
from stacks.settings.common._base import Settings

MOST_TYPES = 5
"""https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-heterogeneous.html"""
_TIMEOUT = (60, 3600)
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html"""


class PrefixAwareSettings(Settings):
    """Requests that begin alike go to one instance, which may have cached the work on it."""

    prefix_length: int = Field(
        ge=1024,
        le=65_536,
        description="How much of a request's beginning counts, in bytes.",
        examples=[4096],
    )
    concurrency_threshold: int = Field(
        ge=1,
        le=1024,
        description="The requests in flight from which on another instance is taken.",
        examples=[8],
    )


class PrefixAwareRoutingSettings(Settings):
    """Routing by the beginning of requests."""

    prefix_aware: PrefixAwareSettings = Field(
        description="Requests that begin alike go to one instance.",
        examples=[{"prefix_length": 4096, "concurrency_threshold": 8}],
    )


def _text_or_mapping(value: object) -> str:
    is_mapping = isinstance(value, Mapping | PrefixAwareRoutingSettings)
    return PrefixAwareRoutingSettings.__name__ if is_mapping else str.__name__


RoutingSettings = Annotated[
    Annotated[Annotated[str, names.ROUTING], Tag("str")]
    | Annotated[PrefixAwareRoutingSettings, Tag("PrefixAwareRoutingSettings")],
    Discriminator(_text_or_mapping),
]
"""To which instance a request goes."""
ROUTING = Field(
    default=None,
    description="To which instance a request goes: least_outstanding_requests, random or "
    "{prefix_aware: ...}. Left out: random.",
    examples=["least_outstanding_requests"],
)
INFERENCE_AMI = Field(
    default=None,
    description="The machine image, which has the drivers of GPUs. Left out: SageMaker chooses.",
    examples=["al2023-ami-sagemaker-inference-gpu-4-1"],
)


class InstanceOptions(Settings):
    """What instances of every kind of endpoint are told."""

    volume_size_gb: int | None = Field(
        default=None,
        ge=1,
        le=512,
        description="The storage volume of each, in GiB; not for types with local disks. Left "
        "out: SageMaker chooses.",
        examples=[64],
    )
    model_data_download_timeout_seconds: int | None = Field(
        default=None,
        ge=_TIMEOUT[0],
        le=_TIMEOUT[1],
        description="How long fetching the model may take. Left out: SageMaker chooses.",
        examples=[1200],
    )
    container_startup_timeout_seconds: int | None = Field(
        default=None,
        ge=_TIMEOUT[0],
        le=_TIMEOUT[1],
        description="How long a container may take until it answers. Left out: SageMaker chooses.",
        examples=[600],
    )


class VariantOptions(InstanceOptions):
    """What the instances of a variant of a real-time endpoint are told."""

    routing: RoutingSettings | None = ROUTING
    inference_ami_version: Annotated[str, names.INFERENCE_AMI] | None = INFERENCE_AMI
    enable_ssm_access: bool = Field(
        default=False,
        description="Whether operators may open a session in the containers; the model's role "
        "gets the rights for it.",
    )
    capacity_reservation: Annotated[str, names.TRAINING_PLAN_ARN] | None = Field(
        default=None,
        description="The ARN of a SageMaker training plan, whose instances are the only ones "
        "used. Left out: on demand.",
        examples=["arn:aws:sagemaker:eu-west-1:111111111111:training-plan/forecasts"],
    )


class PooledOptions(VariantOptions):
    """The same of a variant that may run on one of several types."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["instance_type"]}, {"required": ["instance_types"]}]
        }
    )

    instance_type: str | None = Field(
        default=None,
        description="The type of its instances; or give `instance_types`.",
        examples=["ml.c6i.large"],
        json_schema_extra={"pattern": r"^ml\."},
    )
    instance_types: Annotated[tuple[str, ...], Strict(strict=False)] | None = Field(
        default=None,
        description="The types to try, the first choice first, as capacity runs out; or give "
        "`instance_type`.",
        examples=[["ml.g6.2xlarge", "ml.g5.2xlarge"]],
        json_schema_extra={"minItems": 1, "maxItems": MOST_TYPES},
    )

    @property
    def candidate_types(self) -> tuple[str, ...]:
        """All types that it may run on, the first choice first."""
        if self.instance_type is not None:
            return (self.instance_type,)
        return self.instance_types if self.instance_types is not None else ()
