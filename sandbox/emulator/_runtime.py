"""The SageMaker runtime: `InvokeEndpoint`, answered by the model servers."""

import http.client
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from sandbox.emulator._endpoint import Endpoint, Variant
from sandbox.emulator._endpoints import Endpoints
from sandbox.emulator._errors import AwsError
from sandbox.emulator._metrics import Invocation, MetricBuffer
from sandbox.emulator._model_servers import LOOPBACK, ModelServer
from sandbox.emulator._routing import choose_variant
from sandbox.emulator._store import Scope

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
MAX_PAYLOAD_BYTES = 6 * 1024 * 1024
# A container has 60 seconds to answer.
_MODEL_SECONDS = 60.0
_FORWARDED = ("content-type", "accept")
_SAGEMAKER = "x-amzn-sagemaker-"
_TARGET_VARIANT = "x-amzn-sagemaker-target-variant"
_FIRST_FAILURE = 400
_CLIENT_FAMILY = 4
_TIMED_OUT = (
    "Your invocation timed out while waiting for a response from container primary. Review the "
    "latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again."
)

Reply: TypeAlias = tuple[int, dict[str, str], bytes]
"""Status, headers and body of an HTTP answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What a model server gets: the body and the headers that SageMaker passes on."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def passed_on(cls, headers: Mapping[str, str], body: bytes) -> "Request":
        """The request with content type, accept and SageMaker's own headers, and no others."""
        kept = {
            name: value
            for name, value in headers.items()
            if name in _FORWARDED or (name.startswith(_SAGEMAKER) and name != _TARGET_VARIANT)
        }
        return cls(body=body, headers=kept)


class Runtime:
    """Routes invocations to the variants of an endpoint."""

    def __init__(
        self, *, endpoints: Endpoints, metrics: MetricBuffer, random_numbers: random.Random
    ) -> None:
        self._endpoints = endpoints
        self._metrics = metrics
        self._random = random_numbers

    def invoke(self, scope: Scope, name: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """`InvokeEndpoint`.

        Args:
            scope: The account and region of the caller.
            name: The endpoint's name.
            headers: The headers of the request, names in lower case.
            body: The payload.

        Raises:
            AwsError: `ValidationError` for an unknown endpoint or variant, 413 for a payload above
                6 MiB, `ModelError` when the model server answers 400 or above or not at all.
        """
        started = time.perf_counter()
        if len(body) > MAX_PAYLOAD_BYTES:
            # AWS sends the sentence and no code: botocore then reports the status.
            message = f"HTTP content length exceeded {MAX_PAYLOAD_BYTES} bytes."
            raise AwsError(message, code="", status=413)
        request = Request.passed_on(headers, body)
        endpoint = self._in_service(scope, name)
        variant, (status, answered, payload), seconds = self._ask(
            endpoint, headers.get(_TARGET_VARIANT), request
        )
        invocation = Invocation(
            endpoint=name,
            variant=variant.name,
            instances=variant.count,
            status=status,
            model_seconds=seconds,
            total_seconds=time.perf_counter() - started,
        )
        self._metrics.add(scope, invocation)
        if status == 0 or status >= _FIRST_FAILURE:
            raise _model_error(scope, name, status, payload)
        return http.HTTPStatus.OK, _answer_headers(variant.name, answered), payload

    def _in_service(self, scope: Scope, name: str) -> Endpoint:
        try:
            endpoint = self._endpoints.find(scope, name)
        except AwsError:
            endpoint = None
        if endpoint is None or not endpoint.variants:
            message = f"Endpoint {name} of account {scope.account} not found."
            raise AwsError(message, code="ValidationError")
        return endpoint

    def _ask(
        self, endpoint: Endpoint, target: str | None, request: Request
    ) -> tuple[Variant, Reply, float]:
        """Ask a variant; a server that an update just took away is replaced by its successor."""
        for attempt in (1, 2):
            variant = self._pick(endpoint, target)
            started = time.perf_counter()
            try:
                reply = _post(_server_of(variant), request)
            except ConnectionRefusedError:
                if attempt == 1:
                    continue
                reply = (503, {}, f"the server of variant {variant.name} is not running".encode())
            except TimeoutError:
                reply = (0, {}, _TIMED_OUT.encode())
            except (OSError, http.client.HTTPException) as error:
                reply = (502, {}, f"the server hung up: {error}".encode())
            break
        self._copy_to_shadows(endpoint, variant, request)
        return variant, reply, time.perf_counter() - started

    def _pick(self, endpoint: Endpoint, target: str | None) -> Variant:
        variants = {variant.name: variant for variant in endpoint.variants}
        if target is not None:
            if target not in variants:
                raise AwsError(f"Variant {target} not found for Request", code="ValidationError")
            return variants[target]
        weights = {name: variant.weight for name, variant in variants.items()}
        return variants[choose_variant(weights, draw=self._random.random())]

    def _copy_to_shadows(self, endpoint: Endpoint, variant: Variant, request: Request) -> None:
        """Send a shadow variant its share of the requests; its answers are dropped."""
        for shadow in endpoint.shadows:
            if variant.weight * self._random.random() < shadow.weight:
                threading.Thread(
                    target=_post_and_drop, args=(_server_of(shadow), request), daemon=True
                ).start()


def _server_of(variant: Variant) -> ModelServer:
    if variant.server is None:
        raise ConnectionRefusedError
    return variant.server


def _post(server: ModelServer, request: Request) -> Reply:
    connection = http.client.HTTPConnection(LOOPBACK, server.port, timeout=_MODEL_SECONDS)
    try:
        connection.request("POST", "/invocations", body=request.body, headers=request.headers)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read()
    finally:
        connection.close()


def _post_and_drop(server: ModelServer, request: Request) -> None:
    try:
        _post(server, request)
    except (OSError, http.client.HTTPException):
        return  # a shadow's failure never reaches the caller


def _answer_headers(variant: str, answered: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in answered.items() if name.startswith(_SAGEMAKER)}
    return kept | {
        # In lower case: MiniStack makes "Content-Type" that of SageMaker's own API where the
        # model answers JSON.
        "content-type": answered.get("content-type", "application/octet-stream"),
        "x-Amzn-Invoked-Production-Variant": variant,
    }


def _model_error(scope: Scope, name: str, status: int, payload: bytes) -> AwsError:
    text = payload.decode(errors="replace")
    side = "client" if status // 100 == _CLIENT_FAMILY else "server"
    group = f"/aws/sagemaker/Endpoints/{name}"
    console = (
        f"https://{scope.region}.console.aws.amazon.com/cloudwatch/home?region={scope.region}"
        f"#logEventViewer:group={group}"
    )
    return AwsError(
        f'Received {side} error ({status}) from primary with message "{text}". '
        f"See {console} in account {scope.account} for more information.",
        code="ModelError",
        status=424,
        details={
            "OriginalStatusCode": status,
            "OriginalMessage": text,
            "LogStreamArn": scope.arn("logs", f"log-group:{group}"),
        },
    )
