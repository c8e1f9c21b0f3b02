"""Chooses the endpoints of an environment by what people call them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.operate.smoke._target import construct_name
from sagemaker_hosting.view import Endpoint, Hosting

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template


class NothingToCheck(Exception):  # noqa: N818  # the name says what is wrong
    """A choice that leaves no endpoint, or credentials of another account."""


class OtherAccount(NothingToCheck):
    """Credentials of another account than the templates are for."""


def chosen_endpoints(
    templates: Sequence[Template], environment: str, only: Sequence[str]
) -> tuple[Endpoint, ...]:
    """Find the endpoints of templates, or those that are named.

    Args:
        templates: those of one environment.
        environment: its name.
        only: the names of endpoints; none = all.

    Raises:
        NothingToCheck: There is no endpoint, or none of a name.
    """
    named = {e: names_of(e, e.name.text) for e in Hosting(templates).all_of(Endpoint)}
    if not named:
        raise NothingToCheck(f"{environment} has no endpoints")
    known = {name.lower() for names in named.values() for name in names}
    unknown = [name for name in only if name.lower() not in known]
    if unknown:
        labels = [label_of(endpoint) for endpoint in named]
        raise NothingToCheck("\n".join(_absent(name, environment, labels) for name in unknown))
    wanted = {name.lower() for name in only}
    return tuple(
        endpoint
        for endpoint, names in named.items()
        if not wanted or wanted & {name.lower() for name in names}
    )


def label_of(endpoint: Endpoint) -> str:
    """Tell what to call an endpoint: as its stack, if that has no other."""
    stack = endpoint.stack
    others = [r for r in stack.resources.values() if isinstance(r, Endpoint)]
    name = stack.template.name
    return name if len(others) == 1 else f"{name}/{construct_name(endpoint.path)}"


def names_of(endpoint: Endpoint, name: str | None) -> tuple[str, ...]:
    """Tell everything that an endpoint may be called.

    Args:
        endpoint: as the templates have it.
        name: its name in AWS, if that is known.
    """
    label = label_of(endpoint)
    return (label, label.rpartition("/")[2], *((name,) if name is not None else ()))


def _absent(name: str, environment: str, labels: Sequence[str]) -> str:
    near = ", ".join(nearest(name, labels)) or ", ".join(labels)
    return f"{environment} has no endpoint {name}; nearest: {near}"
