"""Counts what Python says to CDK's Node process: each message costs some 0.2 to 0.5 ms.

Unlike times, messages are the same on every machine and at every run.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from jsii._kernel.providers.process import _NodeProcess

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

_BELOW_THE_CALLER = ("/jsii/", "/aws_cdk/", "/constructs/__init__.py")


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message; two that say the same are equal, whoever sent them.

    Attributes:
        api: what is asked: "create", "get", "set", "invoke", ..., or "define" for several that the
            library makes at once.
        subject: the class, and the member of it.
        sender: file and line that sent it, outside of CDK.
        seconds: until the answer was there.
    """

    api: str
    subject: str
    sender: str = field(compare=False)
    seconds: float = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.sender}: {self.api} {self.subject}"


@contextmanager
def recorded() -> Iterator[list[Message]]:
    """Note every message that is sent meanwhile."""
    messages: list[Message] = []
    send = _NodeProcess.send

    def noting(process: _NodeProcess, request: Any, response_type: Any) -> Any:
        message = _message(request)
        started = time.perf_counter()
        answer = send(process, request, response_type)
        messages.append(replace(message, seconds=time.perf_counter() - started))
        return answer

    with patch.object(_NodeProcess, "send", noting):
        yield messages


def surplus(messages: Sequence[Message], yardstick: Sequence[Message]) -> list[Message]:
    """The messages that the yardstick does without; of equal ones the last are too many."""
    allowed = Counter(yardstick)
    found = []
    for message in messages:
        allowed[message] -= 1
        if allowed[message] < 0:
            found.append(message)
    return found


def _message(request: Any) -> Message:
    method = getattr(request, "method", None)
    if method == "define":  # our own module's: the classes stand in what it is given
        plans = json.loads(request.args[1])
        return Message(
            api="define",
            subject=" + ".join(plan["kind"] for plan in plans),
            sender=_sender(sys._getframe(2)),  # noqa: SLF001  # the stack is what is asked for
        )
    # A class, an object of one such as aws-cdk-lib.aws_iam.CfnRole@10014, or a package to load.
    objref = getattr(request, "objref", None)
    subject: str = objref.ref.partition("@")[0] if objref else getattr(request, "fqn", "")
    subject = subject or getattr(request, "name", "")
    member = getattr(request, "property", None) or method
    return Message(
        api=type(request).__name__.removesuffix("Request").lower(),
        subject=f"{subject}.{member}" if member else subject,
        sender=_sender(sys._getframe(2)),  # noqa: SLF001  # the stack is what is asked for
    )


def _sender(frame: FrameType | None) -> str:
    while frame is not None:
        file = frame.f_code.co_filename
        if not any(part in Path(file).as_posix() for part in _BELOW_THE_CALLER):
            return f"{file}:{frame.f_lineno}"
        frame = frame.f_back
    return "unknown"
