"""The model server as its callers meet it: a process that is started, asked and stopped."""

import contextlib
import http.client
import importlib
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).parents[4]
NLINEAR = ROOT / "model_code" / "nlinear"
JSON = {"Content-Type": "application/json"}

PLAYGROUND = """
import importlib.util, json, os, sys, time

def model_fn(model_dir):
    if os.path.exists(os.path.join(model_dir, "refuse")):
        raise RuntimeError("this model loads only once")
    return None

def input_fn(body, content_type):
    return json.loads(body)

def predict_fn(ask, model, context):
    do = ask["do"]
    if do == "_exit": os._exit(3)
    if do == "sys.exit": sys.exit(3)
    if do == "raise": raise RuntimeError("planted")
    if do == "none": return None
    if do == "bytes": return b"\\x00\\xff"
    if do == "object": return object()
    if do == "environment": return os.environ.get(ask["name"], "")
    if do == "importable": return str(importlib.util.find_spec(ask["name"]) is not None)
    if do == "attributes":
        name = "X-Amzn-SageMaker-Custom-Attributes"
        context.set_response_header(0, name, context.get_request_header(0, name).upper())
    if do == "touch": open(ask["path"], "w").close()
    start = time.monotonic()
    time.sleep(ask.get("seconds", 0))
    return {"pid": os.getpid(), "start": start, "end": time.monotonic()}

def output_fn(prediction, accept):
    return prediction
"""


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content_type(self) -> str | None:
        return self.headers.get("content-type")

    @property
    def value(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Server:
    process: "subprocess.Popen[bytes]"
    port: int

    def call(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = {}
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            content = response.read()
        lower = {name.lower(): value for name, value in response.getheaders()}
        return Answer(status=response.status, headers=lower, body=content)

    def invoke(self, body: str | bytes, headers: Mapping[str, str] = JSON) -> Answer:
        content = body.encode() if isinstance(body, str) else body
        return self.call("POST", "/invocations", content, headers)

    def ask(self, do: str, headers: Mapping[str, str] = {}, **values: Any) -> Answer:
        return self.invoke(json.dumps({"do": do, **values}), {**JSON, **headers})


def command(folder: Path, port: int = 0) -> list[str]:
    return [sys.executable, "-m", "sandbox.serving", str(folder), "--port", str(port)]


def environment(**variables: str) -> dict[str, str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SAGEMAKER_", "TS_", "FORECAST_"))
    }
    return {**inherited, **variables}


@contextlib.contextmanager
def started(
    folder: Path, argv: list[str] | None = None, /, **variables: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a server in a process group of its own; whatever is left of it at the end is killed."""
    with (
        (folder / "stderr").open("wb") as stderr,
        subprocess.Popen(
            argv if argv is not None else command(folder),
            cwd=ROOT,
            env=environment(**variables),
            stderr=stderr,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            kill_group(process.pid)


@contextlib.contextmanager
def serving(folder: Path, **variables: str) -> Iterator[Server]:
    with started(folder, **variables) as process:
        yield Server(process=process, port=announced_port(folder, process))


def announced_port(folder: Path, process: "subprocess.Popen[bytes]") -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        said = (folder / "stderr").read_text()
        if match := re.search(r"^serving .* on http://127\.0\.0\.1:(\d+)$", said, re.MULTILINE):
            return int(match[1])
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise AssertionError(f"the server did not start: {(folder / 'stderr').read_text()}")


def group_members(group: int) -> list[int]:
    members = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process.pid)
    return members


def kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def is_emptied(group: int, *, within: float) -> bool:
    deadline = time.monotonic() + within
    while group_members(group):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def pack(source: Path, folder: Path) -> Path:
    """Lay a folder of model code out as its model.tar.gz unpacks."""
    (folder / "code").mkdir(parents=True)
    for name in ("inference.py", "net.py"):
        shutil.copy(source / name, folder / "code")
    for name in ("config.json", "model.pth"):
        shutil.copy(source / name, folder)
    return folder


def write_model(folder: Path, inference: str) -> Path:
    (folder / "code").mkdir(parents=True)
    (folder / "code" / "inference.py").write_text(inference)
    return folder


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pack(NLINEAR, tmp_path_factory.mktemp("model") / "nlinear")


@pytest.fixture(scope="module")
def forecaster(packed: Path) -> Iterator[Server]:
    with serving(packed) as server:
        yield server


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two workers, two places in the queue, two seconds to answer."""
    folder = write_model(tmp_path_factory.mktemp("model") / "playground", PLAYGROUND)
    with serving(
        folder,
        SAGEMAKER_MODEL_SERVER_WORKERS="2",
        SAGEMAKER_MODEL_SERVER_TIMEOUT="2",
        TS_JOB_QUEUE_SIZE="2",
        FORECAST_HORIZON="24",
    ) as server:
        yield server


@pytest.fixture
def handlers(packed: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(packed / "code")
    yield importlib.import_module("inference")
    for name in ("inference", "net"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def sample() -> str:
    return (NLINEAR / "sample.json").read_text()


def test_ping_is_healthy(forecaster: Server) -> None:
    answer = forecaster.call("GET", "/ping")

    assert answer.status == 200
    assert answer.content_type == "application/json"
    assert answer.value == {"status": "Healthy"}


@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_a_forecast_is_what_the_handlers_give(
    forecaster: Server, handlers: ModuleType, packed: Path, sample: str, accept: str
) -> None:
    answer = forecaster.invoke(sample, {**JSON, "Accept": accept})

    model = handlers.model_fn(str(packed))
    series = handlers.input_fn(sample, "application/json")
    body, content_type = handlers.output_fn(handlers.predict_fn(series, model), accept)
    assert answer.status == 200
    assert answer.content_type == content_type == accept
    assert answer.body.decode() == body


@pytest.mark.parametrize(
    ("headers", "body", "refused"),
    [
        (JSON, "{oops", (400, "the body is not JSON")),
        (JSON, '{"instances": [[1, 2]]}', (400, "series 0 has 2 values")),
        ({"Content-Type": "text/csv"}, "a,b", (400, "line 1, column 1: 'a' is not a number")),
        ({"Content-Type": "image/png"}, "", (415, "content type 'image/png' is not supported")),
        ({}, "{}", (415, "content type None is not supported")),
        ({**JSON, "Accept": "image/png"}, None, (406, "cannot answer as 'image/png'")),
    ],
)
def test_what_the_handlers_refuse_arrives_with_their_status_and_no_content_type(
    forecaster: Server,
    sample: str,
    headers: dict[str, str],
    body: str | None,
    refused: tuple[int, str],
) -> None:
    answer = forecaster.invoke(body if body is not None else sample, headers)

    status, first_line = refused
    assert answer.status == status
    assert answer.body.decode().startswith(first_line)
    assert answer.content_type is None


@pytest.mark.parametrize("accept", [{}, {"Accept": "*/*"}])
@pytest.mark.parametrize("charset", ["", "; charset=utf-8"])
def test_json_with_a_charset_and_no_wish_for_an_answer_is_served(
    forecaster: Server, sample: str, accept: dict[str, str], charset: str
) -> None:
    answer = forecaster.invoke(sample, {"Content-Type": f"application/json{charset}", **accept})

    assert (answer.status, answer.content_type) == (200, "application/json")


def test_an_answer_does_not_wait_for_delayed_acknowledgements(forecaster: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", forecaster.port, timeout=60)
    seconds = []
    with contextlib.closing(connection):
        for _ in range(31):
            start = time.perf_counter()
            connection.request("POST", "/invocations", b"{}", dict(JSON))
            connection.getresponse().read()
            seconds.append(time.perf_counter() - start)

    assert statistics.median(seconds) < 0.03  # Nagle's algorithm would cost 0.04 each


def test_an_unknown_path_is_a_404_and_methods_do_not_matter(forecaster: Server) -> None:
    unknown = forecaster.call("GET", "/models")
    ping = forecaster.call("POST", "/ping", b"")
    invocation = forecaster.call("GET", "/invocations")

    assert (unknown.status, unknown.value["type"]) == (404, "ResourceNotFoundException")
    assert ping.status == 200
    assert invocation.status == 415  # it reached the handlers


@pytest.mark.parametrize(("size", "status"), [(6_553_500, 400), (6_553_501, 413)])
def test_a_body_may_have_6553500_bytes_and_no_more(
    forecaster: Server, sample: str, size: int, status: int
) -> None:
    answer = forecaster.invoke(b" " * size)

    assert answer.status == status
    assert (b"TS_MAX_REQUEST_SIZE" in answer.body) == (status == 413)
    assert forecaster.invoke(sample).status == 200


def test_the_environment_reaches_model_code_and_the_checkout_does_not(playground: Server) -> None:
    horizon = playground.ask("environment", name="FORECAST_HORIZON")
    toolkit = playground.ask("importable", name="sagemaker_inference")
    checkout = playground.ask("importable", name="stacks")

    assert (ROOT / "stacks").is_dir()
    assert horizon.body == b"24"
    assert toolkit.body == b"True"
    assert checkout.body == b"False"


def test_handlers_read_request_headers_and_set_response_headers(playground: Server) -> None:
    answer = playground.ask("attributes", {"X-AMZN-sagemaker-custom-attributes": "trace=1"})

    assert answer.headers["x-amzn-sagemaker-custom-attributes"] == "TRACE=1"


def test_what_output_fn_returns_is_encoded_as_torchserve_does(playground: Server) -> None:
    nothing = playground.ask("none")
    raw = playground.ask("bytes")
    unknown = playground.ask("object")

    assert (nothing.status, nothing.body) == (200, b"null")
    assert (raw.status, raw.body) == (200, b"\x00\xff")
    assert (unknown.status, unknown.value["message"]) == (
        503,
        "Unsupported model output data type.",
    )


def test_an_exception_of_the_model_is_a_500_with_its_traceback(playground: Server) -> None:
    before = playground.ask("raise")

    assert before.status == 500
    assert before.body.startswith(b"planted\nTraceback (most recent call last)")
    assert before.content_type is None


@pytest.mark.parametrize("crash", [{"do": "_exit"}, {"do": "sys.exit"}, {"do": "wait"}])
def test_a_worker_that_dies_or_takes_too_long_is_replaced(
    playground: Server, crash: dict[str, Any]
) -> None:
    answer = playground.ask(**crash, seconds=30)

    after = [playground.ask("wait").status for _ in range(4)]
    assert answer.status == 500
    assert answer.content_type == "application/json"
    assert answer.value == {
        "code": 500,
        "type": "InternalServerException",
        "message": "Worker died.",
    }
    assert after == [200] * 4


def test_a_worker_that_was_killed_while_idle_costs_nobody_an_answer(playground: Server) -> None:
    pid = playground.ask("wait").value["pid"]
    os.kill(pid, signal.SIGKILL)
    while psutil.pid_exists(pid):
        time.sleep(0.01)

    answers = [playground.ask("wait") for _ in range(4)]

    assert [answer.status for answer in answers] == [200] * 4
    assert pid not in {answer.value["pid"] for answer in answers}


def test_each_worker_takes_one_request_at_a_time_and_a_full_queue_turns_away(
    playground: Server,
) -> None:
    wait_for_two_workers(playground)

    with ThreadPoolExecutor(5) as callers:
        answers = list(callers.map(lambda _: playground.ask("wait", seconds=0.7), range(5)))

    served = [answer.value for answer in answers if answer.status == 200]
    (turned_away,) = [answer for answer in answers if answer.status != 200]
    by_worker: dict[int, list[tuple[float, float]]] = {}
    for value in served:
        by_worker.setdefault(value["pid"], []).append((value["start"], value["end"]))
    assert [len(spans) for spans in by_worker.values()] == [2, 2]
    for spans in by_worker.values():
        assert all(first[1] <= second[0] for first, second in pairwise(sorted(spans)))
    assert turned_away.status == 503
    assert turned_away.value["type"] == "ServiceUnavailableException"


def test_long_path_of_temporary_files_leaves_room_for_a_socket(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", PLAYGROUND)
    temporary = tmp_path / ("long" * 20)
    temporary.mkdir()

    with serving(folder, TMPDIR=str(temporary)) as server:
        answer = server.ask("none")

    assert answer.status == 200


@pytest.mark.parametrize(
    ("model_fn", "said"),
    [
        ("raise RuntimeError('no weights here')", "RuntimeError: no weights here"),
        ("sys.exit('gone')", "SystemExit: gone"),
        ("os._exit(3)", "the worker ended with exit code"),
    ],
)
def test_a_model_that_cannot_load_ends_the_server_with_its_traceback(
    tmp_path: Path, model_fn: str, said: str
) -> None:
    folder = write_model(tmp_path / "model", f"import os, sys\ndef model_fn(d): {model_fn}\n")

    with started(folder) as process:
        code = process.wait(timeout=60)

        stderr = (folder / "stderr").read_text()
        assert code == 1
        assert f"{folder} could not be loaded" in stderr
        assert said in stderr
        assert "http://127.0.0.1" not in stderr
        assert is_emptied(process.pid, within=5)


def test_a_model_that_loads_only_once_leaves_a_server_that_says_so(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", PLAYGROUND)

    with serving(folder) as server:
        (folder / "refuse").touch()
        died = server.ask("_exit")
        with ThreadPoolExecutor(2) as callers:
            waited = list(callers.map(lambda _: server.ask("wait").status, range(2)))
        ping = server.call("GET", "/ping")

        assert died.status == 500
        assert waited == [503, 503]
        assert (ping.status, ping.value) == (500, {"status": "Unhealthy"})
        assert "RuntimeError: this model loads only once" in (folder / "stderr").read_text()


def test_sigterm_ends_the_server_and_all_its_processes(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", PLAYGROUND)
    with serving(folder) as server:
        assert len(group_members(server.process.pid)) >= 3  # server, fork server, worker

        server.process.terminate()

        assert server.process.wait(timeout=10) == 0
        assert is_emptied(server.process.pid, within=5)


def test_sigterm_ends_a_server_whose_model_is_still_loading(tmp_path: Path) -> None:
    loading = "from pathlib import Path\nimport time\n"
    loading += "def model_fn(d):\n    Path(d, 'loading').touch()\n    time.sleep(600)\n"
    folder = write_model(tmp_path / "model", loading)
    with started(folder) as process:
        wait_for(folder / "loading")

        process.terminate()

        assert process.wait(timeout=10) == 0
        assert is_emptied(process.pid, within=5)


def test_nothing_outlives_a_server_that_is_killed_not_even_a_busy_worker(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", PLAYGROUND)
    with serving(folder) as server, ThreadPoolExecutor(1) as caller:
        busy = tmp_path / "busy"
        asked = caller.submit(server.ask, "touch", path=str(busy), seconds=50)
        wait_for(busy)

        server.process.kill()

        assert isinstance(asked.exception(timeout=10), OSError)  # the connection was cut
        assert is_emptied(server.process.pid, within=10)


def test_nothing_outlives_the_process_that_started_the_server(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", PLAYGROUND)
    starter = f"import subprocess, time; subprocess.Popen({command(folder)!r}); time.sleep(600)"
    with started(folder, [sys.executable, "-c", starter]) as parent:
        announced_port(folder, parent)

        parent.kill()

        assert is_emptied(parent.pid, within=10)


def test_a_port_that_is_taken_is_told_before_the_model_is_loaded(packed: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        stderr = usage_error(command(packed, taken.getsockname()[1]))

    assert "Address already in use" in stderr


def test_a_folder_that_does_not_exist_and_a_wrong_variable_are_told(
    packed: Path, tmp_path: Path
) -> None:
    nowhere = usage_error(command(tmp_path / "nowhere"))
    many = usage_error(command(packed), SAGEMAKER_MODEL_SERVER_WORKERS="many")

    assert "MODEL_DIR must be a folder" in nowhere
    assert "SAGEMAKER_MODEL_SERVER_WORKERS must be a whole number" in many


def usage_error(argv: list[str], **variables: str) -> str:
    ended = subprocess.run(
        argv,
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == 2
    return ended.stderr


def wait_for_two_workers(server: Server) -> None:
    deadline = time.monotonic() + 60
    with ThreadPoolExecutor(2) as callers:
        while (
            len({*callers.map(lambda _: server.ask("wait", seconds=0.1).value["pid"], range(2))})
            < 2
        ):
            assert time.monotonic() < deadline, "there is one worker only"


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} did not appear"
        time.sleep(0.02)
