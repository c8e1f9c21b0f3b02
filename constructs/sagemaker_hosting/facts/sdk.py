"""Asks the AWS SDK that is installed, if one is: it may be newer than the tables."""

import gzip
import json
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path


def sdk_lists(shape: str, value: str) -> bool:
    """Tell whether the installed botocore has a value in an enumeration; it is not imported.

    Args:
        shape: the API's name of the enumeration, such as `ProductionVariantInstanceType`.
        value: such as `ml.m99.large`.
    """
    return value in _values(shape)


@cache
def _values(shape: str) -> frozenset[str]:
    for path in _models():
        opened = gzip.open if path.suffix == ".gz" else open
        try:
            with opened(path, "rt", encoding="utf-8") as file:
                return frozenset(json.load(file)["shapes"][shape]["enum"])
        except (OSError, ValueError, LookupError, TypeError):
            continue  # an SDK of another layout tells nothing
    return frozenset()


def _models() -> Iterator[Path]:
    """Find SageMaker's service models, the newest first."""
    spec = find_spec("botocore")
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        folder = Path(place, "data", "sagemaker")
        yield from sorted(folder.glob("*/service-2.json*"), reverse=True)
