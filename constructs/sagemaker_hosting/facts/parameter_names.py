"""Tells the names of the parameters of SageMaker's APIs, as a state machine or a schedule has them.

Step Functions refuses a definition that has others, a schedule fails when it is due. A name that is
not here may still be newer than the table: `parameters_collected` says when that was made.
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.property_names import Properties, linked, words_of


@cache
def parameters_of(service: str, action: str) -> Properties | None:
    """Find the parameters of an action.

    Args:
        service: as state machines name it: `sagemaker` or `sagemakerruntime`.
        action: such as `createTransformJob`.

    Returns:
        They; None for an action that the table does not have.
    """
    row = _services().get(service)
    name = row["actions"].get(action) if row is not None else None
    return _structures(service)[name] if name is not None else None


@cache
def words_of_parameters() -> frozenset[str]:
    """Tell the words that the names are made of, in lower case: `transform`, `job`."""
    rows = (row for each in _services().values() for row in each["structures"].values())
    return frozenset(word for row in rows for name in row for word in words_of(name))


def parameters_collected() -> str:
    """Tell the day of the table, such as `2026-11-23`."""
    return str(read_table("parameter_names")["collected"])


@cache
def _structures(service: str) -> Mapping[str, Properties]:
    return linked(_services()[service]["structures"])


def _services() -> Mapping[str, Mapping[str, Any]]:
    services: Mapping[str, Mapping[str, Any]] = read_table("parameter_names")["services"]
    return services
