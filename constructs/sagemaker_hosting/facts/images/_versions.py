"""Orders version numbers of every style in the SDK's tables: `2.6.0`, `1.4-2-py312`, `b9522`."""

import re
from collections.abc import Iterable
from itertools import zip_longest

from sagemaker_hosting.nearest import nearest


def numbers(version: str) -> tuple[int, ...]:
    """Read the numbers of a version, to sort by; empty for a name such as `latest`."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def newest_first(versions: Iterable[str]) -> list[str]:
    """Sort versions, the newest first."""
    return sorted(versions, key=numbers, reverse=True)


def nearest_versions(got: str, known: Iterable[str], *, count: int = 2) -> tuple[str, ...]:
    """Find the known versions that a wrong one may have meant, the likeliest first.

    They are those with the nearest numbers, or the nearest names if there is no number.
    """
    wanted = numbers(got)
    if not wanted:
        return nearest(got, known, count)

    def gaps(version: str) -> list[int]:
        pairs = zip_longest(wanted, numbers(version), fillvalue=0)
        return [abs(theirs - ours) for ours, theirs in pairs]

    return tuple(sorted(newest_first(known), key=gaps)[:count])
