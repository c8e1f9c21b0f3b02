"""Answers of the model server."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """One HTTP answer."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def as_json(status: HTTPStatus, values: Mapping[str, object]) -> Response:
    """Answer with a JSON object, laid out as TorchServe does it."""
    body = json.dumps(dict(values), indent=2) + "\n"
    return Response(
        status=status.value, headers={"content-type": "application/json"}, body=body.encode()
    )


def refusal(status: HTTPStatus, *, kind: str, message: str) -> Response:
    """Answer with an error of the server itself, as opposed to one of the model code."""
    return as_json(status, {"code": status.value, "type": kind, "message": message})
