"""Defines the queue of an asynchronous endpoint: whoever came first is answered first."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sagemaker_hosting.traffic._bearing import Rate

_MINUTE: Final = 60
_NONE: Final = 1e-9
"""What is left of a request by rounding."""


class Queue:
    """Keeps requests until they are answered.

    Args:
        rate: what one instance answers.
    """

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._came: deque[list[float]] = deque()
        self._waiting = 0.0
        self._longest = 0.0

    def take(self, requests: float, count: int, now: float, seconds: int) -> float:
        """Let requests come, and answer as many as can be.

        Args:
            requests: that come.
            count: the instances that answer.
            now: when the step begins.
            seconds: how long it is.

        Returns:
            The requests that wait at its end.
        """
        if requests:
            self._came.append([now, requests])
            self._waiting += requests
        left = count * self._rate.per_minute * seconds / _MINUTE
        while left > 0 and self._came:
            oldest = self._came[0]
            answered = min(left, oldest[1])
            self._longest = max(self._longest, now - oldest[0])
            left -= answered
            oldest[1] -= answered
            self._waiting -= answered
            if oldest[1] <= _NONE:
                self._came.popleft()
        if not self._came:
            self._waiting = 0.0
        return self._waiting

    def longest_wait(self, now: float) -> float:
        """Tell how long a request waited at most, those that still wait among them."""
        return max(self._longest, now - self._came[0][0] if self._came else 0.0)
