"""Asynchronous endpoints: a queue each, from which their models take what they have room for.

https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
"""

import json
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from sandbox.emulator.asynchronous._request import AsyncRequest
from sandbox.emulator.asynchronous._worker import AsyncWorker
from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._reply import Reply
from sandbox.emulator.common._store import Scope
from sandbox.emulator.endpoints._endpoint import Endpoint
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.runtime._metrics import MetricBuffer, endpoint_dimensions
from sandbox.emulator.runtime._routing import Router

# An empty queue is told of once a minute, as AWS does, and a queue that is not every second.
_IDLE_SECONDS = 60.0
# SageMaker chooses the number where the configuration does not say it, and does not tell it.
_CONCURRENCY = 4


@dataclass(kw_only=True)
class _Queue:
    """The requests of one endpoint."""

    scope: Scope
    endpoint: str
    waiting: deque[AsyncRequest] = field(default_factory=deque)
    at_work: list[AsyncRequest] = field(default_factory=list)


class AsyncInference:
    """Takes requests into queues, and hands them out.

    Args:
        endpoints: The endpoints.
        router: Finds the endpoint of a request.
        worker: Does the requests.
        metrics: Where the metrics of the queues go.
    """

    def __init__(
        self, *, endpoints: Endpoints, router: Router, worker: AsyncWorker, metrics: MetricBuffer
    ) -> None:
        self._endpoints = endpoints
        self._router = router
        self._worker = worker
        self._metrics = metrics
        self._queues: dict[tuple[Scope, str], _Queue] = {}
        self._told_empty: dict[tuple[Scope, str], float] = {}
        self._lock = threading.Lock()

    def accept(self, scope: Scope, name: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """`InvokeEndpointAsync`: answers at once, with where the answer will be.

        Raises:
            AwsError: `ValidationError` for what cannot be asked.
        """
        endpoint = self._router.in_service(scope, name)
        if endpoint.async_inference is None:
            raise AwsError(
                f"Endpoint {name} is not asynchronous: ask it by InvokeEndpoint",
                code="ValidationError",
            )
        request = AsyncRequest.of(headers, body, endpoint.async_inference)
        with self._lock:
            empty = _Queue(scope=scope, endpoint=name)
            queue = self._queues.setdefault((scope, name), empty)
            queue.waiting.append(request)
        self._hand_out(queue)
        answered = {
            "content-type": "application/json",
            "X-Amzn-SageMaker-OutputLocation": request.output_location,
        }
        if request.failure_location is not None:
            answered["X-Amzn-SageMaker-FailureLocation"] = request.failure_location
        content = json.dumps({"InferenceId": request.inference_id}).encode()
        return HTTPStatus.ACCEPTED.value, answered, content

    def tick(self) -> None:
        """Publish what the queues hold, and hand out what waited for an instance.

        Called every second.
        """
        with self._lock:
            queues = list(self._queues.values())
        for queue in queues:
            self._hand_out(queue)
        for endpoint in self._endpoints.every():
            if endpoint.async_inference is not None:
                self._publish_backlog(endpoint)

    def clear(self) -> None:
        """Forget every request."""
        with self._lock:
            self._queues.clear()
            self._told_empty.clear()

    def _publish_backlog(self, endpoint: Endpoint) -> None:
        with self._lock:
            queue = self._queues.get((endpoint.scope, endpoint.name))
            requests = [*queue.waiting, *queue.at_work] if queue is not None else []
        if requests:
            self._told_empty.pop((endpoint.scope, endpoint.name), None)
        elif time.time() - self._told_empty.get((endpoint.scope, endpoint.name), 0) < _IDLE_SECONDS:
            return
        else:
            self._told_empty[endpoint.scope, endpoint.name] = time.time()
        instances = _instances(endpoint)
        oldest = min((request.received for request in requests), default=None)
        values: dict[str, float] = {
            "ApproximateBacklogSize": len(requests),
            "ApproximateAgeOfOldestRequest": time.time() - oldest if oldest is not None else 0,
            "HasBacklogWithoutCapacity": int(bool(requests) and not instances),
        }
        if instances:  # without, there is nothing to divide by
            values["ApproximateBacklogSizePerInstance"] = len(requests) / instances
        self._metrics.put(endpoint.scope, endpoint_dimensions(endpoint.name), values)

    def _hand_out(self, queue: _Queue) -> None:
        """Give the model as many requests as it may have at one time."""
        try:
            endpoint = self._router.in_service(queue.scope, queue.endpoint)
        except AwsError:  # its requests go with an endpoint
            with self._lock:
                self._queues.pop((queue.scope, queue.endpoint), None)
            return
        config = endpoint.async_inference or {}
        each = config.get("ClientConfig", {}).get("MaxConcurrentInvocationsPerInstance")
        limit = (each if each is not None else _CONCURRENCY) * _instances(endpoint)
        with self._lock:
            while queue.waiting and len(queue.at_work) < limit:
                request = queue.waiting.popleft()
                queue.at_work.append(request)
                work = (queue, endpoint, request)
                threading.Thread(target=self._work, args=work, daemon=True).start()

    def _work(self, queue: _Queue, endpoint: Endpoint, request: AsyncRequest) -> None:
        try:
            self._worker.do(endpoint, request)
        finally:
            with self._lock:
                queue.at_work.remove(request)
            self._hand_out(queue)


def _instances(endpoint: Endpoint) -> int:
    return sum(variant.count or 0 for variant in endpoint.variants)
