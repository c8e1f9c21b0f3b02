"""The model servers: a real process for each variant and each inference component."""

import contextlib
import http.client
import itertools
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.emulator import _guard
from sandbox.emulator._errors import ServingError

LOOPBACK = "127.0.0.1"
_PING_SECONDS = 2.0
_POLL_SECONDS = 0.05
_NAMES_KEPT = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class ServeSettings:
    """How and where model servers run.

    Attributes:
        command: What serves a model directory; `DIR --port N` is appended.
        working_folder: The current folder of the servers.
        environment: What every server sees, before the container's own variables.
        logs: The folder that gets one log file for each server.
        startup_seconds: The longest that a server may take to answer `/ping` with 200; a shorter
            `ContainerStartupHealthCheckTimeoutInSeconds` of a variant is obeyed.
    """

    command: tuple[str, ...]
    working_folder: Path
    environment: Mapping[str, str]
    logs: Path
    startup_seconds: float = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerPlan:
    """What one server is to serve; equal plans are served by the same process.

    Attributes:
        endpoint: Whose endpoint this is, as text: account, region and name.
        variant: The variant's name, or the inference component's.
        model_folder: The unpacked artifact.
        environment: The container's variables, sorted by name.
        startup_seconds: The variant's own limit, None for the sandbox's.
        kind: What `variant` names, in SageMaker's words.
    """

    endpoint: str
    variant: str
    model_folder: Path
    environment: tuple[tuple[str, str], ...] = ()
    startup_seconds: float | None = None
    kind: str = "production variant"


class ModelServer:
    """One running server process, behind a guard that ends it with the emulator."""

    def __init__(
        self, *, plan: ServerPlan, port: int, guard: subprocess.Popen[bytes], log: Path
    ) -> None:
        self.plan = plan
        self.port = port
        self.log = log
        self._guard = guard

    @property
    def pid(self) -> int:
        """The process id of the guard, the parent of the server."""
        return self._guard.pid

    @property
    def alive(self) -> bool:
        """Whether the server process still runs."""
        return self._guard.poll() is None

    def wait_until_healthy(self, *, seconds: float) -> None:
        """Wait until `GET /ping` answers 200, as SageMaker does before a container gets traffic.

        Raises:
            ServingError: When the process ends first or the time is up, with the end of its log.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.alive:
                raise ServingError(self._ping_failure(f"exited with code {self._guard.returncode}"))
            if self._ping() == http.HTTPStatus.OK:
                return
            time.sleep(_POLL_SECONDS)
        raise ServingError(self._ping_failure(f"no 200 from /ping within {seconds:g} s"))

    def _ping(self) -> int | None:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=_PING_SECONDS)
        try:
            connection.request("GET", "/ping")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _ping_failure(self, cause: str) -> str:
        lines = (
            self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        )
        last = lines[-1].strip() if lines else "nothing"
        # The first two sentences are SageMaker's; the rest is what CloudWatch would tell.
        return (
            f"The primary container for {self.plan.kind} {self.plan.variant} did not pass the "
            "ping health check. Please check CloudWatch logs for this endpoint. "
            f"(model server: {cause}; its log {self.log} ends with: {last})"
        )

    def stop(self) -> None:
        """End the server and its workers; returns when they are gone."""
        if self._guard.stdin is not None:
            with contextlib.suppress(OSError):
                self._guard.stdin.close()
        try:
            self._guard.wait(_guard.GRACE_SECONDS + 3)
        except subprocess.TimeoutExpired:
            self._guard.kill()
            self._guard.wait()


class ModelServers:
    """Starts servers and knows every one that runs."""

    def __init__(self, settings: ServeSettings) -> None:
        self.settings = settings
        self._running: set[ModelServer] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._numbers = itertools.count(1)

    @property
    def running(self) -> list[ModelServer]:
        """The servers that were started and not stopped."""
        with self._lock:
            return list(self._running)

    def start(self, plan: ServerPlan) -> ModelServer:
        """Start the process for a plan; it is not healthy yet.

        Raises:
            ServingError: When the sandbox is stopping.
        """
        port = _free_port()
        log = self._log_file(plan)
        command = [
            *(sys.executable, "-I", _guard.__file__),
            *self.settings.command,
            *(str(plan.model_folder), "--port", str(port)),
        ]
        with self._lock:
            if self._closed:
                raise ServingError("the sandbox is stopping: no model server is started any more")
            with log.open("wb") as output:
                guard = subprocess.Popen(  # noqa: S603  the command is the sandbox's own setting
                    command,
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd=self.settings.working_folder,
                    env={**self.settings.environment, **dict(plan.environment)},
                )
            server = ModelServer(plan=plan, port=port, guard=guard, log=log)
            self._running.add(server)
        return server

    def start_healthy(self, plans: list[ServerPlan]) -> list[ModelServer]:
        """Start a server for each plan side by side and wait until all are healthy.

        Raises:
            ServingError: When one does not become healthy; then none of them is left running.
        """
        servers: list[ModelServer] = []
        try:
            servers.extend(self.start(plan) for plan in plans)
            for server in servers:
                own = server.plan.startup_seconds
                limit = self.settings.startup_seconds
                server.wait_until_healthy(seconds=limit if own is None else min(own, limit))
        except BaseException:
            self.stop(servers)
            raise
        return servers

    def stop(self, servers: list[ModelServer]) -> None:
        """Stop servers side by side; returns when all are gone."""
        threads = [threading.Thread(target=server.stop) for server in servers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self._lock:
            self._running.difference_update(servers)

    def stop_all(self) -> None:
        """Stop every server that runs."""
        self.stop(self.running)

    def close(self) -> None:
        """Stop every server and start none any more."""
        with self._lock:
            self._closed = True
        self.stop_all()

    def _log_file(self, plan: ServerPlan) -> Path:
        self.settings.logs.mkdir(parents=True, exist_ok=True)
        name = plan.endpoint.rpartition("/")[2]
        number = next(self._numbers)
        return (
            self.settings.logs / f"{name[:_NAMES_KEPT]}-{plan.variant}-{os.getpid()}-{number}.log"
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
