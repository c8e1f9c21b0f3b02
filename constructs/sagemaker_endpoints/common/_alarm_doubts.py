"""Thresholds that are hardly meant so: a share of 1 for a percentage, a time that never passes.

Each doubt is the name of a warning and a message: what looks like a slip may be right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_hosting.facts.metrics import least_error_percent
from sagemaker_hosting.facts.stated_limits import stated_limit

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHOLE: Final = 100
_MILLISECONDS: Final = 1000
"""In a second."""
_RATES: Final = ("error_rate_percent", "client_error_rate_percent")


def doubts_of_percent(name: str, percent: float | None) -> Iterator[tuple[str, str]]:
    """Doubt a percentage that looks like a share of 1.

    1 % in use is no level to alarm at, but a few errors are: rates are doubted when much smaller.
    """
    if not is_known_number(percent) or percent <= 0:
        return
    if percent < least_error_percent() if name in _RATES else percent <= 1:
        meant = f"; did you mean {percent * _WHOLE:.15g}?" if percent < 1 else ""
        message = f"{name}: {percent:g} is {percent:g} %, not a share of 1{meant}"
        yield "ShareForPercent", message


def doubts_of_latency(name: str, milliseconds: float) -> Iterator[tuple[str, str]]:
    """Doubt a time of the container that only a streamed answer may take.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
    """
    for seconds, longest in _too_long(milliseconds):
        message = (
            f"{name}: got {seconds:.15g} seconds, and SageMaker waits {longest} for an answer that "
            "is not streamed: without streams this never alarms"
        )
        yield "LatencyAboveTimeout", message


def latency_faults(name: str, milliseconds: float) -> Iterator[str]:
    """Refuse a time of the container that no answer of a serverless endpoint takes.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-invoke.html
    """
    for seconds, longest in _too_long(milliseconds):
        yield (
            f"{name}: got {seconds:.15g} seconds, allowed is at most {longest}: SageMaker waits no "
            "longer for an answer"
        )


def _too_long(milliseconds: float) -> Iterator[tuple[float, int]]:
    longest = stated_limit("answer_seconds")
    if is_known_number(milliseconds) and milliseconds > longest * _MILLISECONDS:
        yield milliseconds / _MILLISECONDS, longest
