"""Tells which endpoint or component a name means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_hosting.cost._stated import names_of
from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.traffic._trace import Trace, UnusableTrace
from sagemaker_hosting.view import Endpoint, InferenceComponent

if TYPE_CHECKING:
    from sagemaker_hosting.cost._stated import Stated

Hosted = Endpoint | InferenceComponent


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """Defines what is given for endpoints and components, by their names.

    Attributes:
        traces: their requests.
        capacities: what one instance or copy answers in a minute; None stands for all others.
    """

    traces: Mapping[str | None, Trace]
    capacities: Mapping[str | None, float]


def is_meant(name: str, resource: Hosted) -> bool:
    """Tell whether a name means a resource: its stack's, its construct's, or its own."""
    return "".join(letter for letter in name.casefold() if letter.isalnum()) in names_of(resource)


def only_of(
    traces: Mapping[str | None, Trace], hosted: Sequence[tuple[Stated, Hosted]]
) -> Mapping[str | None, Trace]:
    """Let a trace without a name be that of the only endpoint.

    Raises:
        UnusableTrace: there are several, or none.
    """
    endpoints = [(s, r) for s, r in hosted if isinstance(r, Endpoint)]
    trace = traces.get(None)
    if trace is None or len(endpoints) == 1:
        return traces
    if not endpoints:
        raise UnusableTrace(f"{trace.name}: these templates have no endpoint")
    names = ", ".join(sorted(_call(stated, resource) for stated, resource in endpoints))
    raise UnusableTrace(
        f"{trace.name}: whose requests are these? Name the endpoint, as in "
        f"--trace NAME={trace.name}: {names}"
    )


def check_given(given: Given, hosted: Sequence[tuple[Stated, Hosted]]) -> None:
    """Check that each name means one thing.

    Raises:
        UnusableTrace: one means nothing, or several things.
    """
    named = {
        **dict.fromkeys(given.traces, "--trace"),
        **{name: "--capacity" for name in given.capacities if name not in given.traces},
    }
    faults = [
        fault
        for name, option in named.items()
        if name is not None and (fault := _fault(name, option, hosted)) is not None
    ]
    if faults:
        raise UnusableTrace("\n".join(faults))


def _fault(name: str, option: str, hosted: Iterable[tuple[Stated, Hosted]]) -> str | None:
    listed = list(hosted)
    found = [(stated, resource) for stated, resource in listed if is_meant(name, resource)]
    # A name of an endpoint is a part of what leads to its components as well.
    endpoints = [(stated, resource) for stated, resource in found if isinstance(resource, Endpoint)]
    if len(found) == 1 or len(endpoints) == 1:
        return None
    if found:
        names = ", ".join(_call(stated, resource) for stated, resource in found)
        return f"{option} {name}: may be any of {names}; name one environment's templates alone"
    known = [_call(stated, resource) for stated, resource in listed]
    near = nearest(name, known) or sorted(known)
    told = f"; nearest: {', '.join(near)}" if near else ""
    return f"{option} {name}: the templates have no endpoint or component of this name{told}"


def called(component: InferenceComponent) -> str:
    """Call a component by its construct, else by its own name."""
    *_, last = ["", *(part for part in component.path.split("/") if part != "Resource")]
    own = component.name.text
    return last.removesuffix("Component") or own or component.logical_id


def _call(stated: Stated, resource: Hosted) -> str:
    return called(resource) if isinstance(resource, InferenceComponent) else stated.call(resource)
