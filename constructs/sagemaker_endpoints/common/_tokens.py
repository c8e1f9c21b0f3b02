"""Telling a value that is known at synth from one that only a deploy knows.

CDK encodes late values as strings that hold a marker and as numbers near -1.9e289. Asking CDK
itself costs a message to Node for each value, so the encodings are recognised here. A value that is
not known can never be wrong.
"""

from __future__ import annotations

from typing import TypeGuard

_LIST_MARKER = "#{Token["
_MARKERS = ("${Token[", _LIST_MARKER)
_ENCODED_NUMBERS_LIE_BELOW = -1e289


def is_known_text(value: object) -> TypeGuard[str]:
    """Whether *value* is text without any late part."""
    return isinstance(value, str) and not any(marker in value for marker in _MARKERS)


def is_late_list(value: object) -> bool:
    """Whether *value* stands for a list, of which only the deploy knows the length."""
    return isinstance(value, str) and _LIST_MARKER in value


def is_known_number(value: object) -> TypeGuard[float]:
    """Whether *value* is a number that may be compared with a bound."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return value > _ENCODED_NUMBERS_LIE_BELOW
