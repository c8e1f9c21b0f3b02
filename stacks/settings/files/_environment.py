"""Defines an environment: one account, one Region, and what is deployed there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PrivateAttr, Strict
from pydantic.json_schema import SkipJsonSchema

from stacks.settings.common import _names as names
from stacks.settings.common._base import Settings
from stacks.settings.files._vpc import VpcSettings
from stacks.settings.kinds._batch import BatchSettings
from stacks.settings.kinds._endpoint import EndpointSettings
from stacks.settings.models._model import ModelSettings

MOST_TAGS = 49
"""AWS allows 50 tags a resource, and one is the environment's own."""


class Environment(Settings):
    """What is deployed to one account and Region, complete: nothing is inherited."""

    name: SkipJsonSchema[Annotated[str, names.ENVIRONMENT_NAME]] = Field(
        description="The environment's name: its file's, without .yaml.", examples=["dev"]
    )
    account: Annotated[str, names.ACCOUNT] = Field(
        description="The AWS account, 12 digits in quotes.", examples=["111111111111"]
    )
    region: Annotated[str, names.REGION] = Field(
        description="The AWS Region.", examples=["eu-west-1"]
    )
    termination_protection: bool = Field(
        default=False, description="Whether its stacks refuse to be deleted: true in production."
    )
    monthly_budget_usd: float | None = Field(
        default=None,
        gt=0,
        description="What a typical month of SageMaker hosting may cost here, in US dollars: more "
        "fails the synth. Left out: nothing is priced.",
        examples=[400],
    )
    tags: Mapping[Annotated[str, names.TAG_KEY], Annotated[str, names.TAG_VALUE]] = Field(
        default={},
        description="Tags of every resource, beside the environment's own.",
        examples=[{"team": "forecasting"}],
        json_schema_extra={"maxProperties": MOST_TAGS},
    )
    alarm_emails: Annotated[tuple[Annotated[str, names.EMAIL], ...], Strict(strict=False)] = Field(
        default=(),
        description="Who hears of alarms; AWS asks each address to confirm.",
        examples=[["forecasting-oncall@example.com"]],
    )
    dashboards: bool = Field(
        default=False,
        description="Whether each endpoint and each batch transform gets a CloudWatch dashboard.",
    )
    vpc: VpcSettings | None = Field(
        default=None, description="The VPC of the models. Left out: they run in SageMaker's own."
    )
    models: Mapping[Annotated[str, names.KEY], ModelSettings] = Field(
        description="The models that endpoints and batch transforms use, by key.",
        json_schema_extra={"minProperties": 1},
    )
    endpoints: Mapping[Annotated[str, names.KEY], EndpointSettings] = Field(
        default={}, description="The endpoints, by key: each becomes a stack of its own."
    )
    batch: Mapping[Annotated[str, names.KEY], BatchSettings] = Field(
        default={}, description="The batch transforms, by key: each becomes a stack of its own."
    )
    _file: Path | None = PrivateAttr(default=None)

    def model_post_init(self, context: Any) -> None:
        """Keep what the environment was read from, which pydantic hands over beside the data."""
        self._file = (context or {}).get("file")

    @property
    def file(self) -> Path | None:
        """What it was read from; None for an environment that was made without a file."""
        return self._file
