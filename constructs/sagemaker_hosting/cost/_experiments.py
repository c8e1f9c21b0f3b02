"""Prices shadow tests: the instances of what is tested, while the test lasts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import HOURS, Quantity, counted
from sagemaker_hosting.cost._bounds import count_of
from sagemaker_hosting.cost._line import Line
from sagemaker_hosting.cost._lines import Till
from sagemaker_hosting.cost._prices import PriceKind

if TYPE_CHECKING:
    from sagemaker_hosting.view import InferenceExperiment, Node

_DEFAULT_DAYS: Final = 7
"""https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceExperimentSchedule.html"""
_UNKNOWN: Final = "the number of instances is known to the deploy alone"


def experiment_lines(experiment: InferenceExperiment, till: Till) -> tuple[Line, ...]:
    """Make the lines of a test's shadow variants, for the month that has most of it.

    The variant that answers is the endpoint's own, and priced there.
    """
    mode = experiment.at("ShadowModeConfig")
    shadows = {node.at("ShadowModelVariantName").text for node in _items(mode)}
    hours = _hours(experiment)
    lines = []
    for variant in experiment.variants:
        if variant.at("VariantName").text not in shadows:
            continue
        place = variant.at("InfrastructureConfig", "RealTimeInferenceConfig")
        count = count_of(place.at("InstanceCount"))
        used = None if count is None else count * hours
        lines.append(
            till.instances(
                PriceKind.HOSTING,
                (place.at("InstanceType"),),
                Quantity(min=Decimal(0), typical=used, max=used),
                f"{counted(count, 'instance')} x {counted(hours, 'hour')} of the test in a month",
                unknown=_UNKNOWN,
            )
        )
    return tuple(lines)


def _items(mode: Node) -> tuple[Node, ...]:
    return mode.at("ShadowModelVariants").items


def _hours(experiment: InferenceExperiment) -> Decimal:
    """The hours of a test that fall into one month at most; a week if it does not say."""
    schedule = experiment.at("Schedule")
    start, end = (_moment(schedule.at(key)) for key in ("StartTime", "EndTime"))
    if start is None or end is None or end <= start:
        return Decimal(_DEFAULT_DAYS * 24)
    return min(Decimal(int((end - start).total_seconds())) / 3600, HOURS)


def _moment(node: Node) -> datetime | None:
    try:
        return datetime.fromisoformat(node.text or "")
    except ValueError:
        return None
