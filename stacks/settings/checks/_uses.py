"""Finds where a file, which may be wrong anywhere, runs a model, and on what."""

from collections.abc import Iterator
from dataclasses import dataclass

from stacks.settings.kinds._endpoint import likely_kind
from stacks.settings.yaml._plain import Entry

BATCH, SERVERLESS, MULTI_MODEL = "batch", "serverless", "multi_model"


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """Defines one place that runs a model.

    Attributes:
        model: The key that names it.
        instance_types: What it may run on, the first choice first; none on serverless endpoints.
        kind: Of the endpoint, as the file means it, or `BATCH`; None if it names none.
        runner: What says the rest of the instances: a variant, an endpoint, a shadow.
    """

    model: Entry
    instance_types: tuple[Entry, ...]
    kind: str | None
    runner: Entry

    @property
    def scaling(self) -> Entry:
        """How the number of instances follows the load."""
        return self.runner.at("scaling")


def uses_of(top: Entry) -> Iterator[Use]:
    """Yield every use of a model by endpoints and batch transforms."""
    for endpoint in top.at("endpoints").entries():
        kind = likely_kind(endpoint.value)
        runners = [*endpoint.at("variants").entries()]
        runners += [
            place
            for place in (endpoint, endpoint.at("shadow"), endpoint.at("shadow_test"))
            if place.holds("model")
        ]
        for runner in runners:
            yield Use(
                model=runner.at("model"),
                instance_types=_types(runner),
                kind=kind,
                runner=runner,
            )
        for component in endpoint.at("components").entries():
            yield Use(
                model=component.at("model"),
                instance_types=_types(endpoint),
                kind=kind,
                runner=endpoint,
            )
    for job in top.at("batch").entries():
        yield Use(model=job.at("model"), instance_types=_types(job), kind=BATCH, runner=job)


def types_by_model(top: Entry) -> dict[str, list[str | None]]:
    """Tell what each model that is used runs on; None stands for a serverless endpoint."""
    types: dict[str, list[str | None]] = {}
    for use in uses_of(top):
        key = use.model.text()
        names = [None] if use.kind == SERVERLESS else [e.text() for e in use.instance_types]
        if key is not None:
            known = [name for name in names if name is not None or use.kind == SERVERLESS]
            types.setdefault(key, []).extend(known)
    return types


def _types(runner: Entry) -> tuple[Entry, ...]:
    one = (runner.at("instance_type"),) if runner.holds("instance_type") else ()
    return (*one, *runner.at("instance_types").elements())
