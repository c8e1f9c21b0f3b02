"""Finds what is wrong with the keys of an environment file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.cost._traffic import BatchTraffic, EndpointTraffic
from sagemaker_hosting.facts.partitions import region_fault
from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.templates._structure import kind_told
from sagemaker_hosting.templates._unusable import Finding, quoted

if TYPE_CHECKING:
    from sagemaker_hosting.templates._document import Document

Place = tuple[str, ...]

_PRICED: Final = ("region", "monthly_budget_usd", "endpoints", "batch")
# What else the environment files of an app say; whether they say it well is not for here.
_TOP: Final = frozenset(_PRICED) | {
    "account", "alarm_emails", "dashboards", "models", "tags", "termination_protection", "vpc",
}  # fmt: skip
_OF_ENDPOINTS: Final = frozenset(
    {
        "acknowledge", "alarms", "components", "container_startup_timeout_seconds",
        "data_capture", "endpoint_name", "explainer", "failures", "inference_ami_version", "input",
        "instance_count", "instance_type", "kind", "max_concurrency", "max_concurrent_requests",
        "max_instances", "memory_mb", "metrics", "min_instances", "model", "model_cache",
        "model_data_download_timeout_seconds", "notify", "output", "provisioned_concurrency",
        "rollout", "routing", "scaling", "shadow", "shadow_test", "traffic", "variants",
        "volume_size_gb",
    }
)  # fmt: skip
_OF_COMPONENTS: Final = frozenset(
    {"accelerators", "copies", "cpus", "memory_mb", "model", "rollout", "scaling", "traffic"}
)
_OF_BATCH: Final = frozenset(
    {
        "acknowledge", "assemble_with", "content_type", "input", "instance_count", "instance_type",
        "max_concurrent_transforms", "max_payload_mb", "model", "output", "schedule", "split_type",
        "strategy", "time_zone", "traffic",
    }
)  # fmt: skip

_OF_TRAFFIC: Final = frozenset(f.name for f in (*fields(EndpointTraffic), *fields(BatchTraffic)))


def key_faults(document: Document) -> Iterator[Finding]:
    """Find keys that are none of an environment file, and what is no mapping where one belongs.

    Args:
        document: the file.

    Yields:
        The faults, in the order of the file.
    """
    data = document.data
    if isinstance(data, Mapping) and "Resources" in data:
        message = "this is a CloudFormation template; name it as PATH, and here what states traffic"
        yield Finding(line=document.lines.of(["Resources"]), message=message)
        return
    for place, message in _faults(data):
        yield Finding(line=document.lines.of(place), message=message)


def _faults(data: object) -> Iterator[tuple[Place, str]]:
    if not isinstance(data, Mapping):
        keys = ", ".join(_PRICED)
        yield (), f"an environment file is a mapping of keys ({keys}), this is {kind_told(data)}"
        return
    yield from _unknown((), data, _TOP, _PRICED)
    for key, value in data.items():
        if key == "region" and not isinstance(value, str):
            yield (key,), f"region must be text, got {kind_told(value)}"
        elif key == "region" and (fault := region_fault(value)) is not None:
            yield (key,), f"region: {fault}"
        elif key == "endpoints":
            yield from _of_each((key,), value, _OF_ENDPOINTS)
        elif key == "batch":
            yield from _of_each((key,), value, _OF_BATCH)


def _of_each(place: Place, things: object, known: frozenset[str]) -> Iterator[tuple[Place, str]]:
    """Look through endpoints, components or batch transforms, by their keys."""
    if not isinstance(things, Mapping):
        yield place, f"{'.'.join(place)} must be a mapping, by key, got {kind_told(things)}"
        return
    for name, thing in things.items():
        own = (*place, str(name))
        if not isinstance(thing, Mapping):
            yield own, f"{'.'.join(own)} must be a mapping of keys, got {kind_told(thing)}"
            continue
        yield from _unknown(own, thing, known, ("traffic",))
        if "components" in known and "components" in thing:
            yield from _of_each((*own, "components"), thing["components"], _OF_COMPONENTS)


def _unknown(
    place: Place, given: Mapping[Any, Any], known: frozenset[str], priced: tuple[str, ...]
) -> Iterator[tuple[Place, str]]:
    for key in map(str, given):
        if key not in known:
            of = f" of {'.'.join(place)}" if place else ""
            yield (*place, key), f"unknown key {quoted(key)}{of}; {_meant(key, known, priced)}"


def _meant(key: str, known: frozenset[str], priced: tuple[str, ...]) -> str:
    if key in _OF_TRAFFIC:
        return "it belongs below traffic"
    near = nearest(key, known, count=1)
    return f"did you mean {near[0]}?" if near else f"what is read: {', '.join(priced)}"
