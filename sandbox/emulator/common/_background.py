"""Work that a caller of the API does not wait for, and CloudFormation does."""

import contextlib
import contextvars
import threading
from collections.abc import Callable

from sandbox.emulator.common._errors import ServingError


def run(work: Callable[[], None], *, wait: bool) -> None:
    """Do some work now or in the background.

    Args:
        work: What to do; a `ServingError` that it raises is told by the resource's FailureReason.
        wait: Return when it is done.

    Raises:
        ServingError: With `wait`, what the work raises.
    """
    if wait:
        work()
        return

    def in_background() -> None:
        with contextlib.suppress(ServingError):
            work()

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(in_background,), daemon=True).start()
