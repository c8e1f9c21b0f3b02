"""The SageMaker runtime: `InvokeEndpoint`, answered by the model servers."""

import http
import time
from collections.abc import Mapping

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._reply import Reply
from sandbox.emulator.common._store import Scope
from sandbox.emulator.endpoints._endpoint import Endpoint
from sandbox.emulator.runtime._metrics import Invocation, MetricBuffer, component_dimensions
from sandbox.emulator.runtime._routing import COMPONENT, NoCapacityError, Route, Router
from sandbox.emulator.servers._exchange import (
    SAGEMAKER,
    Answer,
    Request,
    ask,
    ask_and_drop,
    model_error,
    not_running,
)

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
MAX_PAYLOAD_BYTES = 6 * 1024 * 1024


class Runtime:
    """Has requests answered while their callers wait."""

    def __init__(self, *, router: Router, metrics: MetricBuffer) -> None:
        self._router = router
        self._metrics = metrics

    def invoke(self, scope: Scope, name: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """`InvokeEndpoint`.

        Args:
            scope: The account and region of the caller.
            name: The endpoint's name.
            headers: The headers of the request, names in lower case.
            body: The payload.

        Raises:
            AwsError: `ValidationError` for what cannot be asked, 413 for a payload above 6 MiB,
                `ModelError` when the model server answers 400 or above or not at all.
        """
        started = time.perf_counter()
        endpoint = self.check(scope, name, body)
        if f"{SAGEMAKER}enable-explanations" in headers:
            raise AwsError(
                "the sandbox computes no explanations: leave EnableExplanations out",
                code="ValidationError",
            )
        request = Request.passed_on(headers, body)
        route = self.route(endpoint, headers)
        answer = ask(route.server, request, name=route.label)
        if answer is None:  # an update just took the server away: its successor answers
            route = self.route(endpoint, headers)
            answer = ask(route.server, request, name=route.label) or not_running(route.label)
        self._copy_to_shadows(endpoint, route, request)
        self.count(scope, name, route, answer, total_seconds=time.perf_counter() - started)
        if answer.failed:
            raise model_error(scope, log_group(name, route), answer)
        return http.HTTPStatus.OK, _answer_headers(route, answer), answer.body

    def check(self, scope: Scope, name: str, body: bytes) -> Endpoint:
        """The endpoint of a request whose caller waits.

        Raises:
            AwsError: 413 for a payload above 6 MiB; `ValidationError` for an endpoint that is not
                there or answers asynchronously.
        """
        if len(body) > MAX_PAYLOAD_BYTES:
            # AWS sends the sentence and no code: botocore then reports the status.
            message = f"HTTP content length exceeded {MAX_PAYLOAD_BYTES} bytes."
            raise AwsError(message, code="", status=413)
        endpoint = self._router.in_service(scope, name)
        if endpoint.async_inference is not None:
            raise AwsError(
                f"Endpoint {name} is asynchronous: ask it by InvokeEndpointAsync",
                code="ValidationError",
            )
        return endpoint

    def route(self, endpoint: Endpoint, headers: Mapping[str, str]) -> Route:
        """What answers; a component without copies is counted for what scales it from zero.

        Raises:
            AwsError: As `Router.route`.
        """
        try:
            return self._router.route(endpoint, headers)
        except NoCapacityError:
            dimensions = component_dimensions(headers[COMPONENT])
            self._metrics.put(endpoint.scope, dimensions, {"NoCapacityInvocationFailures": 1})
            raise

    def count(
        self, scope: Scope, name: str, route: Route, answer: Answer, *, total_seconds: float
    ) -> None:
        """Publish the metrics of a request."""
        invocation = Invocation(
            endpoint=name,
            variant=route.variant,
            config=route.config,
            component=route.component,
            instances=route.instances,
            status=answer.status,
            model_seconds=answer.seconds,
            total_seconds=total_seconds,
        )
        self._metrics.add(scope, invocation)

    def _copy_to_shadows(self, endpoint: Endpoint, route: Route, request: Request) -> None:
        """Send a shadow variant its share of the requests; its answers are dropped."""
        for shadow in endpoint.shadows:
            if self._router.chance(shadow.weight / route.weight if route.weight > 0 else 1.0):
                ask_and_drop(shadow.server, request, name=shadow.name)


def log_group(endpoint: str, route: Route) -> str:
    """Where the container would write its log."""
    if route.component is not None:
        return f"/aws/sagemaker/InferenceComponents/{route.component}"
    return f"/aws/sagemaker/Endpoints/{endpoint}"


def _answer_headers(route: Route, answer: Answer) -> dict[str, str]:
    kept = {name: value for name, value in answer.headers.items() if name.startswith(SAGEMAKER)}
    return kept | {
        # In lower case: MiniStack makes "Content-Type" that of SageMaker's own API where the
        # model answers JSON.
        "content-type": answer.content_type,
        "x-Amzn-Invoked-Production-Variant": route.variant,
    }
