"""How the calls to an endpoint were split between its variants."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Mapping

# How seldom a right split may look wrong: once in a million demos.
_FALSE_ALARM = 1e-6


def split_of(runtime: Any, endpoint_name: str, body: bytes, calls: int) -> Counter[str]:
    """Count which variant answered each of a number of calls."""
    answered: Counter[str] = Counter()
    for _ in range(calls):
        answer = runtime.invoke_endpoint(
            EndpointName=endpoint_name, ContentType="application/json", Body=body
        )
        answer["Body"].read()
        answered[answer["InvokedProductionVariant"]] += 1
    return answered


def unlikely(split: Mapping[str, int], weights: Mapping[str, float]) -> list[str]:
    """The variants whose count the weights do not explain, told as sentences."""
    calls, total = sum(split.values()), sum(weights.values())
    found = []
    for variant, weight in weights.items():
        low, high = stats.binom.interval(1 - _FALSE_ALARM, calls, weight / total)
        count = split.get(variant, 0)
        if not low <= count <= high:
            found.append(
                f"{variant} answered {count} of {calls} calls, its weight explains "
                f"{low:.0f} to {high:.0f}"
            )
    return found
