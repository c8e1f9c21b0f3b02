"""Finds parameters that an action of SageMaker does not have, in state machines and schedules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.facts.parameter_names import parameters_of, words_of_parameters
from sagemaker_hosting.rules.reports._unknown import (
    PATH_MARK,
    Hints,
    Unknown,
    is_rewritten,
    is_slip,
)

if TYPE_CHECKING:
    from sagemaker_hosting.facts.property_names import Properties
    from sagemaker_hosting.rules.reports._slip import Path
    from sagemaker_hosting.templates import Template
    from sagemaker_hosting.view import Hosting

# Others are made by functions or substitutions, of which a deploy knows the rest.
_LITERAL: Final = re.compile(r"[\w .-]+")


def unknown_parameters(hosting: Hosting) -> Iterator[tuple[Template, Unknown]]:
    """Find the parameters of calls that their actions do not have, each with its template.

    Args:
        hosting: what was read; what a macro of one's own rewrites has none.
    """
    hints = Hints()
    for call in hosting.service_calls:
        known = parameters_of(call.service, call.action)
        resource = call.resource
        template = resource.stack.template
        if known is None or is_rewritten(template):
            continue
        path = ("Resources", resource.logical_id, *call.node.path)
        for at, left in _foreign(call.node.value, known, path):
            name = str(at[-1]).removesuffix(PATH_MARK)
            near = hints.near(name, left)
            yield (
                template,
                Unknown(
                    owner=call.action,
                    logical_id=resource.logical_id,
                    path=at,
                    near=near,
                    is_slip=near is not None and is_slip(name, near, words_of_parameters()),
                    known=known,
                    is_parameter=True,
                ),
            )


def _foreign(value: Any, known: Properties, path: Path) -> Iterator[tuple[Path, frozenset[str]]]:
    """Find what is no parameter, each with the parameters that are not given beside it."""
    waiting = [(value, known, path)]
    while waiting:
        value, known, path = waiting.pop()
        if isinstance(value, list):
            items = [(item, known, (*path, index)) for index, item in enumerate(value)]
            waiting += reversed(items)
        elif isinstance(value, Mapping) and all(
            _LITERAL.fullmatch(n.removesuffix(PATH_MARK)) for n in value
        ):
            named = {name.removesuffix(PATH_MARK): name for name in value}
            left = known.names.difference(named)
            yield from (
                ((*path, written), left) for n, written in named.items() if n not in known.names
            )
            inner = [
                (value[n], below, (*path, n)) for n, below in known.below.items() if n in value
            ]
            waiting += reversed(inner)
