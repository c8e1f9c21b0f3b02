"""Finds the name that was meant."""

import difflib
from collections.abc import Iterable


def likely(name: str, known: Iterable[str]) -> str:
    """Tell the name that was meant, if one is like it, and all that there are."""
    names = list(known)
    by_lower = {each.lower(): each for each in names}
    near = difflib.get_close_matches(name.lower(), by_lower, n=1)
    meant = f"did you mean {by_lower[near[0]]}? " if near else ""
    return f"{meant}there are: {', '.join(names) or 'none'}"
