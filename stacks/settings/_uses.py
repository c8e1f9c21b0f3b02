"""Finds where a file, which may be wrong anywhere, runs a model, and on what."""

from collections.abc import Iterator
from dataclasses import dataclass

from stacks.settings._endpoint import likely_kind
from stacks.settings._plain import Entry

BATCH, SERVERLESS, MULTI_MODEL = "batch", "serverless", "multi_model"


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """Defines one place that runs a model.

    Attributes:
        model: The key that names it.
        instance_type: What it runs on; its value is None on serverless endpoints.
        kind: Of the endpoint, as the file means it, or `BATCH`; None if it names none.
        scales: Whether the number of instances follows the load.
    """

    model: Entry
    instance_type: Entry
    kind: str | None
    scales: bool = False


def uses_of(top: Entry) -> Iterator[Use]:
    """Yield every use of a model by endpoints and batch transforms."""
    for endpoint in top.at("endpoints").entries():
        kind = likely_kind(endpoint.value)
        runners = [*endpoint.at("variants").entries()]
        runners += [place for place in (endpoint, endpoint.at("shadow")) if place.holds("model")]
        for runner in runners:
            yield Use(
                model=runner.at("model"),
                instance_type=runner.at("instance_type"),
                kind=kind,
                scales=runner.holds("scaling"),
            )
        for component in endpoint.at("components").entries():
            yield Use(
                model=component.at("model"), instance_type=endpoint.at("instance_type"), kind=kind
            )
    for job in top.at("batch").entries():
        yield Use(model=job.at("model"), instance_type=job.at("instance_type"), kind=BATCH)
