"""Tells what AWS's documentation states in words only, with no limit in the API's shapes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sagemaker_hosting._data import read_table


@cache
def stated_limit(name: str) -> int:
    """Find a number.

    Args:
        name: such as `transform_payload_in_mb`.

    Raises:
        KeyError: the table has no such number.
    """
    return int(_rows("limits")[name]["value"])


@cache
def stated_choices(name: str) -> tuple[str, ...]:
    """Find a list of words.

    Args:
        name: such as `transform_splits`.

    Raises:
        KeyError: the table has no such list.
    """
    return tuple(_rows("choices")[name]["values"])


def _rows(section: str) -> Mapping[str, Mapping[str, Any]]:
    rows: Mapping[str, Mapping[str, Any]] = read_table("stated_limits")[section]
    return rows
