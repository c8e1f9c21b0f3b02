"""Defines the pipeline: where the code comes from, and which environments it is deployed to."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, Strict

from stacks.settings.common import _names as names
from stacks.settings.common._base import Form, Settings
from stacks.settings.files._environment import MOST_TAGS

# https://docs.aws.amazon.com/dtconsole/latest/userguide/connections.html
_CONNECTION_ARN = Form(
    r"^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:[0-9]{12}:connection/"
    r"[0-9a-f-]{36}$",
    "the ARN of a connection of Developer Tools",
)
_CONNECTION = (
    "arn:aws:codeconnections:eu-west-1:999999999999:connection/7d2469ff-514a-4e4f-9003-5ca4a43cdc41"
)
_REPOSITORY = Form(
    r"^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+$", "an owner and a repository such as our-org/forecasts"
)
_BRANCH = Form(r"^[A-Za-z0-9_][A-Za-z0-9_./-]*$", "the name of a branch", 255)


class SourceSettings(Settings):
    """A repository outside AWS, reached through a connection of the pipeline's account."""

    connection_arn: Annotated[str, _CONNECTION_ARN] = Field(
        description="The ARN of the connection; of the pipeline's own account, and available.",
        examples=[_CONNECTION],
    )
    repository: Annotated[str, _REPOSITORY] = Field(
        description="Owner and name of the repository.", examples=["our-org/forecasts"]
    )
    branch: Annotated[str, _BRANCH] = Field(
        default="main", description="The branch that is deployed: each push starts the pipeline."
    )


class DeploymentSettings(Settings):
    """One environment on the way, and what it takes to get past it."""

    name: Annotated[str, names.ENVIRONMENT_NAME] = Field(
        description="The environment: the name of its file, without .yaml.", examples=["dev"]
    )
    approval: bool = Field(
        default=False,
        description="Whether a person reads the review and approves the change sets first.",
    )
    smoke: bool = Field(
        default=True,
        description="Whether every endpoint is checked after the deploy, by the role "
        "sagemaker-NAME-smoke of the environment's account.",
    )


class PipelineSettings(Settings):
    """The pipeline of the environments, in an account of its own."""

    account: Annotated[str, names.ACCOUNT] = Field(
        description="The AWS account of the pipeline, 12 digits in quotes.",
        examples=["999999999999"],
    )
    region: Annotated[str, names.REGION] = Field(
        description="The AWS Region of the pipeline.", examples=["eu-west-1"]
    )
    source: SourceSettings = Field(description="The repository that is deployed.")
    environments: Annotated[tuple[DeploymentSettings, ...], Strict(strict=False)] = Field(
        description="The environments in the order of their deploys.", min_length=1
    )
    emails: Annotated[tuple[Annotated[str, names.EMAIL], ...], Strict(strict=False)] = Field(
        default=(),
        description="Who is asked to approve, and hears of failures; AWS asks each to confirm.",
        examples=[["forecasting-oncall@example.com"]],
    )
    model_package_groups: Annotated[
        tuple[Annotated[str, names.SAGEMAKER_NAME], ...], Strict(strict=False)
    ] = Field(
        default=(),
        description="Groups of the model registry: an approved version of one starts the pipeline.",
        examples=[["demand"]],
    )
    tags: Mapping[Annotated[str, names.TAG_KEY], Annotated[str, names.TAG_VALUE]] = Field(
        default={},
        description="Tags of the pipeline's resources.",
        examples=[{"team": "forecasting"}],
        json_schema_extra={"maxProperties": MOST_TAGS},
    )
