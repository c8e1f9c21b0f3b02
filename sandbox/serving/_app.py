"""The HTTP face of the model server, as an ASGI application."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sandbox.serving._model import Model
from sandbox.serving._response import Response, as_json, refusal

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One HTTP request, read whole."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class App:
    """Routes requests to models.

    Args:
        models: Served models by name. A single-model container serves ``model``.
        max_request_bytes: Larger bodies are answered with 413.
    """

    def __init__(self, *, models: Mapping[str, Model], max_request_bytes: int) -> None:
        self._models = models
        self._max_request_bytes = max_request_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError(f"only http is served, got {scope['type']}")
        body = await self._read_body(receive)
        if body is None:
            answer = self._too_large()
        else:
            answer = await self._route(_request(scope, body))
        headers = {**answer.headers, "content-length": str(len(answer.body))}
        await send(
            {
                "type": "http.response.start",
                "status": answer.status,
                "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()],
            }
        )
        await send({"type": "http.response.body", "body": answer.body})

    async def _read_body(self, receive: Receive) -> bytes | None:
        """Read the body to its end; None when it is too large.

        What is too much is read but not kept: a client that still sends would not see the answer.
        """
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            part = message.get("body", b"")
            size += len(part)
            if size <= self._max_request_bytes:
                parts.append(part)
            more = message.get("more_body", False)
        return b"".join(parts) if size <= self._max_request_bytes else None

    async def _route(self, request: Request) -> Response:
        # TorchServe answers /ping and /invocations to every method.
        match request.path.strip("/").split("/"):
            case ["ping"]:
                return self._ping()
            case ["invocations"] if "model" in self._models:
                return await self._models["model"].invoke(request.headers, request.body)
        return refusal(
            HTTPStatus.NOT_FOUND,
            kind="ResourceNotFoundException",
            message="Requested resource is not found, please refer to API document.",
        )

    def _too_large(self) -> Response:
        # TorchServe's own answer has no body: here it tells what to do.
        return refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            kind="RequestTooLargeException",
            message=(
                f"The request has more than {self._max_request_bytes} bytes, which is what "
                "TorchServe takes here; set TS_MAX_REQUEST_SIZE in the model's environment."
            ),
        )

    def _ping(self) -> Response:
        if all(model.is_healthy for model in self._models.values()):
            return as_json(HTTPStatus.OK, {"status": "Healthy"})
        return as_json(HTTPStatus.INTERNAL_SERVER_ERROR, {"status": "Unhealthy"})


def _request(scope: Scope, body: bytes) -> Request:
    headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
    return Request(method=scope["method"], path=scope["path"], headers=headers, body=body)
