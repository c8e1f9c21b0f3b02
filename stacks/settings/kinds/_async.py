"""Defines async endpoints: requests wait in a queue, answers go to S3."""

from typing import Annotated, Literal

from pydantic import Field

from stacks.settings.common import _names as names
from stacks.settings.common._base import Settings
from stacks.settings.kinds._instances import InstanceOptions
from stacks.settings.kinds._kind import INSTANCE_COUNT, INSTANCE_TYPE, MODEL, Kind
from stacks.settings.kinds._rollout import RolloutSettings
from stacks.settings.kinds._scaling import BacklogScalingSettings


class AsyncAlarmSettings(Settings):
    """The alarms of an async endpoint beside the one on failed requests."""

    backlog_size: int | None = Field(
        default=None, ge=1, description="The most requests that may wait.", examples=[100]
    )


class AsyncEndpointSettings(Kind, InstanceOptions):
    """An endpoint whose requests wait in a queue and whose answers go to S3.

    https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
    """

    kind: Literal["async"] = Field(description="The kind of endpoint.", examples=["async"])
    model: str = MODEL
    instance_type: str = INSTANCE_TYPE
    instance_count: int = INSTANCE_COUNT
    input: Annotated[str, names.S3_PREFIX] | None = Field(
        default=None,
        description="Where callers put requests: a prefix of the environment's data bucket, or an "
        "address. Left out: anywhere in the bucket of `output`.",
        examples=["backfill/requests/"],
    )
    output: Annotated[str, names.S3_PREFIX] = Field(
        description="Where answers go: a prefix of the environment's data bucket, or an address.",
        examples=["backfill/answers/"],
    )
    failures: Annotated[str, names.PREFIX] | None = Field(
        default=None,
        description="Where the reasons of failed requests go, in the bucket of `output`.",
        examples=["backfill/failures/"],
    )
    notify: bool = Field(
        default=False,
        description="Whether an SNS topic tells of each answer, and one of each failure.",
    )
    max_concurrent_requests: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="The requests that an instance gets at one time. Left out: SageMaker chooses.",
        examples=[4],
    )
    scaling: BacklogScalingSettings | None = Field(
        default=None,
        description="How the instances follow the backlog. Left out: the instance count stays.",
    )
    rollout: RolloutSettings | None = Field(
        default=None,
        description="How an update reaches the queue, known by its key: canary, linear, rolling "
        "or all_at_once. Left out: all at once, unwatched.",
        examples=[{"rolling": {"batch_percent": 25, "bake_minutes": 10}}],
    )
    alarms: AsyncAlarmSettings = Field(
        default=AsyncAlarmSettings(), description="Alarms beside the one on failed requests."
    )
