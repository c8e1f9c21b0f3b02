"""One page of what a list operation answers."""

from collections.abc import Iterable

from sandbox.emulator.common._store import Record


def page(summaries: Iterable[Record], *, kind: str, params: Record) -> Record:
    """One page of a list operation: newest first, as the API's default order is.

    Args:
        summaries: What to list, oldest first.
        kind: The kind of resource; its plural names the list.
        params: `NameContains`, `StatusEquals`, `SortOrder`, `MaxResults` and `NextToken` are
            obeyed.
    """
    found = [
        summary
        for summary in summaries
        if params.get("NameContains", "").lower() in summary[f"{kind}Name"].lower()
        and params.get("StatusEquals") in (None, summary.get(f"{kind}Status"))
    ]
    if params.get("SortOrder", "Descending") == "Descending":
        found.reverse()
    start = int(params.get("NextToken", 0))
    end = start + params.get("MaxResults", 100)
    return {f"{kind}s": found[start:end]} | ({"NextToken": str(end)} if end < len(found) else {})
