"""Durations and sizes in the units that AWS counts in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sagemaker_endpoints.common._errors import Faults

_ERROR_NAME = re.compile(r"^\w+: ")


def in_unit(faults: Faults, name: str, convert: Callable[[], float]) -> float | None:
    """A duration or a size in the unit of *convert*, its own method such as `to_seconds`.

    CDK refuses to convert what is no whole number then, and what only the deploy knows of another
    unit; its reason does not tell of which property.

    Returns:
        None if CDK refuses, which is noted in *faults*.
    """
    try:
        return convert()
    except RuntimeError as refusal:
        reason = _ERROR_NAME.sub("", str(refusal)).splitlines()[0].rstrip(".")
        faults.add(f"{name}: {reason}")
        return None
