"""Finds the traffic that is stated for what templates hold, and the budget of an environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.cost._stated_environment import Place, StatedEnvironment
from sagemaker_hosting.cost._traffic import (
    MOST,
    BatchTraffic,
    EndpointTraffic,
    T,
    UnusableTraffic,
    is_number,
    traffic_in,
)
from sagemaker_hosting.metadata import ENVIRONMENT, TRAFFIC
from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.view import Endpoint, InferenceComponent, Resource, StateMachine

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

HERE: Final = "templates"
"""What templates of the current folder are called together."""

_WHAT: Final[Mapping[type[Resource], str]] = {
    Endpoint: "endpoint",
    InferenceComponent: "inference component",
    StateMachine: "batch transform",
}


@dataclass(frozen=True, kw_only=True)
class Stated:
    """Defines what is stated for one environment: by a file, and else by its templates.

    Attributes:
        name: the environment's.
        templates: of the environment.
        file: what a file says; None without one.
        resources: everything in its templates that traffic can be stated for.
    """

    name: str
    templates: Sequence[Template]
    file: StatedEnvironment | None
    resources: tuple[Resource, ...]

    @cached_property
    def region(self) -> str | None:
        """The Region of templates that do not tell theirs."""
        if self.file is not None and self.file.region is not None:
            return self.file.region
        found = {text for text in self._said("region") if isinstance(text, str)}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def monthly_budget_usd(self) -> Decimal | None:
        """The budget.

        Raises:
            UnusableTraffic: a file or a template states something else than a number above 0.
        """
        if self.file is not None and self.file.monthly_budget_usd is not None:
            of = self.file.file if self.file.file is not None else self.file.name
            return budget_in(self.file.monthly_budget_usd, where=str(of))
        found = [value for value in self._said("monthly_budget_usd") if value is not None]
        return budget_in(found[0], where=f"{self.name}: {ENVIRONMENT}") if found else None

    def of_endpoint(self, endpoint: Endpoint) -> EndpointTraffic | None:
        """The traffic of an endpoint; None if nobody states it."""
        return self._of(EndpointTraffic, endpoint)

    def of_component(
        self, component: InferenceComponent, endpoint: Endpoint
    ) -> EndpointTraffic | None:
        """The traffic of a component: its own, or the endpoint's if there is no other one."""
        own = self._of(EndpointTraffic, component)
        others = [c for c in endpoint.components if c is not component and not c.is_adapter]
        return own if own is not None or others else self.of_endpoint(endpoint)

    def of_batch(self, machine: StateMachine) -> BatchTraffic | None:
        """What a run of a batch transform takes; None if nobody states it."""
        return self._of(BatchTraffic, machine)

    def call(self, resource: Resource) -> str:
        """Call it by its stack if it is alone there, else by its construct, as reviews do."""
        template = resource.stack.template
        alike = [r for r in resource.stack.resources.values() if r.type == resource.type]
        if len(alike) == 1:
            return template.name.removeprefix(f"{self.name}/")
        path = template.construct_path(resource.logical_id)
        own = path if path is not None else f"{template.name}/{resource.logical_id}"
        return own.removesuffix("/Resource").removeprefix(f"{self.name}/")

    def check(self) -> None:
        """Check that all that the file states is about something in the templates.

        Raises:
            UnusableTraffic: a key of the file is about nothing, or about several things.
        """
        faults = [fault for fault in self._faults if fault is not None]
        if faults:
            raise UnusableTraffic("\n".join(faults))

    @cached_property
    def _faults(self) -> list[str | None]:
        return [
            self._fault(place, [r for r in self.resources if self._is_meant(place, r)])
            for place, _ in self._written
        ]

    def _fault(self, place: Place, found: list[Resource]) -> str | None:
        where = self.file.where(place) if self.file is not None else ".".join(place)
        if not found:
            what = _WHAT[_kind_at(place)]
            own = [r for r in self.resources if isinstance(r, _kind_at(place))]
            calls = {_plain(call): call for r in own for call in reversed([*_calls(r)])}
            near = nearest(place[-1], calls.values())
            told = f"; nearest: {', '.join(near)}" if near else ""
            return f"{where}: the templates of {self.name} hold no {what} of this name{told}"
        if len(found) > 1:
            ids = ", ".join(f"{r.stack.template.name}/{r.logical_id}" for r in found)
            return f"{where}: may be any of {ids}; state it in their Metadata, as {TRAFFIC}"
        return None

    def _of(self, kind: type[T], resource: Resource) -> T | None:
        if self.file is not None:
            for place, stated in self._written:
                if self._is_meant(place, resource):
                    return self.file.traffic(kind, place, stated)
        metadata = resource.body.get("Metadata")
        stated = metadata.get(TRAFFIC) if isinstance(metadata, Mapping) else None
        if stated is None:
            return None
        template = resource.stack.template

        def where(*key: str) -> str:
            line = template.line_of(["Resources", resource.logical_id, "Metadata", TRAFFIC, *key])
            at = f"{template.path}:{line}" if line is not None else str(template.path)
            return f"{at}: {resource.logical_id}: {TRAFFIC}"

        return traffic_in(kind, stated, where=where)

    @cached_property
    def _written(self) -> list[tuple[Place, object]]:
        """What the file states, by place."""
        return list(self.file.written) if self.file is not None else []

    def _is_meant(self, place: Place, resource: Resource) -> bool:
        if not isinstance(resource, _kind_at(place)):
            return False
        names = self._names[id(resource)]
        return all(_plain(key) in names for key in place[1::2])

    @cached_property
    def _names(self) -> Mapping[int, frozenset[str]]:
        return {id(resource): names_of(resource) for resource in self.resources}

    def _said(self, key: str) -> Iterator[Any]:
        """What the templates say of the environment."""
        for template in self.templates:
            said = said_of_environment(template)
            if key in said:
                yield said[key]


