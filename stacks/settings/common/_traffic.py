"""Defines the traffic that people expect, which costs are computed from."""

from pydantic import Field

from stacks.settings.common._base import Settings


class TrafficSettings(Settings):
    """What an endpoint, or an inference component, has to do: the typical cost follows from it."""

    requests_per_day: float = Field(
        ge=0, description="The requests of a mean day.", examples=[120000]
    )
    payload_kb: float | None = Field(
        default=None,
        ge=0,
        description="The size of a request, in KB. Left out: data that comes in is not priced.",
        examples=[6],
    )
    response_kb: float | None = Field(
        default=None,
        ge=0,
        description="The size of an answer, in KB. Left out: data that goes out is not priced.",
        examples=[2],
    )
    duration_ms: float | None = Field(
        default=None,
        ge=0,
        description="The time that a container works on a request, in milliseconds: what "
        "serverless endpoints are paid by, and scaling by requests at a time is told by.",
        examples=[20],
    )
    peak_factor: float = Field(
        default=1,
        ge=1,
        description="The busiest moment of a day, by its mean. Left out: all day the same.",
        examples=[3],
    )
    captures_kept_days: float | None = Field(
        default=None,
        ge=0,
        description="How long captured data is kept. Left out: its storage is not priced.",
        examples=[30],
    )


class BatchTrafficSettings(Settings):
    """What a run of a batch transform takes: its cost follows from it."""

    duration_minutes: float = Field(
        gt=0, description="A usual run, from the start of its instances on.", examples=[25]
    )
    longest_minutes: float | None = Field(
        default=None,
        gt=0,
        description="The longest run. Left out: as the usual one.",
        examples=[60],
    )
    runs_per_month: float | None = Field(
        default=None,
        ge=0,
        description="How often it runs. Left out: as often as its schedule says.",
        examples=[4],
    )


TRAFFIC = Field(
    default=None,
    description="What it has to do, as expected: the typical cost follows from it. Left out: "
    "instances are priced by the number they start with.",
    examples=[{"requests_per_day": 120000, "duration_ms": 20, "peak_factor": 3}],
)
BATCH_TRAFFIC = Field(
    default=None,
    description="What a run takes, as expected: the cost follows from it. Left out: not known.",
    examples=[{"duration_minutes": 25}],
)
