"""Writes a review for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.cost import Amount
from sagemaker_hosting.review._cases import cases_of
from sagemaker_hosting.review._remark import Risk

if TYPE_CHECKING:
    from sagemaker_hosting.review._review import Review

VERSION: Final = 1
"""Of the document: it rises when a key goes or means something else."""

_CENT: Final = Decimal("0.01")


def json_report(review: Review) -> str:
    """Write a review as JSON: `version`, `cases` by risk, and everything that a `Review` has."""
    document = {
        "version": VERSION,
        **_plain(review),
        "cases": {str(risk): [_plain(case) for case in cases_of(review, {risk})] for risk in Risk},
    }
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Amount):
        return {"usd": _plain(value.usd), "at_least": value.at_least}
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Decimal):
        return float(value.quantize(_CENT, ROUND_HALF_UP))
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, str | int | bool) or value is None:
        return str(value) if isinstance(value, str) else value
    return [_plain(item) for item in value] if isinstance(value, Iterable) else str(value)
