"""The policies that a scalable target has already."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class TakenPolicies:
    """Tells why another policy cannot be added to a target."""

    def __init__(self) -> None:
        self._tracked: dict[str, str] = {}

    def faults(self, policy_id: str, tracked: str = "") -> Iterator[str]:
        """What speaks against a policy; *tracked* is its metric, empty if it is unknown.

        AWS takes one target-tracking policy for a metric.
        https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
        """
        if policy_id in self._tracked:
            yield "id: another policy of it has this one"
            return
        same = [other for other, metric in self._tracked.items() if tracked and metric == tracked]
        if same:
            yield (
                f"metric: policy {same[0]!r} tracks it already, and AWS takes one target for a "
                "metric; change that policy"
            )

    def add(self, policy_id: str, tracked: str = "") -> None:
        """Remember a policy."""
        self._tracked[policy_id] = tracked
