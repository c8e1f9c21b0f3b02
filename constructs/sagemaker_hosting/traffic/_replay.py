"""Replays traces through what templates deploy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from sagemaker_hosting.cost._lines import Till
from sagemaker_hosting.cost._price_file import own_prices
from sagemaker_hosting.cost._stated_of import stated_of
from sagemaker_hosting.traffic._assumptions import Assumptions
from sagemaker_hosting.traffic._parts import component_part, parts_of
from sagemaker_hosting.traffic._row import Instances, Row
from sagemaker_hosting.traffic._scenarios import instances_of, reasons_of, rows_of
from sagemaker_hosting.traffic._targets import (
    Given,
    called,
    check_given,
    is_meant,
    is_meant_variant,
    only_of,
    whose,
)
from sagemaker_hosting.traffic._trace import Trace, UnusableTrace
from sagemaker_hosting.view import Endpoint, InferenceComponent

if TYPE_CHECKING:
    from sagemaker_hosting.cost._prices import Prices
    from sagemaker_hosting.cost._stated import Stated
    from sagemaker_hosting.cost._stated_environment import StatedEnvironment
    from sagemaker_hosting.cost._traffic import EndpointTraffic
    from sagemaker_hosting.templates import Template
    from sagemaker_hosting.traffic._course import Course
    from sagemaker_hosting.traffic._part import Part
    from sagemaker_hosting.view import Variant

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class PartReplay:
    """Defines what a variant or component did.

    Attributes:
        part: which.
        requests: that came to it.
        rows: what happened, under each condition; none if it cannot be replayed.
    """

    part: Part
    requests: float
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Replay:
    """Defines what an endpoint, or one of its components, did.

    Attributes:
        name: as reviews call it.
        environment: that it belongs to.
        region: where it is; None if that is not known.
        trace: the requests that came.
        parts: its variants, or the component.
        stated_per_day: the requests of a day that are stated for it; None if nobody states them.
        instances: those that its components needed together; None where that is not known.
    """

    name: str
    environment: str
    region: str | None
    trace: Trace
    parts: tuple[PartReplay, ...]
    stated_per_day: Decimal | None = None
    instances: Instances | None = None


def replay(
    templates: Sequence[Template],
    traces: Mapping[str | None, Trace],
    *,
    environments: Sequence[StatedEnvironment] = (),
    capacities: Mapping[str | None, float] | None = None,
    prices: Prices | None = None,
    assumptions: Assumptions | None = None,
) -> tuple[Replay, ...]:
    """Let requests come to endpoints as templates deploy them, and tell what scaling does.

    Args:
        templates: what `read_templates` gave.
        traces: the requests, by the name of the endpoint or component that they come to: that of
            its stack, construct, or its own. None stands for the only one of each environment.
        environments: what files say of traffic (`duration_ms`) and Region.
        capacities: the most requests a minute that one instance or copy answers, by the same
            names, or those of variants (`demand/champion`); None stands for all others.
        prices: list prices; those of this package when left out.
        assumptions: how long things take; ours when left out.

    Returns:
        A replay for each endpoint or component that has a trace.

    Raises:
        UnusableTrace: a name is of nothing that is there, or of several things; or nobody says
            to which of several components requests came.
        UnusableTraffic: traffic is stated wrongly.
    """
    every = list(stated_of(templates, environments))
    hosted = [
        (stated, resource)
        for stated in every
        for resource in stated.resources
        if isinstance(resource, Endpoint | InferenceComponent)
    ]
    given = Given(traces=only_of(traces, hosted), capacities=capacities or {})
    check_given(given, hosted)
    till = prices if prices is not None else own_prices()
    taken = assumptions if assumptions is not None else Assumptions()
    return tuple(
        found
        for stated in every
        for found in _Replaying(stated=stated, given=given, prices=till, assumptions=taken).all()
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Replaying:
    """Replays the endpoints of an environment."""

    stated: Stated
    given: Given
    prices: Prices
    assumptions: Assumptions

    def all(self) -> Iterator[Replay]:
        for resource in self.stated.resources:
            if not isinstance(resource, Endpoint):
                continue
            components = [c for c in resource.components if not c.is_adapter]
            trace = self._of(self.given.traces, resource)
            if components:
                yield from self._components(resource, components, trace)
            elif trace is not None:
                yield self._endpoint(resource, trace)

    def _endpoint(self, endpoint: Endpoint, trace: Trace) -> Replay:
        name = self.stated.call(endpoint)
        stated = self.stated.of_endpoint(endpoint)
        parts = parts_of(
            endpoint,
            name,
            stated,
            lambda variant: self._capacity_of(endpoint, variant),
        )
        till = self._till(endpoint)
        replayed = [self._part(part, trace, till)[0] for part in parts]
        return self._replay(name, trace, till, replayed, stated)

    def _components(
        self, endpoint: Endpoint, components: Sequence[InferenceComponent], whole: Trace | None
    ) -> Iterator[Replay]:
        """Replay the components that have a trace, and the instances if all of them have."""
        if whole is not None and len(components) > 1:
            raise UnusableTrace(whose(whole, "component", self.stated, components))
        till = self._till(endpoint)
        courses: list[tuple[Part, Course]] = []
        found: list[Replay] = []
        for component in components:
            trace = whole if whole is not None else self._of(self.given.traces, component)
            if trace is None:
                continue
            name = f"{self.stated.call(endpoint)}/{called(component)}"
            capacity = self._of(self.given.capacities, component)
            stated = self.stated.of_component(component, endpoint)
            part = component_part(component, name, stated, capacity)
            replayed, course = self._part(part, trace, till)
            if course is not None:
                courses.append((part, course))
            found.append(self._replay(name, trace, till, [replayed], stated))
        if len(courses) == len(components):
            instances = instances_of(endpoint, courses, till)
            found[-1] = replace(found[-1], instances=instances)
        yield from found

    def _part(self, part: Part, trace: Trace, till: Till) -> tuple[PartReplay, Course | None]:
        minutes = [each * float(part.share) for each in trace.minutes()]
        if part.fleet is None:
            return PartReplay(part=part, requests=sum(minutes), rows=()), None
        part = replace(part, notes=(*part.notes, *reasons_of(part, till)))
        rows, course = rows_of(part, minutes, trace.start, assumptions=self.assumptions, till=till)
        return PartReplay(part=part, requests=sum(minutes), rows=rows), course

    def _replay(
        self,
        name: str,
        trace: Trace,
        till: Till,
        parts: Iterable[PartReplay],
        stated: EndpointTraffic | None,
    ) -> Replay:
        return Replay(
            name=name,
            environment=self.stated.name,
            region=till.region,
            trace=trace,
            parts=tuple(parts),
            stated_per_day=stated.requests_per_day if stated is not None else None,
        )

    def _till(self, endpoint: Endpoint) -> Till:
        region = endpoint.stack.region
        return Till(prices=self.prices, region=region if region is not None else self.stated.region)

    def _of(
        self, given: Mapping[str | None, T], resource: Endpoint | InferenceComponent
    ) -> T | None:
        for name, value in given.items():
            if name is not None and is_meant(name, resource, self.stated):
                return value
        return given.get(None)

    def _capacity_of(self, endpoint: Endpoint, variant: Variant) -> float | None:
        """What is stated for a variant, else for its endpoint."""
        for name, value in self.given.capacities.items():
            if name is not None and is_meant_variant(name, variant, endpoint, self.stated):
                return value
        return self._of(self.given.capacities, endpoint)
