"""Reads the tables of this package, each one when it is first asked for."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, cast


@cache
def read_table(name: str) -> Mapping[str, Any]:
    """Read a table of the folder `data`; every caller gets the same object, to read only.

    Args:
        name: The file's name without `.json`.
    """
    text = files("sagemaker_hosting").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    return cast("Mapping[str, Any]", json.loads(text))
