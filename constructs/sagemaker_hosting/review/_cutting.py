"""Cuts long texts for people; of two, what differs stays in sight."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 160
"""Characters of a value that is shown as a whole."""

_SEEN: Final = str.maketrans({" ": "·", "\t": "⇥", "\n": "↵", "\r": "␍"})


def cut(text: str, longest: int = LONGEST) -> str:
    """Cut a long text in its middle."""
    if len(text) <= longest:
        return text
    half = longest // 2 - 1
    return f"{text[:half]}…{text[-half:]}"


def cut_pair(before: str, after: str, longest: int = LONGEST) -> tuple[str, str]:
    """Cut two texts around where they differ: two that differ never look the same.

    Args:
        before: what was.
        after: what is.
        longest: characters that either may have as a whole.
    """
    if before != after and before.split() == after.split():
        before, after = before.translate(_SEEN), after.translate(_SEEN)
    if max(len(before), len(after)) <= longest:
        return before, after
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    return _around(before, start, end, longest), _around(after, start, end, longest)


def _common(one: str, other: str) -> int:
    """Count the characters that both begin with."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _around(text: str, start: int, end: int, longest: int) -> str:
    """Keep what stands between two ends that both texts have in common, and some of these."""
    some = longest // 4
    first, last = max(start - some, 0), min(len(text) - end + some, len(text))
    ahead, behind = "…" if first else "", "…" if last < len(text) else ""
    return f"{ahead}{cut(text[first:last], longest)}{behind}"
