"""Runs the model server from its start to its end."""

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path

from sandbox.serving._app import App
from sandbox.serving._lifetime import stop_with_parent
from sandbox.serving._model import Model
from sandbox.serving._settings import Settings
from sandbox.serving._worker import PRELOAD, ModelLoadError

HOST = "127.0.0.1"
SHUTDOWN_SECONDS = 5
_LONGEST_SOCKET_PATH = 103  # on macOS; Linux has room for four more

_log = logging.getLogger(__name__)


def run(model_dir: Path, settings: Settings) -> int:
    """Serve a model until SIGTERM, Ctrl-C or the end of the parent process.

    Args:
        model_dir: Folder of the unpacked model.tar.gz.
        settings: What the environment says.

    Returns:
        Exit code of the process: 1 when the model could not be loaded.

    Raises:
        OSError: The port is taken.
    """
    signal.signal(signal.SIGTERM, _leave)
    stop_with_parent()
    # asyncio turns Nagle's delay (40 ms an answer) off for sockets that say they are TCP.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, settings.port))
        processes = _start_fork_server()
        try:
            return asyncio.run(_serve(model_dir, settings, listener, processes))
        except KeyboardInterrupt:
            return 128 + signal.SIGINT
        finally:
            _end_fork_server()


def _leave(_signal: int, _frame: object) -> None:
    sys.exit(0)


def _start_fork_server() -> ForkServerContext:
    """Start the process that imports torch; it does so while this one goes on."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(PRELOAD)
    with _room_for_a_socket():
        forkserver.ensure_running()
    return processes


@contextlib.contextmanager
def _room_for_a_socket() -> Iterator[None]:
    """Have temporary files lie in a short path: that of a socket has at most 103 characters.

    The sandbox's lie below the project, wherever that is.
    """
    usual = tempfile.gettempdir()
    if len(usual) + len("/pymp-12345678/listener-12345678") > _LONGEST_SOCKET_PATH:
        tempfile.tempdir = "/tmp"  # noqa: S108  # multiprocessing makes a folder of its own in it
    try:
        yield
    finally:
        tempfile.tempdir = usual


def _end_fork_server() -> None:
    """End it now: by itself it would notice the end of this process, and tear torch down first."""
    # No public name leads to this process; without the private one it ends a moment later.
    pid: int | None = getattr(forkserver._forkserver, "_forkserver_pid", None)  # noqa: SLF001  # nothing public tells the id
    if pid is not None:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


async def _serve(
    model_dir: Path, settings: Settings, listener: socket.socket, processes: ForkServerContext
) -> int:
    import uvicorn  # noqa: PLC0415  # imported while the fork server imports torch

    model = Model(
        name="model", folder=str(model_dir.resolve()), settings=settings, processes=processes
    )
    app = App(models={model.name: model}, max_request_bytes=settings.max_request_bytes)
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    try:
        await model.load()
        listener.listen(config.backlog)
        port = listener.getsockname()[1]
        _log.info("serving %s on http://%s:%s", model.folder, HOST, port)
        await uvicorn.Server(config).serve(sockets=[listener])
    except ModelLoadError as error:
        _log.error("%s could not be loaded\n%s", model.folder, error)
        return 1
    finally:
        model.stop()
    return 0
