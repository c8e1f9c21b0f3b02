"""What JSON cannot tell CDK: a list with a gap, and numbers that are none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._errors import Faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# Python writes a missing value of a dictionary, which CDK leaves out, as ": null".
_SIGNS = ("[null", ", null", "NaN", "Infinity")


def may_have_gaps(told: str) -> bool:
    """Whether to ask `check_gaps`, by what `json.dumps` made; a text may hold a sign as well."""
    return any(sign in told for sign in _SIGNS)


def check_gaps(subject: Callable[[], str], properties: Mapping[str, Any]) -> None:
    """Refuse what would be null in a template, or is no JSON.

    Raises:
        ConfigurationError: if there is any.
    """
    faults = Faults(subject)
    faults.extend(_gaps(properties))
    faults.raise_if_any()


def _gaps(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _gaps(part, f"{path}.{name}" if path else str(name))
    elif isinstance(value, (list, tuple)):
        for index, part in enumerate(value):
            if part is None:
                yield f"{path}[{index}]: got None, allowed is a value; leave it out of the list"
            yield from _gaps(part, f"{path}[{index}]")
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{path}: got {value}, allowed is a number"
