"""The artifacts behind a multi-model container, each with a process of its own once it is asked.

https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoints.html
"""

import threading
from collections.abc import Callable

from sandbox.emulator.servers._plan import ServerPlan
from sandbox.emulator.servers._server import ModelServer


class ManyModels:
    """Starts a server for each artifact when the first request names it.

    Nothing is unloaded: memory is what this computer has.

    Args:
        plan: What serves the artifact of that name; raises `ServingError` when there is none.
        start: Starts a healthy server.
    """

    def __init__(
        self, *, plan: Callable[[str], ServerPlan], start: Callable[[ServerPlan], ModelServer]
    ) -> None:
        self._plan = plan
        self._start = start
        self._loaded: dict[str, ModelServer] = {}
        self._lock = threading.Lock()

    @property
    def servers(self) -> list[ModelServer]:
        """The processes of the artifacts that were asked."""
        return list(self._loaded.values())

    def server_of(self, name: str) -> ModelServer:
        """The process of an artifact; the first request of it waits until it is loaded.

        Raises:
            ServingError: When there is no such artifact, or it cannot be loaded.
        """
        with self._lock:
            server = self._loaded.get(name)
            if server is None or not server.alive:
                server = self._loaded[name] = self._start(self._plan(name))
            return server
