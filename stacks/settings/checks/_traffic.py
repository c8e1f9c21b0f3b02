"""Checks that traffic is stated for what there is."""

from collections.abc import Iterator

from stacks.settings.checks._common import at, check_bounds
from stacks.settings.yaml._faults import Finding
from stacks.settings.yaml._plain import Entry


def check_traffic(top: Entry) -> Iterator[Finding]:
    """Check a file.

    Args:
        top: The file's data.

    Yields:
        The faults, in no order.
    """
    for batch in top.at("batch").entries():
        yield from check_bounds(batch.at("traffic"), "duration_minutes", "longest_minutes")
    for endpoint in top.at("endpoints").entries():
        places = [endpoint, *endpoint.at("components").entries()]
        for place in places:
            kept = place.at("traffic", "captures_kept_days")
            if kept.value is not None and not endpoint.holds("data_capture"):
                yield at(kept, "needs data_capture, which is what keeps data; leave it out")
