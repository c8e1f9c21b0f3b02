"""Defines scheduled batch transforms: a model runs over files, and leaves."""

from typing import Annotated, Literal

from pydantic import Field

from stacks.settings.common import _names as names
from stacks.settings.common._acknowledge import ACKNOWLEDGE, Acknowledged
from stacks.settings.common._base import Settings
from stacks.settings.common._traffic import BATCH_TRAFFIC, BatchTrafficSettings
from stacks.settings.kinds._kind import INSTANCE_TYPE, MODEL

MOST_PAYLOAD_MB = 100
"""Of all concurrent transforms together; see the link at `max_payload_mb`."""


class BatchSettings(Settings):
    """A batch transform that runs on a schedule: instances come, read, write and go.

    https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform.html
    """

    model: str = MODEL
    instance_type: str = INSTANCE_TYPE
    instance_count: int = Field(
        default=1, ge=1, description="The instances that share the files.", examples=[1]
    )
    input: Annotated[str, names.S3_PREFIX] = Field(
        description="What is read: a prefix of the environment's data bucket, or an address.",
        examples=["batch/input/"],
    )
    output: Annotated[str, names.S3_PREFIX] = Field(
        description="Where forecasts go: a prefix of the environment's data bucket, or an address.",
        examples=["batch/output/"],
    )
    content_type: Annotated[str, names.MEDIA_TYPE] = Field(
        description="What the files hold, as the model's container is told.", examples=["text/csv"]
    )
    split_type: Literal["Line", "RecordIO", "TFRecord"] | None = Field(
        default=None,
        description="How files are split into records. Left out: a file is one request.",
        examples=["Line"],
    )
    assemble_with: Literal["Line"] | None = Field(
        default=None,
        description="How answers are joined: each on a line, or one after another when left out.",
    )
    strategy: Literal["MultiRecord", "SingleRecord"] | None = Field(
        default=None,
        description="How many records a request has: as many as fit, or one. Needs `split_type`.",
    )
    # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
    max_payload_mb: int | None = Field(
        default=None,
        ge=0,
        le=MOST_PAYLOAD_MB,
        description="The most that a request holds, in MB. Left out: SageMaker's 6.",
        examples=[6],
    )
    max_concurrent_transforms: int | None = Field(
        default=None,
        ge=0,
        description="The requests that an instance gets at one time. Left out: SageMaker chooses.",
        examples=[4],
    )
    schedule: Annotated[str, names.SCHEDULE] | None = Field(
        default=None,
        description="When it runs: cron(...) with six fields, rate(...) or at(...). Left out: "
        "when it is started by hand.",
        examples=["cron(0 2 * * ? *)"],
    )
    time_zone: Annotated[str, names.TIME_ZONE] | None = Field(
        default=None, description="Of the schedule. Left out: UTC.", examples=["Europe/Paris"]
    )
    traffic: BatchTrafficSettings | None = BATCH_TRAFFIC
    acknowledge: Acknowledged = ACKNOWLEDGE
