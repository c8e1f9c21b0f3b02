"""Reads traffic, budget and Region from an environment file, or one like it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sagemaker_hosting.cost._environment_keys import key_faults
from sagemaker_hosting.cost._stated import budget_in
from sagemaker_hosting.cost._stated_environment import StatedEnvironment
from sagemaker_hosting.cost._traffic import UnusableTraffic
from sagemaker_hosting.templates._parse import parse
from sagemaker_hosting.templates._text import read_text
from sagemaker_hosting.templates._unusable import Unreadable

if TYPE_CHECKING:
    from sagemaker_hosting.templates._document import Document


def read_environment_file(path: Path) -> StatedEnvironment:
    """Read what a file says of traffic, budget and Region.

    ```yaml
    region: eu-west-1
    monthly_budget_usd: 900
    endpoints:
      demand:
        traffic: {requests_per_day: 120000, payload_kb: 6, duration_ms: 20, peak_factor: 2}
    batch:
      nightly:
        traffic: {duration_minutes: 25}
    ```

    Keys are those of what the templates hold: the name of a stack, a construct or a resource, in
    any case, with or without hyphens. What else the environment file of an app says, such as
    `account` or `models`, is passed over.

    Args:
        path: YAML or JSON; its stem is the environment's name.

    Raises:
        UnusableTraffic: it cannot be read, is no such file, or has keys that nothing is known of;
            a line for each fault, with file and line.
    """
    document = _loaded(path)
    faults = [finding.at(path) for finding in key_faults(document)]
    data = _mapping(document.data)
    budget: Decimal | None = None
    if data.get("monthly_budget_usd") is not None:
        where = f"{path}:{document.lines.of(['monthly_budget_usd'])}"
        try:
            budget = budget_in(data["monthly_budget_usd"], where=where)
        except UnusableTraffic as unusable:
            faults.append(str(unusable))
    stated = _stated(path, document, budget)
    faults += stated.faults()
    if faults:
        raise UnusableTraffic("\n".join(faults))
    return stated


def _stated(path: Path, document: Document, budget: Decimal | None) -> StatedEnvironment:
    data = _mapping(document.data)
    endpoints, region = dict(_items(data, "endpoints")), data.get("region")
    return StatedEnvironment(
        name=path.stem,
        file=path,
        region=region if isinstance(region, str) else None,
        monthly_budget_usd=budget,
        endpoints={key: e["traffic"] for key, e in endpoints.items() if "traffic" in e},
        components={
            (key, name): component["traffic"]
            for key, endpoint in endpoints.items()
            for name, component in _items(endpoint, "components")
            if "traffic" in component
        },
        batch={key: b["traffic"] for key, b in _items(data, "batch") if "traffic" in b},
        lines=document.lines,
    )


def _loaded(path: Path) -> Document:
    try:
        return parse(read_text(path), path)
    except Unreadable as unreadable:
        faults = "\n".join(finding.at(path) for finding in unreadable.findings)
        raise UnusableTraffic(faults) from unreadable


def _items(of: Mapping[Any, Any], key: str) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    return ((str(name), _mapping(value)) for name, value in _mapping(of.get(key)).items())


def _mapping(value: object) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}
