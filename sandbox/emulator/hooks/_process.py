"""The process of MiniStack: what it serves, for whom a request acts, and its services by name."""

import importlib
import socket
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

from sandbox.emulator.common._reply import Reply
from sandbox.emulator.common._store import Scope
from sandbox.emulator.hooks import _names

Handler: TypeAlias = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Reply]]
"""A service: method, path, headers (names in lower case), body and query to a response."""


def asgi_application() -> Any:
    """MiniStack's ASGI application."""
    return _names.APP.resolve()


async def serve(
    application: Any, *, listener: socket.socket, stop: Callable[[], Awaitable[Any]]
) -> None:
    """Serve an ASGI application on a listening socket, with the server that MiniStack brings.

    Args:
        application: What answers.
        listener: Where it listens; no other interface is opened. It is closed at the end.
        stop: Returns when the server is to end.
    """
    config = importlib.import_module("hypercorn.config").Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    config.loglevel = "WARNING"
    hypercorn = importlib.import_module("hypercorn.asyncio")
    await hypercorn.serve(application, config, shutdown_trigger=stop)


def current_scope() -> Scope:
    """The account and region of the request that is being answered."""
    return Scope(account=_names.ACCOUNT.resolve()(), region=_names.REGION.resolve()())


def acting_for(scope: Scope) -> AbstractContextManager[None]:
    """Calls inside this context act for that account and region."""
    request_scope = _names.REQUEST_SCOPE.resolve()
    context: AbstractContextManager[None] = request_scope(scope.account, scope.region)
    return context


def read_object(scope: Scope, bucket: str, key: str) -> bytes | None:
    """An S3 object, read in process: a provisioner must not call the server it runs in."""
    with acting_for(scope):
        data: bytes | None = _names.READ_OBJECT.resolve()(bucket, key)
        return data


def add_service(name: str, *, target_prefix: str, handler: Handler) -> None:
    """Route a service's requests to a handler.

    Args:
        name: The signing name of the service, for instance `sagemaker`.
        target_prefix: What its `X-Amz-Target` headers start with.
        handler: Answers them, and requests without such a header that are signed for the name.
    """
    pattern = {"target_prefixes": [target_prefix], "credential_scope": name}
    _names.PATTERNS.resolve()[name] = pattern
    replace_service(name, handler)


def service(name: str) -> Handler:
    """The handler of a service of MiniStack."""
    handler: Handler = _names.SERVICES.resolve()[name]
    return handler


def replace_service(name: str, handler: Handler) -> None:
    """Put another handler in front of a service."""
    _names.SERVICES.resolve()[name] = handler


def after_reset(action: Callable[[], None]) -> None:
    """Run an action whenever MiniStack forgets everything; it runs on a worker thread."""
    forget = _names.RESET.resolve()

    def forget_all() -> None:
        forget()
        action()

    _names.RESET.replace(forget_all)
