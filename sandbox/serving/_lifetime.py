"""No process outlives the one that needs it, however that one ends."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1


def stop_with_parent(*, interval: float = 0.5, grace: float = 10.0) -> None:
    """Send this process SIGTERM when its parent has ended, then end it if that is not enough.

    The parent's id is watched, portably. Linux could send a signal by itself, but when the *thread*
    that started this process ends, not the process: whoever starts servers from a thread pool would
    lose them.

    Args:
        interval: Seconds between two looks.
        grace: Seconds between SIGTERM and the end.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(interval)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace)
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def die_with_server() -> None:
    """End this worker process when the server that asked for it has ended.

    A thread waits for the server. Model code that hangs in C can keep that thread from running, so
    Linux is also told to kill the worker with its parent: the fork server, which ends with the
    server.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    server = multiprocessing.parent_process()

    def wait() -> None:
        if server is not None:
            server.join()
        os._exit(1)

    threading.Thread(target=wait, name="server-watch", daemon=True).start()
