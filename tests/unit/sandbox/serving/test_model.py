"""Requests wait for a worker in the order they came."""

from __future__ import annotations

import asyncio
import multiprocessing

from sandbox.serving._model import Model
from sandbox.serving._settings import Settings
from sandbox.serving._worker import Worker


def test_who_comes_does_not_overtake_who_was_woken() -> None:
    processes = multiprocessing.get_context("forkserver")
    worker = Worker(processes, model_name="model", model_dir="never loaded")

    async def order_of_service() -> list[str]:
        model = Model(name="model", folder="", settings=Settings(), processes=processes)
        model._workers.add(worker)
        served: list[str] = []

        async def ask(name: str) -> None:
            await model._next_worker()
            served.append(name)

        first = asyncio.ensure_future(ask("first"))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(ask("second"))  # runs before the first hears of the worker
        model._idle.put_nowait(worker)
        await asyncio.sleep(0.01)
        model._idle.put_nowait(worker)
        await asyncio.gather(first, second)
        return served

    assert asyncio.run(order_of_service()) == ["first", "second"]
