"""Tells of a warning of the synth, by the line of the file, what keeps it from ending the synth."""

from collections.abc import Sequence

from stacks.settings.yaml._faults import written
from stacks.settings.yaml._plain import Entry


def is_acknowledged(top: Entry, place: Entry, findings: Sequence[str]) -> bool:
    """Tell whether the file says that a warning is known.

    Args:
        top: The file's data.
        place: What it is about, below an endpoint or a batch transform.
        findings: The ids that say so, any of them.
    """
    area, key, *_ = map(str, place.path)
    acknowledged = {entry.key for entry in top.at(area, key, "acknowledge").entries()}
    return not acknowledged.isdisjoint(findings)


def ends_synth(place: Entry, finding: str) -> str:
    """Tell that a warning ends `make synth`, and which id, acknowledged where, keeps it from it."""
    return f'; it ends make synth unless {written(place.path[:2])}.acknowledge has "{finding}"'
