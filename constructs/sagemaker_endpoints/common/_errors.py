"""One error for all the faults of one input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_number, is_known_text

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable

    from constructs import Construct


class ConfigurationError(ValueError):
    """What was asked for cannot be hosted by SageMaker.

    The message names the construct, then for every fault the property, the value got, what is
    allowed and the way out.
    """

    faults: tuple[str, ...] = ()
    """Each fault without the name of the construct."""


class Faults:
    """Collects the faults of one object, so that all of them are told at once."""

    def __init__(self, subject: str | Callable[[], str]) -> None:
        """*subject* may be worked out when it is needed: asking for a path costs messages."""
        self._subject = subject
        self._found: list[str] = []

    def add(self, fault: str) -> None:
        """Note one fault, told as a sentence without a full stop."""
        self._found.append(fault)

    def extend(self, faults: Iterable[str]) -> None:
        """Note several faults."""
        self._found.extend(faults)

    def check_range(
        self,
        name: str,
        value: float | None,
        lowest: float,
        highest: float | None = None,
        unit: str = "",
    ) -> None:
        """Note a fault when *value* is known and lies outside *lowest* to *highest*."""
        if not is_known_number(value):
            return
        if value >= lowest and (highest is None or value <= highest):
            return
        allowed = f"{told(lowest)} to {told(highest)}" if highest is not None else ""
        allowed = allowed or f"at least {told(lowest)}"
        self.add(f"{name}: got {told(value)}, allowed is {allowed}{f' {unit}' if unit else ''}")

    def check_above_zero(
        self, name: str, value: float | None, highest: float | None = None
    ) -> None:
        """Note a fault when *value* is known and is not above 0, or is above *highest*."""
        if not is_known_number(value):
            return
        if value > 0 and (highest is None or value <= highest):
            return
        allowed = "more than 0" if highest is None else f"more than 0, at most {told(highest)}"
        self.add(f"{name}: got {told(value)}, allowed is {allowed}")

    def check_pattern(
        self, name: str, value: str | None, pattern: re.Pattern[str], allowed: str
    ) -> None:
        """Note a fault when *value* is known and *pattern* does not match all of it."""
        if is_known_text(value) and not pattern.fullmatch(value):
            self.add(f"{name}: got {value!r}, allowed is {allowed}")

    def check_choice(self, name: str, value: str | None, choices: Iterable[str]) -> None:
        """Note a fault when *value* is known and none of *choices*."""
        allowed = tuple(choices)
        if is_known_text(value) and value not in allowed:
            self.add(f"{name}: got {value!r}, allowed is {', '.join(map(repr, allowed))}")

    def raise_if_any(self) -> None:
        """Tell all faults.

        Raises:
            ConfigurationError: if there is any.
        """
        if not self._found:
            return
        subject = self._subject if isinstance(self._subject, str) else self._subject()
        listed = "".join(f"\n  - {fault}" for fault in self._found)
        told = self._found[0] if len(self._found) == 1 else f"{len(self._found)} faults{listed}"
        error = ConfigurationError(f"{subject}: {told}")
        error.faults = tuple(self._found)
        raise error


def told(number: float) -> str:
    """A number with all its digits: 31536000, not 3.1536e+07."""
    return f"{number:.15g}"


def naming(kind: str, scope: Construct, construct_id: str) -> Callable[[], str]:
    """How an error names a construct that is about to be made: by its kind and path."""

    def subject() -> str:
        parent: str = scope.node.path
        return f"{kind} {f'{parent}/{construct_id}' if parent else construct_id!r}"

    return subject
