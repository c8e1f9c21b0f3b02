"""Runs one command and ends it when standard input closes.

The emulator holds the other end of the pipe. However the emulator ends, even by SIGKILL, the pipe
closes and the model server and its workers end with it. Run by path, on the standard library alone.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading

GRACE_SECONDS = 5.0


def main(command: list[str]) -> int:
    """Run the command as the leader of its own process group, until it ends or the pipe closes."""
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603  # the emulator composes the command
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def wait_for_end_of_pipe() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        stopping.set()

    def wait_for_server() -> None:
        server.wait()
        stopping.set()

    for task in (wait_for_end_of_pipe, wait_for_server):
        threading.Thread(target=task, daemon=True).start()
    stopping.wait()
    _end(server)
    return server.returncode if server.returncode >= 0 else 128 - server.returncode


def _end(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        _signal_group(server.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(GRACE_SECONDS)
    _signal_group(server.pid, signal.SIGKILL)  # workers that outlived their leader, too
    server.wait()


def _signal_group(leader: int, number: signal.Signals) -> None:
    # macOS answers EPERM for a group whose members are all zombies.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


if __name__ == "__main__":
    # os._exit: a thread that still waits for standard input must not hold the interpreter back.
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)
