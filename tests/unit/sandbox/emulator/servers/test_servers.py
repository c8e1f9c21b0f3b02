"""Model servers as processes: none is left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.emulator.common._errors import ServingError
from sandbox.emulator.servers import _guard
from sandbox.emulator.servers._plan import ServerPlan, ServeSettings
from sandbox.emulator.servers._servers import ModelServers


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.02)


def _plan(folder: Path, **behaviour: str) -> ServerPlan:
    folder.mkdir(exist_ok=True)
    (folder / "model.json").write_text(json.dumps({"name": "m", **behaviour}))
    return ServerPlan(endpoint="111111111111/eu-west-1/demand", variant="v", model_folder=folder)


def test_container_sees_its_variables(servers: ModelServers, tmp_path: Path) -> None:
    plan = _plan(tmp_path / "m")
    plan = ServerPlan(
        endpoint=plan.endpoint,
        variant="v",
        model_folder=plan.model_folder,
        environment=(("PYTHONWARNINGS", "error::NoSuchCategory"),),  # told on standard error
    )

    [server] = servers.start_healthy([plan])

    assert "NoSuchCategory" in server.log.read_text()


def test_server_that_fails_in_the_models_code_is_told_with_the_place(tmp_path: Path) -> None:
    model = tmp_path / "model"
    code = model / "code" / "inference.py"
    code.parent.mkdir(parents=True)
    code.write_text("import json\njson.loads('')\n")
    settings = ServeSettings(
        command=(sys.executable, "-S", "-c", f"import runpy; runpy.run_path({str(code)!r})"),
        working_folder=tmp_path,
        environment={},
        logs=tmp_path / "logs",
    )
    servers = ModelServers(settings)

    with pytest.raises(
        ServingError, match=r"ends with: code/inference\.py:2: json\.decoder\.JSONDecodeError: "
    ):
        servers.start_healthy([ServerPlan(endpoint="e", variant="v", model_folder=model)])


def test_one_sick_server_takes_the_healthy_ones_down_with_it(
    servers: ModelServers, tmp_path: Path
) -> None:
    good, bad = _plan(tmp_path / "good"), _plan(tmp_path / "bad", start="fail")

    with pytest.raises(ServingError, match="production variant v did not pass the ping"):
        servers.start_healthy([good, bad])

    assert servers.running == []


def test_closed_sandbox_starts_no_server_any_more(servers: ModelServers, tmp_path: Path) -> None:
    servers.close()

    with pytest.raises(ServingError, match="the sandbox is stopping"):
        servers.start(_plan(tmp_path / "m"))


WORKER_TREE = """
import os, subprocess, sys, time
worker = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
print(os.getpid(), worker.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("end", ["close the pipe", "kill the holder"])
def test_server_and_its_workers_end_with_whoever_started_them(end: str) -> None:
    command = [sys.executable, "-S", "-c", WORKER_TREE]
    # The holder of the pipe is a process of its own, so that it can be killed like the emulator.
    holder_code = (
        "import subprocess, sys\n"
        f"guard = subprocess.Popen([sys.executable, '-I', {_guard.__file__!r}, *{command!r}],"
        " stdin=subprocess.PIPE)\n"
        "sys.stdin.read()\n"
        "guard.stdin.close()\n"
        "guard.wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-S", "-c", holder_code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        pids = [int(word) for word in holder.stdout.readline().split()]
        assert all(map(_alive, pids))

        if end == "kill the holder":
            holder.send_signal(signal.SIGKILL)
        holder.stdin.close()

        _wait_until(lambda: not any(map(_alive, pids)))


def test_server_that_ignores_sigterm_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('deaf', flush=True); time.sleep(60)"
    )
    guard_code = (
        f"import runpy, sys; sys.argv = ['guard', sys.executable, '-S', '-c', {code!r}];"
        f"source = open({_guard.__file__!r}).read().replace('GRACE_SECONDS = 5.0',"
        " 'GRACE_SECONDS = 0.2'); exec(compile(source, 'guard', 'exec'))"
    )
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    with subprocess.Popen(
        [sys.executable, "-S", "-c", guard_code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as guard:
        assert guard.stdin is not None
        assert guard.stdout is not None
        assert guard.stdout.readline() == b"deaf\n"

        guard.stdin.close()

        assert guard.wait(10) == 128 + signal.SIGKILL


def test_end_of_the_server_is_the_end_of_the_guard() -> None:
    server = [sys.executable, "-S", "-c", "raise SystemExit(3)"]

    with subprocess.Popen(
        [sys.executable, "-I", _guard.__file__, *server], stdin=subprocess.PIPE
    ) as guard:
        assert guard.wait(10) == 3
