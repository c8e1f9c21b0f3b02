"""`InvokeEndpointWithResponseStream`: parts of an answer reach the caller as the model sends them.

MiniStack's services answer whole. So the answer that goes through it is the name of a stream, which
the ASGI application around it puts the stream in place of.
"""

import asyncio
import http.client
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, TypeAlias

from sandbox.emulator.common._reply import Reply
from sandbox.emulator.common._store import Scope
from sandbox.emulator.runtime._event_stream import CONTENT_TYPE, model_stream_error, payload_part
from sandbox.emulator.runtime._runtime import Runtime, log_group
from sandbox.emulator.servers._exchange import (
    SAGEMAKER,
    Answer,
    Request,
    ask_for_stream,
    model_error,
)

Send: TypeAlias = Callable[[dict[str, Any]], Awaitable[None]]
Application: TypeAlias = Callable[[dict[str, Any], Any, Send], Awaitable[None]]

_PART_BYTES = 65_536
_STREAM = "x-sandbox-stream"
_ACCEPT = f"{SAGEMAKER}accept"


class Streaming:
    """Has requests answered part by part."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._streams: dict[str, Iterator[bytes]] = {}
        self._lock = threading.Lock()

    def invoke(self, scope: Scope, name: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """`InvokeEndpointWithResponseStream`, up to the moment when the answer begins.

        Raises:
            AwsError: As `Runtime.invoke`.
        """
        started = time.perf_counter()
        endpoint = self._runtime.check(scope, name, body)
        accept = {"accept": headers[_ACCEPT]} if _ACCEPT in headers else {}
        request = Request.passed_on(
            {k: v for k, v in headers.items() if k != _ACCEPT} | accept, body
        )
        route = self._runtime.route(endpoint, headers)

        def count(answer: Answer) -> None:
            total = time.perf_counter() - started
            self._runtime.count(scope, name, route, answer, total_seconds=total)

        response = ask_for_stream(route.server, request, name=route.label)
        if isinstance(response, Answer):
            count(response)
            raise model_error(scope, log_group(name, route), response)
        key = uuid.uuid4().hex
        with self._lock:
            self._streams[key] = _parts(response, count, started)
        headers_sent = _headers(response) | {
            "x-Amzn-Invoked-Production-Variant": route.variant,
            _STREAM: key,
        }
        return http.HTTPStatus.OK.value, headers_sent, b""

    def around(self, application: Application) -> Application:
        """An application whose streams are sent as they come."""

        async def app(scope: dict[str, Any], receive: Any, send: Send) -> None:
            streamed = str(scope.get("path", "")).endswith("/invocations-response-stream")
            await application(scope, receive, self._streamed(send) if streamed else send)

        return app

    def _streamed(self, send: Send) -> Send:
        """Put a stream in the place of the body of an answer that names it."""
        found: list[Iterator[bytes]] = []

        async def send_streamed(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                named = {k.decode().lower(): v.decode() for k, v in message["headers"]}
                with self._lock:
                    stream = self._streams.pop(named.get(_STREAM, ""), None)
                if stream is not None:
                    found.append(stream)
                    dropped = (_STREAM.encode(), b"content-length")
                    kept = [(k, v) for k, v in message["headers"] if k.lower() not in dropped]
                    message = message | {"headers": kept}
                await send(message)
            elif found and message["type"] == "http.response.body":
                while part := await asyncio.to_thread(next, found[0], b""):
                    more = {"type": "http.response.body", "body": part, "more_body": True}
                    await send(more)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:
                await send(message)

        return send_streamed


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    """SageMaker's own headers of an answer, and what it is under the name that streams have."""
    answered = {key.lower(): value for key, value in response.getheaders()}
    kept = {key: value for key, value in answered.items() if key.startswith(SAGEMAKER)}
    content_type = answered.get("content-type", "application/octet-stream")
    return kept | {"content-type": CONTENT_TYPE, f"{SAGEMAKER}content-type": content_type}


def _parts(
    response: http.client.HTTPResponse, count: Callable[[Answer], None], started: float
) -> Iterator[bytes]:
    """What the model sends, as events, until it ends or breaks off."""
    status = response.status
    try:
        while part := response.read1(_PART_BYTES):
            yield payload_part(part)
    except (OSError, http.client.HTTPException) as error:
        status = 0
        yield model_stream_error(f"the model's answer broke off: {error or type(error).__name__}")
    finally:
        response.close()
        seconds = time.perf_counter() - started
        count(Answer(status=status, headers={}, body=b"", seconds=seconds))
