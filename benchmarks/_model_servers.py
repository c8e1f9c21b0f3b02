"""Starts the servers that are compared, each with the same model code and as many workers."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from benchmarks._places import ROOT, python_of

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKERS = 2
_START_SECONDS = 120
_HANDLER = "sagemaker_pytorch_serving_container/handler_service.py"
# https://pytorch.org/serve/configuration.html; the last four as in the toolkit's own file.
_PROPERTIES = """\
inference_address=http://127.0.0.1:{inference}
management_address=http://127.0.0.1:{management}
metrics_address=http://127.0.0.1:{metrics}
grpc_inference_port={grpc_inference}
grpc_management_port={grpc_management}
default_workers_per_model={workers}
disable_token_authorization=true
decode_input_request=false
enable_envvars_config=false
load_models=ALL
vmargs=-XX:-UseContainerSupport -Djava.io.tmpdir={temporary}
"""


def lay_out(model: Path, folder: Path) -> Path:
    """Lay model code out as its model.tar.gz unpacks."""
    code = folder / "code"
    code.mkdir(parents=True)
    for file in model.glob("*.py"):
        shutil.copy(file, code)
    for name in ("config.json", "model.pth"):
        shutil.copy(model / name, folder)
    return folder


@contextlib.contextmanager
def sandbox(model: Path) -> Iterator[tuple[int, psutil.Process]]:
    """The sandbox's model server; its port and its process."""
    (port,) = _free_ports(1)
    command = [sys.executable, "-m", "sandbox.serving", str(model)]
    options = ["--port", str(port), "--workers", str(WORKERS)]
    with _running([*command, *options], {}, port) as process:
        yield port, process


@contextlib.contextmanager
def torchserve(model: Path, folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    """TorchServe with the handler of AWS's PyTorch image; its port and its process."""
    python = Path(python_of("torchserve"))
    site = _share_packages(python)
    store = folder / "store"
    for each in (store, folder / "tmp"):
        each.mkdir()
    archiver = [python.with_name("torch-model-archiver"), "--model-name", "model", "--version", "1"]
    content = ["--handler", site / _HANDLER, "--extra-files", model, "--export-path", store]
    command = [str(part) for part in (*archiver, *content)]
    subprocess.run(command, check=True, cwd=folder)  # noqa: S603  # ourselves
    ports = _free_ports(5)
    names = ("inference", "management", "metrics", "grpc_inference", "grpc_management")
    properties = folder / "ts.properties"
    properties.write_text(
        _PROPERTIES.format(
            **dict(zip(names, ports, strict=True)), workers=WORKERS, temporary=folder / "tmp"
        )
    )
    serve = [str(python.with_name("torchserve")), "--foreground", "--start", "--ncs"]
    options = ["--model-store", store, "--ts-config", properties, "--models", "model.mar"]
    # Its pid file and its sockets would be in the way of another one's.
    variables = {
        "TMPDIR": str(folder / "tmp"),
        "PATH": f"{python.parent}:{os.environ['PATH']}",
        "SAGEMAKER_BASE_DIR": str(folder),
        "PYTHONPATH": str(model / "code"),
        "LOG_LOCATION": str(folder / "logs"),
        "METRICS_LOCATION": str(folder / "logs"),
    }
    with _running([*serve, *map(str, options)], variables, ports[0], folder) as process:
        yield ports[0], process


def has_java() -> bool:
    """Whether TorchServe could start."""
    return shutil.which("java") is not None


def cpu_seconds(process: psutil.Process) -> float:
    """Of a process and those that it started."""
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return float(sum(each.user + each.system for each in times))


def memory_mb(process: psutil.Process) -> float:
    """Of a process and those that it started; what they share counts once."""
    processes = (process, *process.children(recursive=True))
    memories = (each.memory_full_info() for each in processes)
    # Linux alone tells what a process's share of shared pages is.
    return float(sum(getattr(each, "pss", each.uss) for each in memories)) / 1024**2


def _share_packages(python: Path) -> Path:
    """Let the virtual environment see torch and the toolkit of the project; where they are."""
    project = next((ROOT / ".venv" / "lib").glob("python3*/site-packages"))
    own = next((python.parents[1] / "lib").glob("python3*/site-packages"))
    (own / "project.pth").write_text(f"{project}\n")
    return project


@contextlib.contextmanager
def _running(
    command: list[str], variables: dict[str, str], port: int, cwd: Path = ROOT
) -> Iterator[psutil.Process]:
    environment = {**os.environ, "FORECAST_HORIZON": "48", **variables}
    log = subprocess.DEVNULL
    with subprocess.Popen(  # noqa: S603  # ourselves
        command, cwd=cwd, env=environment, stdout=log, stderr=log
    ) as server:
        process = psutil.Process(server.pid)
        try:
            _wait_until_it_answers(port, server)
            yield process
        finally:
            for each in (*process.children(recursive=True), process):
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.terminate()
            server.wait()


def _wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    """Ask for a forecast: TorchServe's /ping says that it is healthy before its workers are."""
    body = (ROOT / "model_code" / "nlinear" / "sample.json").read_bytes()
    question = urllib.request.Request(
        f"http://127.0.0.1:{port}/invocations", body, {"Content-Type": "application/json"}
    )
    end = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(question, timeout=5):  # noqa: S310  # our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"{server.args!r} gave no forecast within {_START_SECONDS} s")


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
