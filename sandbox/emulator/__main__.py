"""`python -m sandbox.emulator`: MiniStack with SageMaker, on the loopback interface only.

Started by the sandbox with the interpreter of MiniStack's virtual environment.
"""

import argparse
import asyncio
import contextlib
import fcntl
import json
import os
import shlex
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from sandbox.emulator.servers._plan import ServeSettings
from sandbox.emulator.servers._server import LOOPBACK

_WARM_OPERATIONS = (("sagemaker", "CreateModel"), ("application-autoscaling", "PutScalingPolicy"))


def main() -> int:
    """Serve until SIGTERM or, with `--lifeline`, until standard input closes."""
    arguments = _arguments()
    state: Path = arguments.state
    with _lock(state / "lock"), _listen(arguments.port) as listener:
        # MiniStack writes it into the URLs that it hands out.
        os.environ["GATEWAY_PORT"] = str(listener.getsockname()[1])
        asyncio.run(_serve(listener, state=state, arguments=arguments))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.emulator")
    parser.add_argument("--state", type=Path, required=True, help="the folder of the sandbox")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--serve-command", required=True, help="what serves a model directory")
    parser.add_argument("--startup-seconds", type=float, required=True, help="limit for /ping")
    parser.add_argument("--bake-seconds", type=float, default=2.0, help="limit for rollouts' waits")
    parser.add_argument("--stand-in", action="append", default=[], help="REPOSITORY=FOLDER")
    parser.add_argument("--lifeline", action="store_true", help="end when standard input closes")
    return parser.parse_args()


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[IO[str]]:
    """Hold the sandbox's lock for life: whoever finds it free knows that nothing runs."""
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit(
                f"a sandbox runs in {path.parent} already: stop it with `python -m sandbox down`"
            )
        yield handle


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", error)
        # What `up` shows of a log that ends with it.
        sys.exit(
            f"port {port} of {LOOPBACK} cannot be opened ({why}): name another one by --port, "
            "which another program or sandbox does not use; 0 takes any free one"
        )
    listener.listen(128)
    return listener


async def _serve(listener: socket.socket, *, state: Path, arguments: argparse.Namespace) -> None:
    # Imported when GATEWAY_PORT is set: MiniStack reads its environment at import.
    from sandbox.emulator._emulator import Emulator  # noqa: PLC0415  # after GATEWAY_PORT is set
    from sandbox.emulator.cloudformation._shapes import conform  # noqa: PLC0415  # likewise
    from sandbox.emulator.hooks._process import serve  # noqa: PLC0415  # likewise

    emulator = Emulator(
        settings=ServeSettings(
            command=tuple(shlex.split(arguments.serve_command)),
            working_folder=Path.cwd(),
            environment=os.environ
            | {"AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{listener.getsockname()[1]}"},
            logs=state / "logs" / "servers",
            startup_seconds=arguments.startup_seconds,
        ),
        models_folder=state / "models",
        bake_seconds=arguments.bake_seconds,
        stand_ins={
            repository: Path(folder)
            for repository, _, folder in (text.partition("=") for text in arguments.stand_in)
        },
    )
    emulator.plug_in()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if arguments.lifeline:
        _stop_at_end_of_input(loop, stop)

    background = [asyncio.create_task(emulator.flush_metrics_for_ever())]
    background += [
        asyncio.create_task(asyncio.to_thread(_warm, conform, *warm)) for warm in _WARM_OPERATIONS
    ]
    try:
        _announce(state, listener.getsockname()[1])
        await serve(emulator.application(), listener=listener, stop=stop.wait)
    finally:
        await asyncio.to_thread(emulator.close)
        (state / "endpoint.json").unlink(missing_ok=True)
        for task in background:
            task.cancel()


def _warm(conform: Any, service: str, operation: str) -> None:
    """Load AWS's service model before the first stack needs it."""
    with contextlib.suppress(Exception):  # it complains about the empty input, which is expected
        conform(service, operation, {})


def _announce(state: Path, port: int) -> None:
    """Tell where the emulator listens, atomically."""
    staging = state / ".endpoint.json"
    staging.write_text(json.dumps({"port": port, "pid": os.getpid()}) + "\n")
    staging.replace(state / "endpoint.json")


def _stop_at_end_of_input(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    def watch() -> None:
        while os.read(sys.stdin.fileno(), 1024):
            pass
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
