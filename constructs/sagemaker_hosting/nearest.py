"""Finds the names that a misspelt one was meant to be."""

from collections.abc import Iterable
from difflib import SequenceMatcher

_SIMILAR = 0.4


def nearest(
    name: str, candidates: Iterable[str], count: int = 3, *, likeness: float = _SIMILAR
) -> tuple[str, ...]:
    """Find the candidates most like a name, the likest first.

    The answer depends on the arguments alone: equally like candidates come in alphabetical
    order, and letter case does not count.

    Args:
        name: The name that was written.
        candidates: The names that exist.
        count: How many to give at most.
        likeness: How like the name they are at least: 1 is the same, 0 nothing in common.

    Returns:
        At most `count` candidates; empty when none is at all like the name.
    """
    wanted = name.casefold()
    scored = [
        (SequenceMatcher(a=wanted, b=candidate.casefold(), autojunk=False).ratio(), candidate)
        for candidate in sorted(set(candidates))
    ]
    like = [pair for pair in scored if pair[0] >= likeness]
    like.sort(key=lambda pair: -pair[0])
    return tuple(candidate for _, candidate in like[: max(count, 0)])
