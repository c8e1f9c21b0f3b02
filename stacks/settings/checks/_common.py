"""Checks that many places of a file have in common."""

from collections.abc import Iterable, Iterator

from stacks.settings.common._base import Settings
from stacks.settings.yaml._faults import Finding
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import listed, meant_key


def at(entry: Entry, message: str) -> Finding:
    """Make the finding of an entry."""
    return Finding(path=entry.path, message=message)


def counts(mapping: Entry, *, at_least: int = 0, at_most: int | None = None) -> Iterator[Finding]:
    """Check how many entries a mapping has."""
    number = len(list(mapping.entries()))
    if not isinstance(mapping.value, dict):
        return  # missing, or no mapping: told as such
    if number < at_least:
        yield at(mapping, f"must have at least {at_least} entry, got none")
    if at_most is not None and number > at_most:
        yield at(mapping, f"must have at most {at_most} entries, got {number}")


def lengths(sequence: Entry, *, at_least: int, at_most: int) -> Iterator[Finding]:
    """Check how many items a list has."""
    # Pydantic counts only the items that are right, and would tell a wrong one twice.
    number = len(sequence.items())
    if isinstance(sequence.value, list) and not at_least <= number <= at_most:
        yield at(sequence, f"must have {at_least} to {at_most} items, got {number}")


def exactly_one(
    mapping: Entry, keys: Iterable[str], *, of: type[Settings] | None = None
) -> Iterator[Finding]:
    """Check that a mapping has one of some keys.

    Args:
        mapping: What has them.
        keys: The alternatives.
        of: What the mapping is; a misspelt key, told as such, is then no missing one.
    """
    keys = tuple(keys)
    given = [key for key in keys if mapping.holds(key)]
    if of is not None and not given:
        unknown = [entry.key for entry in mapping.entries() if entry.key not in of.model_fields]
        meant = {meant_key(key, of.model_fields) for key in unknown}
        if meant & set(keys):
            return
    if len(given) != 1:
        got = listed(given, "and") if given else "none of them"
        yield at(mapping, f"must have exactly one of the keys {listed(keys, 'or')}, got {got}")


def check_bounds(mapping: Entry, low: str = "min", high: str = "max") -> Iterator[Finding]:
    """Check that one key's number is at most that of another one."""
    least, most = mapping.at(low).number(), mapping.at(high).number()
    if least is not None and most is not None and least > most:
        yield at(mapping.at(low), f"must be at most {high}, which is {most}, got {least}")