def budget_in(value: object, *, where: str) -> Decimal:
    """Read a budget.

    Raises:
        UnusableTraffic: it is no number above 0, or one that no bill has.
    """
    got = value if isinstance(value, Decimal) else repr(value)
    if not is_number(value) or value <= 0:
        raise UnusableTraffic(f"{where}: monthly_budget_usd must be a number above 0, got {got}")
    if value > MOST:
        raise UnusableTraffic(f"{where}: monthly_budget_usd must be at most {MOST:,}, got {got}")
    return Decimal(str(value))


def said_of_environment(template: Template) -> Mapping[str, Any]:
    """Read what a template says of its environment."""
    metadata = template.body.get("Metadata")
    said = metadata.get(ENVIRONMENT) if isinstance(metadata, Mapping) else None
    return said if isinstance(said, Mapping) else {}


def environment_of(template: Template) -> str:
    """Name the environment of a template: as it says, else by its Stage or folder."""
    said = said_of_environment(template).get("name")
    if isinstance(said, str):
        return said
    stage, slash, _ = template.name.partition("/")
    if slash:
        return stage
    return template.path.parent.name or ("stdin" if str(template.path) == "-" else HERE)


def names_of(resource: Resource) -> frozenset[str]:
    """Collect the names that a file may mean a resource by: letters and digits alone."""
    template = resource.stack.template
    physical = getattr(resource, "name", None)
    names = (
        template.name.rpartition("/")[2],
        resource.logical_id,
        physical.text if physical is not None else None,
        *resource.path.split("/"),
    )
    plain = {_plain(name) for name in names if name}
    # A construct is often called by what it is as well: ChronosComponent.
    return frozenset(plain | {name.removesuffix("component") for name in plain})


def _kind_at(place: Place) -> type[Resource]:
    if place[0] == "batch":
        return StateMachine
    return InferenceComponent if "components" in place[2:3] else Endpoint


def _calls(resource: Resource) -> Iterator[str]:
    """What a person would call a resource: by its stack, by its id, by its own name."""
    yield resource.stack.template.name.rpartition("/")[2]
    yield resource.logical_id
    physical = getattr(resource, "name", None)
    if physical is not None and physical.text is not None:
        yield physical.text


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
