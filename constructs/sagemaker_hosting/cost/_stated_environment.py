"""Defines what a file says of an environment: traffic, budget and Region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from sagemaker_hosting.cost._traffic import (
    BatchTraffic,
    EndpointTraffic,
    T,
    UnusableTraffic,
    traffic_in,
)

if TYPE_CHECKING:
    from sagemaker_hosting.templates._document import Lines

Place = tuple[str, ...]
"""The keys that lead to something in a file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedEnvironment:
    """Defines what a file says of an environment beside its templates.

    Attributes:
        name: the environment's.
        file: what says it, for messages.
        region: where it is; None if the file does not say.
        monthly_budget_usd: what it may cost; None if the file does not say.
        endpoints: the traffic of endpoints, by the file's key, as it is written.
        components: that of inference components, by the keys of endpoint and component.
        batch: that of batch transforms, by key.
        lines: where in the file things stand; None if nobody knows.
    """

    name: str
    file: Path | None = None
    region: str | None = None
    monthly_budget_usd: Decimal | None = None
    endpoints: Mapping[str, object] = field(default_factory=dict)
    components: Mapping[tuple[str, str], object] = field(default_factory=dict)
    batch: Mapping[str, object] = field(default_factory=dict)
    lines: Lines | None = field(default=None, repr=False, compare=False)

    @property
    def written(self) -> Iterator[tuple[Place, object]]:
        """What traffic it states, by place."""
        for key, stated in self.endpoints.items():
            yield ("endpoints", key), stated
        for (key, name), stated in self.components.items():
            yield ("endpoints", key, "components", name), stated
        for key, stated in self.batch.items():
            yield ("batch", key), stated

    def where(self, place: Place, *below: str) -> str:
        """Name the place of traffic, or of one of its keys, for a message."""
        file = str(self.file) if self.file is not None else self.name
        line = self.lines.of([*place, "traffic", *below]) if self.lines is not None else None
        at = file if line is None else f"{file}:{line}"
        return f"{at}: {'.'.join(place)}.traffic"

    def faults(self) -> Iterator[str]:
        """Tell what is wrong with its traffic, whatever the templates hold."""
        for place, stated in self.written:
            try:
                if place[0] == "batch":
                    self.traffic(BatchTraffic, place, stated)
                else:
                    self.traffic(EndpointTraffic, place, stated)
            except UnusableTraffic as unusable:
                yield str(unusable)

    def traffic(self, kind: type[T], place: Place, stated: object) -> T:
        """Read the traffic of one place.

        Raises:
            UnusableTraffic: it is stated wrongly.
        """
        return traffic_in(kind, stated, where=lambda *key: self.where(place, *key))
