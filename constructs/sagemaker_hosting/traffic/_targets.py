"""Tells which endpoint or component a name means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_hosting.cost._stated import names_of
from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.traffic._trace import Trace, UnusableTrace
from sagemaker_hosting.view import Endpoint, InferenceComponent

if TYPE_CHECKING:
    from sagemaker_hosting.cost._stated import Stated
    from sagemaker_hosting.view import Variant

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


def is_meant(name: str, resource: Hosted, stated: Stated) -> bool:
    """Tell whether a name means a resource: its stack's, construct's, own, or a report's."""
    plain = _plain(name)
    if plain in names_of(resource):
        return True
    own = _plain(_full(stated, resource))
    return plain in {own, f"{_plain(stated.name)}{own}"}


def is_meant_variant(name: str, variant: Variant, resource: Endpoint, stated: Stated) -> bool:
    """Tell whether a name means a variant: `demand/champion`."""
    endpoint, slash, own = name.rpartition("/")
    label = _plain(variant.label)
    return bool(slash) and _plain(own) == label and is_meant(endpoint, resource, stated)


def only_of(
    traces: Mapping[str | None, Trace], hosted: Sequence[tuple[Stated, Hosted]]
) -> Mapping[str | None, Trace]:
    """Let a trace without a name be that of the only endpoint of each environment.

    Raises:
        UnusableTrace: one has several, or none has any.
    """
    endpoints = [(s, r) for s, r in hosted if isinstance(r, Endpoint)]
    trace = traces.get(None)
    if trace is None or (endpoints and max(_by_environment(endpoints).values()) == 1):
        return traces
    if not endpoints:
        raise UnusableTrace(f"{trace.name}: these templates have no endpoint")
    names = ", ".join(dict.fromkeys(sorted(_call(stated, found) for stated, found in endpoints)))
    raise UnusableTrace(_whose(trace, "endpoint", names))


def whose(trace: Trace, what: str, stated: Stated, hosted: Iterable[Hosted]) -> str:
    """Ask which of several things requests came to."""
    return _whose(trace, what, ", ".join(_full(stated, resource) for resource in hosted))


def _whose(trace: Trace, what: str, names: str) -> str:
    return (
        f"{trace.name}: whose requests are these? Name the {what}, as in "
        f"--trace NAME={trace.name}: {names}"
    )


def check_given(given: Given, hosted: Sequence[tuple[Stated, Hosted]]) -> None:
    """Check that each name means one thing, or one in each environment.

    Raises:
        UnusableTrace: one means nothing, or several things of an environment.
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
    found = [(stated, resource) for stated, resource in listed if is_meant(name, resource, stated)]
    # A name of an endpoint is a part of what leads to its components as well.
    endpoints = [(stated, resource) for stated, resource in found if isinstance(resource, Endpoint)]
    counts = {**_by_environment(found), **_by_environment(endpoints)}
    if found and max(counts.values()) == 1:
        return None
    if found:
        names = ", ".join(_full(stated, resource) for stated, resource in found)
        return f"{option} {name}: may be any of {names}; name one of these"
    if option == "--capacity" and any(
        is_meant_variant(name, variant, resource, stated)
        for stated, resource in listed
        if isinstance(resource, Endpoint)
        for variant in resource.variants
    ):
        return None
    known = [_call(stated, resource) for stated, resource in listed]
    near = nearest(name, known) or sorted(known)
    told = f"; nearest: {', '.join(near)}" if near else ""
    return f"{option} {name}: the templates have no endpoint or component of this name{told}"


def _by_environment(found: Iterable[tuple[Stated, Hosted]]) -> Mapping[int, int]:
    """Count what is found in each environment."""
    return Counter(id(stated) for stated, _ in found)


def called(component: InferenceComponent) -> str:
    """Call a component by its construct, else by its own name."""
    *_, last = ["", *(part for part in component.path.split("/") if part != "Resource")]
    own = component.name.text
    return last.removesuffix("Component") or own or component.logical_id


def _full(stated: Stated, resource: Hosted) -> str:
    """Call it as reports do: a component after its endpoint."""
    if isinstance(resource, Endpoint) or resource.endpoint is None:
        return _call(stated, resource)
    return f"{stated.call(resource.endpoint)}/{called(resource)}"


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _call(stated: Stated, resource: Hosted) -> str:
    return called(resource) if isinstance(resource, InferenceComponent) else stated.call(resource)
