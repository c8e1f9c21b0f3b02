"""One model server: a real process."""

import contextlib
import http.client
import re
import subprocess
import time
from pathlib import Path

from sandbox.emulator.common._errors import ServingError
from sandbox.emulator.servers import _guard
from sandbox.emulator.servers._plan import ServerPlan

LOOPBACK = "127.0.0.1"
_PING_SECONDS = 2.0
_POLL_SECONDS = 0.05
_TRACED = re.compile(r'\s*File "(?P<file>.+)", line (?P<line>\d+)')


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
        last = f"{self._place(lines)}{lines[-1].strip()}" if lines else "nothing"
        # The first two sentences are SageMaker's; the rest is what CloudWatch would tell.
        return (
            f"The primary container for {self.plan.kind} {self.plan.variant} did not pass the "
            "ping health check. Please check CloudWatch logs for this endpoint. "
            f"(model server: {cause}; its log {self.log} ends with: {last})"
        )

    def _place(self, lines: list[str]) -> str:
        """Where in the model's own code it failed: a traceback's last line alone does not say."""
        for line in reversed(lines):
            found = _TRACED.match(line)
            path = Path(found["file"]) if found is not None else None
            if found is not None and path is not None and path.is_relative_to(self._code):
                return f"{path.relative_to(self._code)}:{found['line']}: "
        return ""

    @property
    def _code(self) -> Path:
        return self.plan.model_folder.resolve()

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
