"""Checks what instances are told beside what their types have: disks, processors, capacity."""

from collections.abc import Iterator

from sagemaker_hosting.facts.instance_types import (
    InstanceFacts,
    facts_of,
    hosting_type_doubt,
    hosting_type_fault,
)
from stacks.settings.checks._common import at, exactly_one, lengths
from stacks.settings.checks._uses import Use, uses_of
from stacks.settings.kinds._instances import MOST_TYPES
from stacks.settings.kinds._real_time import VariantSettings
from stacks.settings.yaml._faults import Finding, KeyPath
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import listed, shown


def check_instances(top: Entry) -> Iterator[Finding]:
    """Check a file.

    Args:
        top: The file's data.

    Yields:
        The faults, in no order.
    """
    runners: dict[KeyPath, Use] = {}
    for use in uses_of(top):
        runners.setdefault(use.runner.path, use)
    for use in runners.values():
        names = [entry.text("") for entry in use.instance_types]
        if any(hosting_type_fault(name) is not None for name in names):
            continue  # told as such
        facts = {name: facts_of(name) for name in names}
        yield from _volume(use.runner, facts)
        yield from _utilization(use.scaling, facts)
    for endpoint in top.at("endpoints").entries():
        variants = list(endpoint.at("variants").entries())
        for variant in variants:
            yield from _types(variant)
        yield from _reservations(variants)


def _types(variant: Entry) -> Iterator[Finding]:
    if not isinstance(variant.value, dict):
        return
    keys = ("instance_type", "instance_types")
    yield from exactly_one(variant, keys, of=VariantSettings)
    pooled = variant.at("instance_types")
    yield from lengths(pooled, at_least=1, at_most=MOST_TYPES)
    names = pooled.items()
    for entry in pooled.elements():
        if entry.text() is not None and entry.value in names[: int(entry.key)]:
            message = f"got {shown(entry.value)} twice: what had no capacity is not tried again"
            yield at(entry, message)


def _volume(runner: Entry, facts: dict[str, InstanceFacts | None]) -> Iterator[Finding]:
    """Find a volume for instances with local disks, which get none.

    https://docs.aws.amazon.com/sagemaker/latest/dg/host-instance-storage.html
    """
    volume = runner.at("volume_size_gb")
    local = [name for name, fact in facts.items() if fact is not None and fact.local_nvme_gb]
    if volume.value is not None and facts and len(local) == len(facts):
        message = f"{listed(local, 'and')}: instances with local disks get no volume; leave it out"
        yield at(volume, message)


def _utilization(scaling: Entry, facts: dict[str, InstanceFacts | None]) -> Iterator[Finding]:
    """Find percentages of whole instances that CloudWatch, which counts by vCPU or GPU, cannot say.

    https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
    """
    for key, unit in (("cpu_percent", "vCPU"), ("gpu_percent", "GPU")):
        percent = scaling.at(key)
        if percent.value is None or not facts:
            continue
        counts = {name: _count(fact, unit) for name, fact in facts.items()}
        unknown = [name for name, count in counts.items() if count is None]
        told = listed([f"{name} has {count}" for name, count in counts.items()], "and")
        if unknown:
            message = f"the number of {unit}s of {listed(unknown, 'and')} is unknown"
            doubts = [doubt for name in unknown if (doubt := hosting_type_doubt(name)) is not None]
            yield at(percent, "; ".join([f"{message}; follow another load", *doubts]))
        elif all(count == 0 for count in counts.values()):
            yield at(percent, f"{listed(counts, 'and')} has no {unit}; follow another load")
        elif len(set(counts.values())) > 1:
            message = f"no one target fits all instance_types ({told} {unit}s)"
            yield at(percent, f"{message}; follow another load")


def _count(facts: InstanceFacts | None, unit: str) -> int | None:
    if facts is None:
        return None
    if unit == "vCPU":
        return facts.vcpu
    if facts.devices is None:
        return None
    accelerator = facts.accelerator
    return accelerator.count if accelerator is not None and accelerator.kind == "gpu" else 0


def _reservations(variants: list[Entry]) -> Iterator[Finding]:
    """Find variants of one endpoint that name several training plans."""
    plans = [variant.at("capacity_reservation") for variant in variants]
    named = [plan for plan in plans if plan.text() is not None]
    for plan in named[1:]:
        if plan.value != named[0].value:
            message = f"got {shown(plan.value)}, and another variant another plan"
            yield at(plan, f"{message}; an endpoint takes one")
