"""Defines what a reviewer must know, and values before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sagemaker_hosting.review._cutting import cut, cut_pair

_EMPTY: Final = "(empty)"


class Risk(StrEnum):
    """Defines what a review can be told to fail on."""

    REFUSED = "refused"
    """AWS will not take the update."""

    REPLACED = "replaced"
    """An endpoint, or something that keeps data, is made anew."""

    DELETED = "deleted"
    """An endpoint, a component, a batch transform, or something that keeps data, goes."""

    WIDENED = "widened"
    """Somebody may do more than before."""

    EXPOSED = "exposed"
    """A network, a key or a protection is gone, or lets more through."""

    SILENT = "silent"
    """A change that does not arrive, or that arrives without being deployed."""

    BUDGET = "budget"
    """The typical month costs more than the budget."""

    FINDINGS = "findings"
    """The checks find an error that they did not find before."""

    STALE = "stale"
    """The templates are of another version of an environment file: its change is not reviewed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """Defines something that a reviewer must know.

    Attributes:
        risk: what it is a case of; None for what is good to know.
        says: what it is.
        fix: what to do; None if there is nothing to do.
        link: AWS's page about it.
    """

    risk: Risk | None
    says: str
    fix: str | None = None
    link: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Defines a value before and after.

    Attributes:
        what: what has the value: `champion: image`.
        before: all of it; None if it was not there.
        after: all of it; None if it is gone.
        weaker: whether it protects less than before.
    """

    what: str
    before: str | None
    after: str | None
    weaker: bool = False

    @property
    def is_change(self) -> bool:
        """Whether it differs."""
        return self.before != self.after

    @property
    def shown(self) -> tuple[str | None, str | None]:
        """Both as people read them: long ones are cut around where they differ."""
        if self.before is not None and self.after is not None:
            return _shown(cut_pair(self.before, self.after))
        return _shown([cut(t) if t is not None else None for t in (self.before, self.after)])


def _shown(pair: Sequence[str | None]) -> tuple[str | None, str | None]:
    before, after = (_EMPTY if text == "" else text for text in pair)
    return before, after
