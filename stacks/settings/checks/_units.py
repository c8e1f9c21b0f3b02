"""Tells numbers that are hardly meant in the unit of their key: 0.7 of 100 %, 0.5 milliseconds.

The synth warns of most of them, in the units of AWS and without a line: here are the same bounds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sagemaker_hosting.facts.auto_scaling import (
    least_invocations_per_minute,
    utilization_facts,
    utilization_metrics,
)
from sagemaker_hosting.facts.instance_types import facts_of
from sagemaker_hosting.facts.metrics import least_error_percent, published_metrics
from sagemaker_hosting.facts.stated_limits import stated_limit
from sagemaker_hosting.twins import CONSTRUCTS, ids_for
from stacks.settings.checks._known import ends_synth, is_acknowledged
from stacks.settings.checks._uses import Use, uses_of
from stacks.settings.files._environment import Environment
from stacks.settings.kinds._scaling import ScalingSettings
from stacks.settings.yaml._faults import Finding, KeyPath
from stacks.settings.yaml._plain import Entry

_METRICS: Final = {
    "cpu_percent": "CPUUtilization",
    "gpu_percent": "GPUUtilization",
    "memory_percent": "MemoryUtilization",
}
_COOLDOWNS: Final = ("scale_in_cooldown_seconds", "scale_out_cooldown_seconds")
_DAY_SECONDS: Final = 86_400
_THOUSAND: Final = 1_000
"""Milliseconds of a second, and microseconds of a millisecond."""
_SAFETY_FACTOR: Final = float(ScalingSettings.model_fields["safety_factor"].default)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Doubt:
    """Defines a number that is hardly meant; the rule that ends a synth with it, if one does.

    Or the warning that a construct gives and no rule.
    """

    at: Entry
    says: str
    meant: float | None = None
    rule: str | None = None
    warning: str | None = None

    @property
    def findings(self) -> tuple[str, ...]:
        """The ids that say it is known; the first is told."""
        if self.warning is not None:
            return (f"{CONSTRUCTS}::{self.warning}",)
        return ids_for(self.rule) if self.rule is not None else ()


def notes_on_units(environment: Environment) -> Iterator[Finding]:
    """Find numbers that were probably meant in another unit.

    Args:
        environment: As it was loaded, without faults.

    Yields:
        What to tell beside the synth, but for what the file says is known.
    """
    top = Entry(path=(), value=environment.model_dump(mode="json", exclude_unset=True))
    for doubt in _doubts(top):
        findings = doubt.findings
        if is_acknowledged(top, doubt.at, findings):
            continue
        ending = ends_synth(doubt.at, findings[0]) if findings else ""
        meant = f"; did you mean {doubt.meant:.15g}?" if doubt.meant is not None else ""
        yield Finding(path=doubt.at.path, message=f"{doubt.says}{ending}{meant}")


def _doubts(top: Entry) -> Iterator[_Doubt]:
    runners: dict[KeyPath, Use] = {use.runner.path: use for use in uses_of(top)}
    for use in runners.values():
        yield from _utilization(use)
        yield from _invocations(use.scaling)
        yield from _cooldowns(use.scaling)
    for endpoint in top.at("endpoints").entries():
        yield from _latency(endpoint.at("alarms", "model_latency_p99_ms"))
        waits = endpoint.at("kind").text("") != "async"
        yield from _rollback(endpoint.at("rollout", "alarms"), waits=waits)
        yield from _duration(endpoint.at("traffic", "duration_ms"))
        for component in endpoint.at("components").entries():
            yield from _rollback(component.at("rollout", "alarms"))
            yield from _invocations(component.at("scaling"))
            yield from _cooldowns(component.at("scaling"))
            yield from _duration(component.at("traffic", "duration_ms"))


def _utilization(use: Use) -> Iterator[_Doubt]:
    """Find shares of 1 that were meant as percentages; SCL-22 warns of them, if of several."""
    whole = int(utilization_facts()["whole"])
    known = [facts_of(entry.text("")) for entry in use.instance_types]
    for key, metric in _METRICS.items():
        percent = use.scaling.at(key)
        value = percent.number()
        if value is None or value > 1:
            continue
        row = utilization_metrics()[metric]
        highest = {row.most(facts) if facts is not None else None for facts in known}
        is_judged = bool(highest) and None not in highest
        yield _Doubt(
            at=percent,
            says=f"{value:g} is {value:g} % of the instance",
            meant=value * whole,
            rule="SCL-22" if is_judged and all((most or 0) > whole for most in highest) else None,
        )


def _invocations(scaling: Entry) -> Iterator[_Doubt]:
    """Find loads of less than an invocation in a minute, of which SCL-13 warns."""
    least = least_invocations_per_minute()
    for key in ("invocations_per_minute", "invocations_per_copy"):
        load = scaling.at(key)
        value = load.number()
        if value is not None and value < least:
            says = f"{value:g} is less than {least:g} invocation in a minute"
            yield _Doubt(at=load, says=says, meant=value * 60, rule="SCL-13")
    measured, factor = scaling.at("max_requests_per_second"), scaling.at("safety_factor").number()
    value, used = measured.number(), factor if factor is not None else _SAFETY_FACTOR
    if value is not None and value * 60 * used < least:
        says = (
            f"{value:g} a second, times 60 and the safety_factor {used:g}, is {value * 60 * used:g}"
        )
        says = f"{says}, less than {least:g} invocation in a minute"
        yield _Doubt(at=measured, says=says, rule="SCL-13")


def _cooldowns(scaling: Entry) -> Iterator[_Doubt]:
    """Find waits that were meant in milliseconds; that a day is long is our own judgement."""
    for cooldown in map(scaling.at, _COOLDOWNS):
        value = cooldown.number()
        if value is not None and value > _DAY_SECONDS:
            says = f"{value:.15g} seconds are {value / _DAY_SECONDS:.1f} days"
            yield _Doubt(at=cooldown, says=says, meant=value / _THOUSAND)


def _rollback(alarms: Entry, *, waits: bool = True) -> Iterator[_Doubt]:
    """Find thresholds of alarms that take an update back, of which `RollbackAlarms` warns."""
    rate, whole = alarms.at("error_rate_percent"), 100
    value = rate.number()
    if value is not None and 0 < value < least_error_percent():
        says, warning = f"{value:g} is {value:g} %, not a share of 1", "ShareForPercent"
        yield _Doubt(at=rate, says=says, meant=value * whole, warning=warning)
    latency = alarms.at("model_latency_ms")
    yield from _latency(latency, waits=waits, warning="LatencyAboveTimeout")


def _latency(
    threshold: Entry, *, waits: bool = True, warning: str | None = None
) -> Iterator[_Doubt]:
    """Find latencies that were meant in seconds, of which MET-01 warns, or in microseconds.

    Args:
        threshold: In milliseconds.
        waits: Whether SageMaker waits for answers for a minute alone.
        warning: What a construct gives of what no answer takes.

    Yields:
        At most one.
    """
    least = published_metrics()["AWS/SageMaker"]["ModelLatency"].least
    value, longest = threshold.number(), stated_limit("answer_seconds")
    if waits and value is not None and value > longest * _THOUSAND:
        says = f"{value:.15g} ms are {value / _THOUSAND:g} seconds, and SageMaker waits {longest}"
        says = f"{says} for an answer that is not streamed: without streams this never alarms"
        yield _Doubt(at=threshold, says=says, meant=value / _THOUSAND, warning=warning)
    if value is not None and least is not None and value * _THOUSAND <= least:
        yield _Doubt(
            at=threshold, says=f"{value:g} is {value:g} ms", meant=value * _THOUSAND, rule="MET-01"
        )


def _duration(duration: Entry) -> Iterator[_Doubt]:
    """Find times of a request that were meant in seconds."""
    value = duration.number()
    if value is not None and 0 < value < 1:
        yield _Doubt(at=duration, says=f"{value:g} is {value:g} ms", meant=value * _THOUSAND)
