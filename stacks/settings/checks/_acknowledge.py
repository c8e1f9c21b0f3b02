"""Checks that what a file acknowledges is something that can be told, at that place."""

import re
from collections.abc import Iterator

from stacks.settings.checks._common import at
from stacks.settings.common._acknowledge import CHECKS, NAMESPACE, OF_BATCH, OF_ENDPOINTS, OF_MODELS
from stacks.settings.common._names import FINDING_ID
from stacks.settings.yaml._faults import Finding
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import instead_of, shown

_PLACES = {"models": OF_MODELS, "endpoints": OF_ENDPOINTS, "batch": OF_BATCH}
_OF_A_MODEL_TOO = frozenset({"AsyncPipeline"})
"""Told where a model is hosted, and about the model."""
_RULE = re.compile(r"[A-Z]{2,4}-[0-9]{2,3}")


def check_acknowledged(top: Entry) -> Iterator[Finding]:
    """Check the acknowledgements of a file.

    Args:
        top: The file's data.

    Yields:
        The faults, in no order.
    """
    for place in _PLACES:
        for owner in top.at(place).entries():
            for entry in owner.at("acknowledge").entries():
                fault = _fault(entry.key, place) if FINDING_ID.fits(entry.key) else None
                if fault is not None:
                    yield at(entry, fault)


def _fault(finding: str, place: str) -> str | None:
    check, _, rule = finding.partition("::")
    if check not in CHECKS:
        return f"no check is called {shown(check)}; {instead_of(check, CHECKS)}"
    if check == "SageMaker" and not _RULE.fullmatch(rule):
        return f"got the rule {shown(rule)}, allowed is one such as SRV-21"
    if check != NAMESPACE:
        return None
    if rule in _PLACES[place] or (place == "models" and rule in _OF_A_MODEL_TOO):
        return None
    others = [other for other, rules in _PLACES.items() if rule in rules]
    if others:
        return f"is told of {others[0]}; acknowledge it there"
    return f"no warning is called {shown(rule)}; {instead_of(rule, _PLACES[place])}"
