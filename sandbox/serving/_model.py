"""A model that is served: its workers and the queue before them."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from multiprocessing.context import ForkServerContext
from typing import TypeVar

from sandbox.serving._response import Response, refusal
from sandbox.serving._settings import Settings
from sandbox.serving._worker import ModelLoadError, Worker, WorkerDiedError

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Model:
    """Workers that have one model loaded, and the requests that wait for them.

    Args:
        name: Name of the model.
        folder: Absolute path of the unpacked model.tar.gz.
        settings: Number of workers, time limit, length of the queue.
        processes: Where worker processes come from.
    """

    def __init__(
        self, *, name: str, folder: str, settings: Settings, processes: ForkServerContext
    ) -> None:
        self.name = name
        self.folder = folder
        self._settings = settings
        self._processes = processes
        self._workers: set[Worker] = set()  # loading, idle or busy
        self._idle: asyncio.Queue[Worker | None] = asyncio.Queue()
        self._turns = asyncio.Lock()
        self._waiting = 0
        self._stopped = False
        self._replacements: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(
            max_workers=settings.workers, thread_name_prefix=f"model-{name}"
        )

    async def load(self) -> None:
        """Start the workers.

        Raises:
            ModelLoadError: One of them could not load the model.
        """
        await asyncio.gather(
            *(self._bring_up(self._new_worker()) for _ in range(self._settings.workers))
        )

    @property
    def is_healthy(self) -> bool:
        """Whether there is a worker, or one is being started."""
        return bool(self._workers)

    async def invoke(self, headers: Mapping[str, str], body: bytes) -> Response:
        """Have one request handled by the next free worker."""
        worker = await self._next_worker()
        while worker is not None and not worker.is_alive:  # killed from outside while it was idle
            self._replace(worker)
            worker = await self._next_worker()
        if worker is None:
            return refusal(
                HTTPStatus.SERVICE_UNAVAILABLE,
                kind="ServiceUnavailableException",
                message=f'Model "{self.name}" has no worker to serve inference request. '
                "Please use scale workers API to add workers.",
            )
        timeout = self._settings.response_timeout
        try:
            answer = await self._in_thread(lambda: worker.ask(headers, body, timeout=timeout))
        except WorkerDiedError as error:
            _log.warning("model %s: %s: another worker takes its place", self.name, error)
            self._replace(worker)
            return refusal(
                HTTPStatus.INTERNAL_SERVER_ERROR,
                kind="InternalServerException",
                message="Worker died.",
            )
        self._idle.put_nowait(worker)
        return answer

    def stop(self) -> None:
        """End all workers."""
        self._stopped = True
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.join(timeout=1)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _next_worker(self) -> Worker | None:
        """Wait for a worker; None when there is none, or when too many wait already."""
        if not self.is_healthy or self._waiting >= self._settings.queue_length:
            return None
        self._waiting += 1
        try:
            # A queue lets who comes overtake whom it has just woken; a lock keeps the order.
            async with self._turns:
                return await self._idle.get()
        finally:
            self._waiting -= 1

    def _new_worker(self) -> Worker:
        worker = Worker(self._processes, model_name=self.name, model_dir=self.folder)
        self._workers.add(worker)
        return worker

    async def _bring_up(self, worker: Worker) -> None:
        try:
            await self._in_thread(worker.start)
        except ModelLoadError:
            self._workers.discard(worker)
            raise
        self._idle.put_nowait(worker)

    def _replace(self, worker: Worker) -> None:
        worker.kill()
        self._workers.discard(worker)
        if self._stopped:
            return
        task = asyncio.ensure_future(self._bring_up_replacement(self._new_worker()))
        self._replacements.add(task)  # the loop itself keeps no hold on its tasks
        task.add_done_callback(self._replacements.discard)

    async def _bring_up_replacement(self, worker: Worker) -> None:
        """Start one more worker; tell those who wait if that was the last hope."""
        try:
            await self._bring_up(worker)
        except ModelLoadError as error:
            _log.error("model %s could not be loaded again: %s", self.name, error)
            if not self.is_healthy:
                for _ in range(self._waiting):
                    self._idle.put_nowait(None)

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)
