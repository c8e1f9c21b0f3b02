"""What the benchmark of synthesis tells of one writer of endpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks._runs import Run


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What is told of one writer.

    Attributes:
        runs: by number of endpoints, in the order they were made.
        messages: to Node, by number of endpoints.
        sizes: bytes of all templates, by number of endpoints.
        resources: by number of endpoints.
        differences: of the template of two endpoints, to that of the yardstick.
    """

    runs: Mapping[int, Sequence[Run]]
    messages: Mapping[int, int]
    sizes: Mapping[int, int]
    resources: Mapping[int, int]
    differences: Sequence[str]
