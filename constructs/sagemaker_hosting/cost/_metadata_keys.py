"""Finds what is wrong with the keys that a template says of its environment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._traffic import UnusableTraffic
from sagemaker_hosting.metadata import ENVIRONMENT
from sagemaker_hosting.nearest import nearest

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

_KEYS: Final = ("name", "region", "monthly_budget_usd")
_FUNCTION: Final = "Fn::"


def check_metadata(templates: Iterable[Template]) -> None:
    """Refuse keys that nothing is known of: what they say would be passed over.

    Pricing itself does not refuse them: a revision of the past cannot be corrected any more.

    Args:
        templates: what may say something of their environment in their Metadata.

    Raises:
        UnusableTraffic: with file and line, a line for each.
    """
    faults = [fault for template in templates for fault in _faults(template)]
    if faults:
        raise UnusableTraffic("\n".join(faults))


def _faults(template: Template) -> Iterator[str]:
    metadata = template.body.get("Metadata")
    if not isinstance(metadata, Mapping) or ENVIRONMENT not in metadata:
        return
    said = metadata[ENVIRONMENT]
    if not isinstance(said, Mapping):
        yield f"{_where(template)}: must be a mapping of keys, got {said!r}"
        return
    for key in map(str, said):
        if key not in _KEYS and not key.startswith(_FUNCTION):
            near = "; ".join(nearest(key, _KEYS, count=1)) or ", ".join(_KEYS)
            yield f"{_where(template, key)}: unknown key {key!r}; did you mean {near}?"


def _where(template: Template, *key: str) -> str:
    line = template.line_of(["Metadata", ENVIRONMENT, *key])
    at = f"{template.path}:{line}" if line is not None else str(template.path)
    return f"{at}: {ENVIRONMENT}"
