"""Reads traffic, budget and Region from an environment file, or one like it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sagemaker_hosting.cost._stated import StatedEnvironment, budget_in
from sagemaker_hosting.cost._traffic import UnusableTraffic
from sagemaker_hosting.templates._parse import parse
from sagemaker_hosting.templates._text import read_text
from sagemaker_hosting.templates._unusable import Unreadable


def read_environment_file(path: Path) -> StatedEnvironment:
    """Read what a file says of traffic, budget and Region; everything else in it is passed over.

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
    any case, with or without hyphens.

    Args:
        path: YAML or JSON; its stem is the environment's name.

    Raises:
        UnusableTraffic: it cannot be read, or is no such file.
    """
    data = _mapping(_loaded(path))
    endpoints = {
        str(key): _mapping(value) for key, value in _mapping(data.get("endpoints")).items()
    }
    batch = {str(key): _mapping(value) for key, value in _mapping(data.get("batch")).items()}
    region, budget = data.get("region"), data.get("monthly_budget_usd")
    return StatedEnvironment(
        name=path.stem,
        file=path,
        region=region if isinstance(region, str) else None,
        monthly_budget_usd=None if budget is None else budget_in(budget, where=str(path)),
        endpoints={key: e["traffic"] for key, e in endpoints.items() if "traffic" in e},
        components={
            (key, str(name)): _mapping(component)["traffic"]
            for key, endpoint in endpoints.items()
            for name, component in _mapping(endpoint.get("components")).items()
            if "traffic" in _mapping(component)
        },
        batch={key: b["traffic"] for key, b in batch.items() if "traffic" in b},
    )


def _loaded(path: Path) -> Any:
    try:
        return parse(read_text(path), path).data
    except Unreadable as unreadable:
        faults = "\n".join(finding.at(path) for finding in unreadable.findings)
        raise UnusableTraffic(faults) from unreadable


def _mapping(value: object) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}
