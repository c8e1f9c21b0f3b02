"""Defines serverless endpoints: no instances, paid by use."""

from typing import Literal

from pydantic import Field

from stacks.settings.kinds._kind import MODEL, AlarmSettings, Kind
from stacks.settings.kinds._scaling import ProvisionedScalingSettings


class ServerlessEndpointSettings(Kind):
    """An endpoint without instances: paid by use, with a cold start after idle minutes.

    https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
    """

    kind: Literal["serverless"] = Field(
        description="The kind of endpoint.", examples=["serverless"]
    )
    model: str = MODEL
    memory_mb: Literal[1024, 2048, 3072, 4096, 5120, 6144] = Field(
        description="The memory of each container, in MB; the CPU grows with it.", examples=[2048]
    )
    max_concurrency: int = Field(
        ge=1, le=200, description="The most requests at work at one time.", examples=[10]
    )
    provisioned_concurrency: int | None = Field(
        default=None,
        ge=1,
        le=200,
        description="How many containers are kept warm, at most `max_concurrency`.",
        examples=[2],
    )
    scaling: ProvisionedScalingSettings | None = Field(
        default=None,
        description="How the provisioned concurrency follows its use. Left out: it stays.",
    )
    alarms: AlarmSettings = Field(
        default=AlarmSettings(), description="Alarms beside the one on 5XX errors."
    )
