"""All model servers: one for each variant and each inference component."""

import itertools
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from sandbox.emulator.common._errors import ServingError
from sandbox.emulator.servers import _guard
from sandbox.emulator.servers._plan import ServerPlan, ServeSettings
from sandbox.emulator.servers._server import LOOPBACK, ModelServer

_NAMES_KEPT = 60


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
                guard = subprocess.Popen(  # noqa: S603  # the command is the sandbox's own setting
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
