"""Defines a test in the shadow of an endpoint, which ends by itself."""

from typing import Annotated

from pydantic import Field

from stacks.settings.common import _names as names
from stacks.settings.common._base import Form, Settings
from stacks.settings.kinds._kind import INSTANCE_COUNT, INSTANCE_TYPE, MODEL

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateInferenceExperiment.html
_TEST_NAME = Form(
    r"^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}$",
    "1 to 120 letters, digits and hyphens, no hyphen first or last",
    120,
)
TIME = Form(
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}Z$",
    "a time of UTC such as 2026-12-01T06:00:00Z",
)


class ShadowTestSettings(Settings):
    """A variant that gets copies of requests for a time, and is then taken off again.

    https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html
    """

    name: Annotated[str, names.SAGEMAKER_NAME] = Field(
        default="shadow", description="The variant's name, unlike that of the other."
    )
    model: str = MODEL
    instance_type: str = INSTANCE_TYPE
    instance_count: int = INSTANCE_COUNT
    sampling_percentage: int = Field(
        default=100, ge=0, le=100, description="How many of a hundred requests are copied."
    )
    start: Annotated[str, TIME] | None = Field(
        default=None,
        description="When it starts, in UTC. Left out: with the deploy.",
        examples=["2026-12-01T06:00:00Z"],
    )
    end: Annotated[str, TIME] | None = Field(
        default=None,
        description="When it ends, in UTC: 1 hour to 30 days later. Left out: after 7 days.",
        examples=["2026-12-15T06:00:00Z"],
    )
    output: Annotated[str, names.S3_PREFIX] | None = Field(
        default=None,
        description="Where requests and the answers of both are kept: a prefix of the "
        "environment's data bucket, or an address. Left out: nowhere.",
        examples=["shadow-tests/demand/"],
    )
    test_name: Annotated[str, _TEST_NAME] | None = Field(
        default=None,
        description="The test's name; SageMaker keeps those of tests that are over, so the next "
        "test needs another one. Left out: made of the stack's.",
        examples=["demand-december"],
    )
