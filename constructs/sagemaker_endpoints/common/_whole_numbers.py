"""Numbers that AWS takes without a fraction only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_number

if TYPE_CHECKING:
    from sagemaker_endpoints.common._errors import Faults


def check_whole(
    faults: Faults,
    name: str,
    value: float | None,
    lowest: int,
    highest: int | None = None,
    *,
    unit: str = "",
) -> None:
    """Note a fault when *value* is known and has a fraction, or is out of range."""
    if is_known_number(value) and value % 1:
        faults.add(f"{name}: got {value:g}, allowed is a whole number")
    else:
        faults.check_range(name, value, lowest, highest, unit)
