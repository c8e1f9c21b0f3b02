"""The HTTP side: requests of the AWS SDKs to the emulated services and back."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import unquote

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._reply import Reply, error_reply
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.hooks._process import Handler, current_scope

Call = Callable[[Scope, str, Record], Record]
Invoke: TypeAlias = Callable[[Scope, str, Mapping[str, str], bytes], Reply]
"""An operation of the runtime: scope, endpoint, headers (names in lower case) and body."""

_JSON = "application/x-amz-json-1.1"
_INVOCATION = re.compile(r"^/endpoints/(?P<endpoint>[^/]+)/(?P<operation>[a-z-]+)$")


def json_service(call: Call) -> Handler:
    """A service of the JSON protocol: the operation is in `X-Amz-Target`, the input in the body."""

    async def answer(
        _method: str, _path: str, headers: dict[str, str], body: bytes, _query: dict[str, Any]
    ) -> Reply:
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        # A thread: deleting an endpoint waits for its servers.
        return await asyncio.to_thread(_answer_json, call, operation, body)

    return answer


def sagemaker_service(call: Call, runtime: Mapping[str, Invoke]) -> Handler:
    """The control plane and the runtime, which sign for the same service name.

    Args:
        call: Answers the operations of the control plane.
        runtime: The operations of the runtime by the last part of their path, `invocations`.
    """
    control_plane = json_service(call)

    async def answer(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> Reply:
        invocation = _INVOCATION.match(path)
        if invocation and invocation["operation"] in runtime:
            endpoint, invoke = unquote(invocation["endpoint"]), runtime[invocation["operation"]]
            return await asyncio.to_thread(_invoke, invoke, endpoint, headers, body)
        return await control_plane(method, path, headers, body, query)

    return answer


def _answer_json(call: Call, operation: str, body: bytes) -> Reply:
    try:
        answer = call(current_scope(), operation, json.loads(body or b"{}"))
    except AwsError as error:
        return error_reply(error, content_type=_JSON)
    return 200, {"Content-Type": _JSON}, json.dumps(answer).encode()


def _invoke(invoke: Invoke, endpoint: str, headers: dict[str, str], body: bytes) -> Reply:
    try:
        return invoke(current_scope(), endpoint, headers, body)
    except AwsError as error:
        return error_reply(error)
