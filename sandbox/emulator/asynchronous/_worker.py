"""The way of one asynchronous request: payload, model, answer, topic."""

import time
from collections.abc import Callable

from sandbox.emulator.asynchronous._request import AsyncRequest
from sandbox.emulator.common._errors import AwsError, ServingError
from sandbox.emulator.common._local_aws import LocalAwsError
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.endpoints._endpoint import Endpoint
from sandbox.emulator.runtime._metrics import Invocation, MetricBuffer, variant_dimensions
from sandbox.emulator.runtime._routing import Route, Router
from sandbox.emulator.runtime._runtime import log_group
from sandbox.emulator.servers._artifacts import ReadObject, locate
from sandbox.emulator.servers._exchange import Answer, ask, model_error, not_running

WriteObject = Callable[[Scope, str, str, bytes, str], None]
"""Writes an S3 object: scope, bucket, key, content and content type."""
Publish = Callable[[Scope, str, str], None]
"""Publishes to an SNS topic: scope, ARN and message."""


class _Failure(Exception):  # noqa: N818  # the name says what it is
    """A request that ends without an answer.

    Attributes:
        metric: What counts it, besides `InvocationFailures`.
        body: What goes to the place of failures.
        content_type: What that is.
    """

    def __init__(
        self,
        reason: str,
        *,
        metric: str | None = None,
        body: bytes | None = None,
        content_type: str = "text/plain",
    ) -> None:
        super().__init__(reason)
        self.metric = metric
        self.body = body if body is not None else reason.encode()
        self.content_type = content_type


class AsyncWorker:
    """Has requests answered, and writes and tells what came back.

    Args:
        router: Finds out what answers.
        metrics: Where metrics go.
        read_object: Reads payloads.
        write_object: Writes answers and failures.
        publish: Tells topics.
    """

    def __init__(
        self,
        *,
        router: Router,
        metrics: MetricBuffer,
        read_object: ReadObject,
        write_object: WriteObject,
        publish: Publish,
    ) -> None:
        self._router = router
        self._metrics = metrics
        self._read_object = read_object
        self._write_object = write_object
        self._publish = publish

    def do(self, endpoint: Endpoint, request: AsyncRequest) -> None:
        """Answer a request that has left the queue; whatever happens is told, nothing raised."""
        values: dict[str, float] = {"TimeInBacklog": round((time.time() - request.received) * 1e6)}
        config: Record = (endpoint.async_inference or {}).get("OutputConfig", {})
        topics = config.get("NotificationConfig", {})
        variant = endpoint.variants[0].name
        try:
            content_type = self._answer(endpoint, request, values)
        except _Failure as failure:
            self._write_failure(endpoint.scope, request, failure, values)
            message = request.notification(endpoint.scope, endpoint.name, failure=str(failure))
            self._tell(endpoint.scope, topics.get("ErrorTopic"), message, values)
        else:
            message = request.notification(endpoint.scope, endpoint.name, content_type=content_type)
            self._tell(endpoint.scope, topics.get("SuccessTopic"), message, values)
        values["InvocationsProcessed"] = 1
        values["TotalProcessingTime"] = round((time.time() - request.received) * 1e3)
        self._metrics.put(endpoint.scope, variant_dimensions(endpoint.name, variant), values)

    def _answer(self, endpoint: Endpoint, request: AsyncRequest, values: dict[str, float]) -> str:
        """Ask the model and write its answer; returns the answer's content type."""
        if request.expired:
            raise _Failure(
                f"the request waited for longer than {request.ttl_seconds} seconds",
                metric="ExpiredRequests",
            )
        body = self._payload(endpoint.scope, request, values)
        try:
            route = self._router.route(endpoint, {})
        except AwsError as error:
            raise _Failure(error.message) from error
        seconds = request.timeout_seconds
        answer = ask(route.server, request.for_model(body), name=route.label, seconds=seconds)
        answer = answer if answer is not None else not_running(route.label)
        self._count(endpoint, route, answer)
        if answer.failed:
            told = model_error(endpoint.scope, log_group(endpoint.name, route), answer).message
            raise _Failure(told, body=answer.body, content_type=answer.content_type)
        started = time.perf_counter()
        try:
            self._write(endpoint.scope, request.output_location, answer.body, answer.content_type)
        except (LocalAwsError, ServingError) as error:
            raise _Failure(
                f"the answer could not be written to {request.output_location}: {error}",
                metric="ResponseUploadFailures",
            ) from error
        values["ResponseUploadLatency"] = round((time.perf_counter() - started) * 1e6)
        return answer.content_type

    def _payload(self, scope: Scope, request: AsyncRequest, values: dict[str, float]) -> bytes:
        if request.input_location is None:
            return request.body
        started = time.perf_counter()
        try:
            bucket, key = locate(request.input_location, what="InputLocation")
            body = self._read_object(scope, bucket, key)
        except ServingError as error:
            raise _Failure(str(error), metric="RequestDownloadFailures") from error
        if body is None:
            raise _Failure(
                f"there is no object at {request.input_location}", metric="RequestDownloadFailures"
            )
        values["RequestDownloadLatency"] = round((time.perf_counter() - started) * 1e6)
        return body

    def _write_failure(
        self, scope: Scope, request: AsyncRequest, failure: _Failure, values: dict[str, float]
    ) -> None:
        values["InvocationFailures"] = 1
        if failure.metric is not None:
            values[failure.metric] = 1
        if request.failure_location is None:
            return
        try:
            self._write(scope, request.failure_location, failure.body, failure.content_type)
        except (LocalAwsError, ServingError):
            values["ResponseUploadFailures"] = 1

    def _write(self, scope: Scope, location: str, body: bytes, content_type: str) -> None:
        bucket, key = locate(location, what="the output location")
        self._write_object(scope, bucket, key, body, content_type)

    def _tell(
        self, scope: Scope, topic: str | None, message: str, values: dict[str, float]
    ) -> None:
        if topic is None:
            return
        try:
            self._publish(scope, topic, message)
        except LocalAwsError:
            values["NotificationFailures"] = 1

    def _count(self, endpoint: Endpoint, route: Route, answer: Answer) -> None:
        """Publish what the model did; asynchronous endpoints count no `Invocations`."""
        invocation = Invocation(
            endpoint=endpoint.name,
            variant=route.variant,
            config=route.config,
            instances=route.instances,
            status=answer.status,
            model_seconds=answer.seconds,
            total_seconds=answer.seconds,
        )
        for dimensions in invocation.dimensions():
            self._metrics.put(endpoint.scope, dimensions, invocation.outcome())
