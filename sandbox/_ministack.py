"""Starts and stops the process of the local AWS."""

import contextlib
import fcntl
import http.client
import json
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox._environment import isolated_environment
from sandbox._errors import SandboxError
from sandbox._places import Places

LOOPBACK = "127.0.0.1"

_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_POLL_SECONDS = 0.05
_LINES_SHOWN = 15
# Listeners and helpers of MiniStack that the sandbox has no use for, switched off.
_MINISTACK = {
    "BIND_HOST": LOOPBACK,
    "MINISTACK_HOST": "localhost",
    "IOT_MTLS_ENABLED": "0",
    "SFTP_ENABLED": "0",
    "DOCKER_HOST": "unix:///nowhere",
    "LOG_LEVEL": "INFO",
    "PYTHONUNBUFFERED": "1",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where a running sandbox is.

    Attributes:
        port: Its port on 127.0.0.1.
        pid: Its process id.
    """

    port: int
    pid: int


class MiniStack:
    """The process of the local AWS of one state folder."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether a process serves this folder, whoever started it."""
        lock = self._places.state / "lock"
        try:
            with lock.open("r") as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    def address(self) -> Address:
        """Where the running process listens.

        Raises:
            SandboxError: When none runs.
        """
        if self.running:
            with contextlib.suppress(OSError, ValueError):
                return Address(**json.loads(self._address_file.read_text()))
        raise SandboxError(
            f"no sandbox runs in {self._places.state}: start one with {self._places.command('up')}"
        )

    def start(
        self,
        *,
        port: int,
        serve_command: Sequence[str] | None,
        startup_seconds: float,
        bake_seconds: float,
        stand_ins: Mapping[str, Path],
        bound_to_starter: bool,
    ) -> Address:
        """Start the process and wait until it answers.

        Args:
            port: The port on 127.0.0.1; 0 takes a free one.
            serve_command: What serves a model directory; `DIR --port N` is appended. Left out, it
                is the project's own model server.
            startup_seconds: How long a model server may take until it is healthy.
            bake_seconds: The longest that a rollout waits between two steps.
            stand_ins: Folders of model code by the repository of the image they stand in for.
            bound_to_starter: End the process when this one ends, however it ends.

        Raises:
            SandboxError: When one runs here already or it does not come up.
        """
        places = self._places
        places.make_folders()
        if self.running:
            raise SandboxError(
                f"a sandbox runs in {places.state} already: go on with it, or stop it with "
                f"{places.command('down')}; another one needs a --root and a --port of its own"
            )
        self._address_file.unlink(missing_ok=True)
        places.forget_server_logs()
        serve = serve_command or (str(places.python), "-m", "sandbox.serving")
        command = [
            *(str(places.ministack_python), "-m", "sandbox.emulator"),
            *("--state", str(places.state), "--port", str(port)),
            *("--serve-command", shlex.join(serve)),
            *("--startup-seconds", str(startup_seconds)),
            *("--bake-seconds", str(bake_seconds)),
            *(f"--stand-in={repository}={folder}" for repository, folder in stand_ins.items()),
            *(("--lifeline",) if bound_to_starter else ()),
        ]
        with places.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603  # the command is composed above
                command,
                stdin=subprocess.PIPE if bound_to_starter else subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=places.project,
                env=isolated_environment(home=places.home, temporary=places.temporary) | _MINISTACK,
                start_new_session=True,  # Ctrl-C in the terminal is for the starter
            )
        return self._wait_until_ready(self._process)

    def stop(self) -> None:
        """Stop the process and its model servers; returns when all are gone.

        Stopping what does not run is no error.
        """
        if not self.running:
            self._reap()
            return
        address = self.address()
        servers: list[int] = []
        with contextlib.suppress(SandboxError):
            servers = request(address.port, "GET", "/_sandbox/status")["server_pids"]
        with contextlib.suppress(ProcessLookupError):
            os.kill(address.pid, signal.SIGTERM)
        if not _wait_until(lambda: not self.running, _STOP_SECONDS):
            with contextlib.suppress(ProcessLookupError):
                os.kill(address.pid, signal.SIGKILL)
        self._reap()
        left = [address.pid, *servers]
        if not _wait_until(lambda: not any(map(_alive, left)), _STOP_SECONDS):
            raise SandboxError(f"processes did not stop: {[p for p in left if _alive(p)]}")
        self._address_file.unlink(missing_ok=True)

    @property
    def _address_file(self) -> Path:
        return self._places.state / "endpoint.json"

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> Address:
        def answers() -> bool:
            with contextlib.suppress(SandboxError):
                request(self.address().port, "GET", "/_ministack/health")
                return True
            return process.poll() is not None

        _wait_until(answers, _START_SECONDS)
        if process.poll() is None:
            with contextlib.suppress(SandboxError):
                return self.address()
            process.kill()
        self._reap()
        lines = self._places.log.read_text(errors="replace").splitlines()[-_LINES_SHOWN:]
        raise SandboxError(
            f"the local AWS did not start; {self._places.log} ends with:\n" + "\n".join(lines)
        )

    def _reap(self) -> None:
        """Take the exit status of a process that this one started."""
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def request(port: int, method: str, path: str) -> Any:
    """Ask the local AWS one of its own pages, never through a proxy.

    Raises:
        SandboxError: When it does not answer 200 with JSON.
    """
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=60)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise SandboxError(f"{method} {path} answered {answer.status}")
        return json.loads(body)
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise SandboxError(f"{method} http://{LOOPBACK}:{port}{path} failed: {error}") from error
    finally:
        connection.close()


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
