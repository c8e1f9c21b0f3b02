"""The only module that knows MiniStack's private names.

MiniStack has no plug-in interface. This module lists each name that the sandbox relies on, says
what for, and checks them all before anything is changed, so that a new MiniStack version which
moves one fails loudly with its name instead of half working.
"""

import importlib
import socket
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

from sandbox.emulator._hook import Hook
from sandbox.emulator._resource_type import ResourceType
from sandbox.emulator._store import Record, Scope

Handler: TypeAlias = Callable[
    [str, str, dict[str, str], bytes, dict[str, Any]],
    Awaitable[tuple[int, dict[str, str], bytes]],
]
"""A service: method, path, headers (names in lower case), body and query to a response."""

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
_LONGEST_NAME = 63


_PROVISIONERS, _STACKS = "services.cloudformation.provisioners", "services.cloudformation.stacks"
_CLOUDWATCH = "services.cloudwatch"

_APP = Hook(module="app", name="app", purpose="the ASGI application")
_SERVICES = Hook(
    module="app", name="SERVICE_HANDLERS", purpose="the services by name", keys=("s3", "monitoring")
)
_PATTERNS = Hook(
    module="core.router",
    name="SERVICE_PATTERNS",
    purpose="which requests reach a service",
    keys=("s3", "monitoring"),
)
_RESET = Hook(module="app", name="_reset_all_state", purpose="forgets everything")
_ACCOUNT = Hook(
    module="core.responses", name="get_account_id", purpose="the account of the request"
)
_REGION = Hook(module="core.responses", name="get_region", purpose="the region of the request")
_REQUEST_SCOPE = Hook(
    module="core.responses",
    name="request_scope",
    purpose="acts for an account and region outside a request",
    parameters=("account_id", "region"),
)
_READ_OBJECT = Hook(
    module="services.s3",
    name="_get_object_data",
    purpose="reads an S3 object in process",
    parameters=("bucket_name", "key"),
)
_TYPES = Hook(
    module=_PROVISIONERS,
    name="_RESOURCE_HANDLERS",
    purpose="CloudFormation's resource types",
    keys=("AWS::S3::Bucket", "AWS::IAM::Role"),
)
_CREATE_ONLY = Hook(
    module=_PROVISIONERS, name="_REPLACING_PROPERTIES", purpose="create-only properties by type"
)
_FIXED_NAMES = Hook(
    module=_PROVISIONERS,
    name="_CUSTOM_NAME_REPLACEMENT",
    purpose="types whose named resources are never replaced",
    keys=("AWS::DynamoDB::Table",),
)
_STACK_TAGS = Hook(
    module=_PROVISIONERS,
    name="_STACK_TAG_PROPERTY",
    purpose="types that get the stack's tags",
    keys=("AWS::SNS::Topic",),
)
_NAME = Hook(
    module=_PROVISIONERS,
    name="_physical_name",
    purpose="names for resources without a name",
    parameters=("stack_name", "logical_id", "max_len"),
)
ALARM_OF_TEMPLATE = Hook(
    module=_PROVISIONERS,
    name="_cw_metric_alarm_record",
    purpose="an alarm of a template as CloudWatch keeps it",
    parameters=("name", "props"),
)
PUT_ALARM = Hook(
    module=_CLOUDWATCH,
    name="_put_metric_alarm",
    purpose="answers PutMetricAlarm",
    parameters=("params", "cbor_data", "is_cbor", "is_json"),
)
CLOUDWATCH_ERROR = Hook(
    module=_CLOUDWATCH,
    name="_error",
    purpose="refuses an alarm",
    parameters=("code", "message", "status", "use_json", "use_cbor"),
)
ALARMS = Hook(module=_CLOUDWATCH, name="_alarms", purpose="the alarms by name")
METRICS = Hook(module=_CLOUDWATCH, name="_metrics", purpose="the stored points of each metric")
SUMMARY = Hook(
    module=_CLOUDWATCH, name="_calc_stats", purpose="sums points up", parameters=("points",)
)
STATISTIC = Hook(
    module=_CLOUDWATCH,
    name="_stat_value",
    purpose="computes a statistic",
    parameters=("stats", "stat_name", "points"),
)
EVALUATE = Hook(
    module=_CLOUDWATCH,
    name="_evaluate_alarm",
    purpose="decides in which state an alarm is",
    parameters=("alarm",),
)
RECORD_HISTORY = Hook(
    module=_CLOUDWATCH,
    name="_record_history",
    purpose="remembers that an alarm changed",
    parameters=("alarm_name", "old_state", "new_state", "reason"),
)
ALARM_ACTIONS = Hook(
    module=_CLOUDWATCH,
    name="_dispatch_alarm_actions",
    purpose="tells topics that an alarm changed",
    parameters=("alarm", "old_state", "new_state", "reason"),
)
PARENT_ALARMS = Hook(
    module=_CLOUDWATCH,
    name="_evaluate_parent_alarms",
    purpose="decides in which state composite alarms are",
    parameters=("child",),
)
_OFF_LOOP = Hook(
    module=_STACKS,
    name="_runs_on_worker_thread",
    purpose="types that must not block the event loop",
    parameters=("resource_type",),
)

