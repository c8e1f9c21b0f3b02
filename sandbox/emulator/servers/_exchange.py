"""One request to a model server, and what came back."""

import http.client
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._reply import Reply
from sandbox.emulator.common._store import Scope
from sandbox.emulator.servers._server import LOOPBACK, ModelServer

# A container has 60 seconds to answer:
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
MODEL_SECONDS = 60.0
SAGEMAKER = "x-amzn-sagemaker-"

_FORWARDED = ("content-type", "accept")
# What leads a request to its server is SageMaker's own matter.
_ROUTING = frozenset({f"{SAGEMAKER}target-variant", f"{SAGEMAKER}inference-component"})
_FIRST_FAILURE = 400
_CLIENT_FAMILY = 4
_TIMED_OUT = (
    "Your invocation timed out while waiting for a response from container primary. Review the "
    "latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a model server gets: the body and the headers that SageMaker passes on."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def passed_on(cls, headers: Mapping[str, str], body: bytes) -> "Request":
        """The request with content type, accept and SageMaker's own headers, and no others."""
        kept = {
            name: value
            for name, value in headers.items()
            if name in _FORWARDED or (name.startswith(SAGEMAKER) and name not in _ROUTING)
        }
        return cls(body=body, headers=kept)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a model server answered.

    Attributes:
        status: The HTTP status; 0 when it did not answer in time.
        headers: The headers, names in lower case.
        body: The body, or why there is none.
        seconds: How long it took.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether SageMaker tells the caller of a `ModelError`."""
        return self.status == 0 or self.status >= _FIRST_FAILURE

    @property
    def content_type(self) -> str:
        """What it says that it is."""
        return self.headers.get("content-type", "application/octet-stream")


def ask(
    server: ModelServer | None, request: Request, *, name: str, seconds: float = MODEL_SECONDS
) -> Answer | None:
    """Have a server answer; None when it takes no connections: an update may have taken it away.

    Args:
        server: The server; None when there is none yet or any more.
        request: What it gets.
        name: Whose server it is, for the reason of a failure.
        seconds: How long it may take.
    """
    started = time.perf_counter()
    headers: Mapping[str, str] = {}
    try:
        if server is None:
            return None
        status, headers, body = _post(server, request, seconds)
    except ConnectionRefusedError:
        return None
    except TimeoutError:
        status, body = 0, _TIMED_OUT.encode()
    except (OSError, http.client.HTTPException) as error:
        status, body = 502, f"the server of {name} hung up: {error}".encode()
    seconds_taken = time.perf_counter() - started
    return Answer(status=status, headers=headers, body=body, seconds=seconds_taken)


def ask_for_stream(
    server: ModelServer | None, request: Request, *, name: str
) -> http.client.HTTPResponse | Answer:
    """Have a server begin to answer, and leave the rest to be read as it comes.

    Returns:
        The answer that has begun, which whoever reads it closes; a whole one when it failed.
    """
    if server is None:
        return not_running(name)
    started = time.perf_counter()
    connection = http.client.HTTPConnection(LOOPBACK, server.port, timeout=MODEL_SECONDS)
    try:
        connection.request("POST", "/invocations", body=request.body, headers=request.headers)
        response = connection.getresponse()
        if response.status < _FIRST_FAILURE:
            return response
        status, body = response.status, response.read()
    except ConnectionRefusedError:
        return not_running(name)
    except TimeoutError:
        status, body = 0, _TIMED_OUT.encode()
    except (OSError, http.client.HTTPException) as error:
        status, body = 502, f"the server of {name} hung up: {error}".encode()
    connection.close()
    return Answer(status=status, headers={}, body=body, seconds=time.perf_counter() - started)


def not_running(name: str) -> Answer:
    """What stands for the answer of a server that is gone."""
    body = f"the server of {name} is not running".encode()
    return Answer(status=503, headers={}, body=body, seconds=0.0)


def ask_and_drop(server: ModelServer | None, request: Request, *, name: str) -> None:
    """Send a copy of a request; neither its answer nor its failure reaches anybody."""
    arguments = {"name": name}
    threading.Thread(target=ask, args=(server, request), kwargs=arguments, daemon=True).start()


def _post(server: ModelServer, request: Request, seconds: float) -> Reply:
    connection = http.client.HTTPConnection(LOOPBACK, server.port, timeout=seconds)
    try:
        connection.request("POST", "/invocations", body=request.body, headers=request.headers)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read()
    finally:
        connection.close()


def model_error(scope: Scope, group: str, answer: Answer) -> AwsError:
    """The `ModelError` that tells of a failure.

    Args:
        scope: The account and region of the endpoint.
        group: The log group of the container.
        answer: What the container answered.
    """
    text = answer.body.decode(errors="replace")
    side = "client" if answer.status // 100 == _CLIENT_FAMILY else "server"
    console = (
        f"https://{scope.region}.console.aws.amazon.com/cloudwatch/home?region={scope.region}"
        f"#logEventViewer:group={group}"
    )
    return AwsError(
        f'Received {side} error ({answer.status}) from primary with message "{text}". '
        f"See {console} in account {scope.account} for more information.",
        code="ModelError",
        status=424,
        details={
            "OriginalStatusCode": answer.status,
            "OriginalMessage": text,
            "LogStreamArn": scope.arn("logs", f"log-group:{group}"),
        },
    )
