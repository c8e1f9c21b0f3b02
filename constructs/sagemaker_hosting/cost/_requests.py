"""Prices what depends on requests alone: data that goes through, and data that is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import Quantity, plain
from sagemaker_hosting.cost._line import Line
from sagemaker_hosting.cost._lines import Till
from sagemaker_hosting.cost._prices import PriceKind
from sagemaker_hosting.cost._traffic import KB_IN_GB

if TYPE_CHECKING:
    from sagemaker_hosting.cost._traffic import EndpointTraffic
    from sagemaker_hosting.view import EndpointConfig

_UNKNOWN_SAMPLING: Final = "the sampling percentage is known to the deploy alone"


def request_lines(
    config: EndpointConfig, traffic: EndpointTraffic | None, till: Till
) -> tuple[Line, ...]:
    """Make the lines of an endpoint's data, as far as the traffic states sizes.

    Requests to async endpoints are priced alike; what they keep in S3 is not here.
    """
    if traffic is None:
        return ()
    lines = [
        till.line(
            f"data {way}",
            PriceKind.DATA,
            way,
            _of_a_month(traffic.requests * size / KB_IN_GB, traffic.peak_factor),
            f"{plain(traffic.requests)} requests x {plain(size)} KB / 1048576",
        )
        for way, size in (("in", traffic.payload_kb), ("out", traffic.response_kb))
        if size is not None
    ]
    kept = _captured(config, traffic, till)
    return (*lines, kept) if kept is not None else tuple(lines)


def _captured(config: EndpointConfig, traffic: EndpointTraffic, till: Till) -> Line | None:
    """What data capture keeps in S3 once as much is deleted a day as comes."""
    if not config.captures or traffic.captures_kept_days is None:
        return None
    modes = {node.at("CaptureMode").text for node in config.capture.at("CaptureOptions").items}
    sizes = [
        size
        for mode, size in (("Input", traffic.payload_kb), ("Output", traffic.response_kb))
        if size is not None and (mode in modes or "InputAndOutput" in modes)
    ]
    number = config.capture.at("InitialSamplingPercentage").number
    part = Decimal(str(number)) / 100 if number is not None else None
    daily = traffic.requests_per_day * sum(sizes, start=Decimal(0)) / KB_IN_GB
    kept = daily * traffic.captures_kept_days * part if part is not None else None
    quantity = Quantity.fixed(None) if kept is None else _of_a_month(kept, traffic.peak_factor)
    return till.line(
        "captured data",
        PriceKind.CAPTURED,
        "s3-standard",
        quantity,
        f"{plain(daily)} GB a day x {'?' if part is None else plain(part)} x "
        f"{plain(traffic.captures_kept_days)} days",
        unknown=_UNKNOWN_SAMPLING,
    )


def _of_a_month(typical: Decimal, peak_factor: Decimal) -> Quantity:
    return Quantity(min=Decimal(0), typical=typical, max=typical * peak_factor)
