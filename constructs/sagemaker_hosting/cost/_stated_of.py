"""Finds the environments of templates, with what is stated for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sagemaker_hosting.cost._stated import Stated, environment_of
from sagemaker_hosting.view import (
    Endpoint,
    Hosting,
    InferenceComponent,
    Resource,
    StateMachine,
    default_of,
)

if TYPE_CHECKING:
    from sagemaker_hosting.cost._stated_environment import StatedEnvironment
    from sagemaker_hosting.templates import Template


def stated_of(
    templates: Sequence[Template], environments: Sequence[StatedEnvironment] = ()
) -> Iterator[Stated]:
    """Give each environment of templates, in their order, with what is stated for it.

    Parameters have their defaults; without one, what depends on them is not known.

    Args:
        templates: what `read_templates` gave.
        environments: what files say. One alone is about all templates, unless one of their
            environments has its name; of several, each is about the environment of its name.

    Raises:
        UnusableTraffic: a file states traffic of nothing that is there.
    """
    hosting = Hosting(templates, {i: default_of(t.body) for i, t in enumerate(templates)})
    names = dict.fromkeys(environment_of(template) for template in templates)
    for name in names:
        own = [t for t in templates if environment_of(t) == name]
        inside = {id(template) for template in own}
        stated = Stated(
            name=name,
            templates=own,
            file=_file_of(name, names, environments),
            resources=tuple(
                r for r in hosting.resources if id(r.stack.template) in inside and _has_traffic(r)
            ),
        )
        stated.check()
        yield stated


def _file_of(
    name: str, names: dict[str, None], environments: Sequence[StatedEnvironment]
) -> StatedEnvironment | None:
    for environment in environments:
        if environment.name == name:
            return environment
    is_named = any(environment.name in names for environment in environments)
    return environments[0] if len(environments) == 1 and not is_named else None


def _has_traffic(resource: Resource) -> bool:
    if isinstance(resource, StateMachine):
        return bool(resource.transform_jobs)
    return isinstance(resource, Endpoint | InferenceComponent)
