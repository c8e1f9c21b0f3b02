"""Inside a worker process: AWS's handler code over one model, one request at a time."""

import io
import json
import os
import signal
import sys
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sandbox.serving._context import Context
from sandbox.serving._lifetime import die_with_server
from sandbox.serving._response import Response, refusal


def run(pipe: "Connection[Any, Any]", model_name: str, model_dir: str) -> None:
    """Load the model, then answer requests until the server goes away.

    Sends None once the model is loaded, or the traceback of what it failed with. From then on each
    ``(headers, body)`` that is received is answered with a ``Response``.
    """
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group: the server decides
    die_with_server()
    _set_python_path(model_dir)
    context = Context(model_name=model_name, model_dir=model_dir)
    try:
        service = _handler_service(context)
    except BaseException:  # sys.exit() in model code is a failure to load as well
        pipe.send(traceback.format_exc())
        return
    pipe.send(None)
    while True:
        try:
            headers, body = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_answer(service, context, headers, body))


def _set_python_path(model_dir: str) -> None:
    """Let model code import what it could in its container, not what lies in this checkout."""
    here = {"", str(Path.cwd())}
    code = os.path.join(model_dir, "code")  # noqa: PTH118  # joined as the toolkit joins it
    sys.path[:] = [code, model_dir, *(entry for entry in sys.path if entry not in here)]


def _handler_service(context: Context) -> Any:
    # Imports torch: the fork server did that before, the front never does.
    from sagemaker_pytorch_serving_container.handler_service import (  # noqa: PLC0415  # imports torch
        HandlerService,
    )

    service = HandlerService()
    service.initialize(context)
    return service


def _answer(service: Any, context: Context, headers: Mapping[str, str], body: bytes) -> Response:
    request = context.begin(headers)
    (value,) = service.handle([{"body": bytearray(body)}], context)
    try:
        content = _encode(value)
    except TypeError:
        traceback.print_exc()
        return refusal(
            HTTPStatus.SERVICE_UNAVAILABLE,
            kind="InternalServerException",
            message="Unsupported model output data type.",
        )
    # TorchServe sends no headers of the handler, not even a content type, with an error.
    sent = request.response_headers.items() if request.status == HTTPStatus.OK else ()
    return Response(
        status=request.status,
        headers={name: str(value) for name, value in sent if value is not None},
        body=content,
    )


def _encode(value: Any) -> bytes:
    """Turn what output_fn returned into bytes by TorchServe's rules."""
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if isinstance(value, str):
        return value.encode()
    torch = sys.modules["torch"]
    if isinstance(value, torch.Tensor):
        buffer = io.BytesIO()
        torch.save(value, buffer)
        return buffer.getvalue()
    return json.dumps(value, indent=2).encode()
