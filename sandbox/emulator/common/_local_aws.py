"""Other services of the local AWS, called in its own process."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeAlias
from urllib.parse import quote, urlencode

from sandbox.emulator.common._reply import Reply
from sandbox.emulator.common._store import Record, Scope

ServiceCall: TypeAlias = Callable[..., Any]
"""A service of the local AWS: method, path, headers, body, query to an awaitable reply."""

_ANSWER_SECONDS = 30.0
_CLOUDWATCH = "GraniteServiceVersion20100801"


class LocalAwsError(Exception):
    """A service refused a call."""


class LocalAws:
    """Calls S3, SNS and CloudWatch from the threads that serve endpoints.

    Args:
        service: Finds a service by name.
        acting_for: Makes calls inside it act for an account and region.
    """

    def __init__(
        self,
        *,
        service: Callable[[str], ServiceCall],
        acting_for: Callable[[Scope], AbstractContextManager[None]],
    ) -> None:
        self._service = service
        self._acting_for = acting_for
        self._loop: asyncio.AbstractEventLoop | None = None

    def attach(self) -> None:
        """Let calls run on the event loop that runs now."""
        self._loop = asyncio.get_running_loop()

    def put_object(
        self, scope: Scope, bucket: str, key: str, body: bytes, content_type: str
    ) -> None:
        """Write an S3 object.

        Raises:
            LocalAwsError: When S3 refuses it.
        """
        headers = {"content-type": content_type, "content-length": str(len(body))}
        path = f"/{bucket}/{quote(key)}"
        self._call(scope, "s3", headers, body, method="PUT", path=path)

    def publish(self, scope: Scope, topic: str, message: str) -> None:
        """Publish to an SNS topic.

        Raises:
            LocalAwsError: When SNS refuses it.
        """
        form = {"Action": "Publish", "TopicArn": topic, "Message": message}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        self._call(scope, "sns", headers, urlencode(form).encode())

    def alarms_that_tripped(self, scope: Scope, names: list[str]) -> list[str]:
        """Which of several alarms are in state ALARM, measured values of this moment included.

        Raises:
            LocalAwsError: When CloudWatch refuses the question.
        """
        params: Record = {
            "AlarmNames": names,
            "StateValue": "ALARM",
            "AlarmTypes": ["MetricAlarm", "CompositeAlarm"],
        }
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "x-amz-target": f"{_CLOUDWATCH}.DescribeAlarms",
        }
        body = self._call(scope, "monitoring", headers, json.dumps(params).encode())
        found: Record = json.loads(body)
        return [
            alarm["AlarmName"]
            for kind in ("MetricAlarms", "CompositeAlarms")
            for alarm in found.get(kind, [])
        ]

    def _call(
        self,
        scope: Scope,
        service: str,
        headers: dict[str, str],
        body: bytes,
        *,
        method: str = "POST",
        path: str = "/",
    ) -> bytes:
        if self._loop is None:
            raise LocalAwsError("the local AWS does not run yet")

        async def call() -> Reply:
            with self._acting_for(scope):
                reply: Reply = await self._service(service)(method, path, headers, body, {})
                return reply

        future = asyncio.run_coroutine_threadsafe(call(), self._loop)
        try:
            status, _, answer = future.result(_ANSWER_SECONDS)
        except TimeoutError as error:
            raise LocalAwsError(f"{service} did not answer in {_ANSWER_SECONDS:g} s") from error
        if status >= 300:  # noqa: PLR2004  # the statuses of success end there
            raise LocalAwsError(f"{service} answered {status}: {answer.decode(errors='replace')}")
        return answer