HOOKS = (
    *(_APP, _SERVICES, _PATTERNS, _RESET, _ACCOUNT, _REGION, _REQUEST_SCOPE, _READ_OBJECT),
    *(_TYPES, _CREATE_ONLY, _FIXED_NAMES, _STACK_TAGS, _NAME, _OFF_LOOP),
    *(ALARM_OF_TEMPLATE, PUT_ALARM, CLOUDWATCH_ERROR, ALARMS, METRICS, SUMMARY, STATISTIC),
    *(EVALUATE, RECORD_HISTORY, ALARM_ACTIONS, PARENT_ALARMS),
)


def faults(hooks: tuple[Hook, ...] = HOOKS) -> list[str]:
    """What this version of MiniStack lacks; empty when every hook holds."""
    return [fault for hook in hooks if (fault := hook.fault()) is not None]


def check() -> None:
    """Refuse a version of MiniStack that the sandbox was not written for.

    Raises:
        RuntimeError: With every fault.
    """
    found = faults()
    if found:
        lines = "".join(f"\n  - {fault}" for fault in found)
        raise RuntimeError(
            f"this version of MiniStack does not fit the sandbox:{lines}\n"
            "pin the version in requirements-ministack.txt, or adapt sandbox/emulator/_hooks.py"
        )


def asgi_application() -> Any:
    """MiniStack's ASGI application."""
    return _APP.resolve()


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
    return Scope(account=_ACCOUNT.resolve()(), region=_REGION.resolve()())


def acting_for(scope: Scope) -> AbstractContextManager[None]:
    """Calls inside this context act for that account and region."""
    context: AbstractContextManager[None] = _REQUEST_SCOPE.resolve()(scope.account, scope.region)
    return context


def read_object(scope: Scope, bucket: str, key: str) -> bytes | None:
    """An S3 object, read in process: a provisioner must not call the server it runs in."""
    with acting_for(scope):
        data: bytes | None = _READ_OBJECT.resolve()(bucket, key)
        return data


def physical_name(stack: str, logical_id: str) -> str:
    """The name that CloudFormation gives a resource which the template does not name."""
    name: str = _NAME.resolve()(stack, logical_id, max_len=_LONGEST_NAME)
    return name


def add_service(name: str, *, target_prefix: str, handler: Handler) -> None:
    """Route a service's requests to a handler.

    Args:
        name: The signing name of the service, for instance `sagemaker`.
        target_prefix: What its `X-Amz-Target` headers start with.
        handler: Answers them, and requests without such a header that are signed for the name.
    """
    _PATTERNS.resolve()[name] = {"target_prefixes": [target_prefix], "credential_scope": name}
    _SERVICES.resolve()[name] = handler


def service(name: str) -> Handler:
    """The handler of a service of MiniStack."""
    handler: Handler = _SERVICES.resolve()[name]
    return handler


def replace_service(name: str, handler: Handler) -> None:
    """Put another handler in front of a service."""
    _SERVICES.resolve()[name] = handler


def after_reset(action: Callable[[], None]) -> None:
    """Run an action whenever MiniStack forgets everything; it runs on a worker thread."""
    module = importlib.import_module(f"ministack.{_RESET.module}")
    forget = _RESET.resolve()

    def forget_all() -> None:
        forget()
        action()

    setattr(module, _RESET.name, forget_all)


def add_resource_type(resource_type: ResourceType) -> None:
    """Teach CloudFormation a resource type."""

    def update(physical_id: str, old: Record, new: Record, stack: str, logical_id: str) -> Any:
        return resource_type.update(physical_id, old, new, stack, logical_id)

    name = resource_type.name
    _TYPES.resolve()[name] = {
        "create": resource_type.create,
        "update": update,
        "update_with_logical_id": True,
        "delete": resource_type.delete,
    }
    _CREATE_ONLY.resolve()[name] = resource_type.create_only
    if resource_type.name_property is not None:
        _FIXED_NAMES.resolve()[name] = {"name": resource_type.name_property}
    if resource_type.tagged:
        _STACK_TAGS.resolve()[name] = ("Tags", "list")
    if resource_type.slow:
        _keep_off_the_event_loop(name)


def _keep_off_the_event_loop(name: str) -> None:
    module = importlib.import_module(f"ministack.{_OFF_LOOP.module}")
    decide = _OFF_LOOP.resolve()

    def runs_on_worker_thread(resource_type: str) -> bool:
        return resource_type == name or bool(decide(resource_type))

    setattr(module, _OFF_LOOP.name, runs_on_worker_thread)
