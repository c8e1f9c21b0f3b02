"""Asynchronous endpoints without MiniStack: what is read from a call, and what ends a request."""

import json
import time
from collections.abc import Callable

import pytest

from sandbox.emulator.asynchronous._inference import AsyncInference
from sandbox.emulator.asynchronous._request import AsyncRequest
from sandbox.emulator.asynchronous._worker import AsyncWorker
from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._local_aws import LocalAwsError
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.control_plane._control_plane import ControlPlane
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.runtime._metrics import MetricBuffer
from sandbox.emulator.runtime._routing import Router

Make = Callable[..., str]
Refusal = Callable[[Callable[[], object]], AwsError]
OUTPUT = {"OutputConfig": {"S3OutputPath": "s3://b/answers/", "S3FailurePath": "s3://b/failures"}}


def _headers(**named: str) -> dict[str, str]:
    return {f"x-amzn-sagemaker-{name.replace('_', '-')}": value for name, value in named.items()}


def test_answers_get_the_name_that_the_caller_gives_or_that_of_the_request() -> None:
    named = _headers(s3outputpathextension="/2026/11/", filename="a.json", inference_id="id-1")

    given = AsyncRequest.of(named, b"x", OUTPUT)
    made = AsyncRequest.of({}, b"x", OUTPUT)

    assert given.output_location == "s3://b/answers/2026/11/a.json"
    assert given.failure_location == "s3://b/failures/id-1-error.out"
    assert made.output_location == f"s3://b/answers/{made.inference_id}.out"
    assert (made.ttl_seconds, made.timeout_seconds) == (21_600, 900)


def test_model_gets_content_type_and_accept_under_their_own_names() -> None:
    headers = _headers(
        content_type="text/csv", accept="application/json", custom_attributes="a", filename="f"
    ) | {"content-type": "application/octet-stream", "authorization": "secret"}

    request = AsyncRequest.of(headers, b"1,2", OUTPUT).for_model(b"1,2")

    assert request.headers == {
        "content-type": "text/csv",
        "accept": "application/json",
        "x-amzn-sagemaker-custom-attributes": "a",
    }


def test_endpoint_without_a_place_for_answers_is_refused(refusal: Refusal) -> None:
    error = refusal(lambda: AsyncRequest.of({}, b"x", {"OutputConfig": {}}))

    assert error.code == "ValidationError"
    assert "has no S3OutputPath" in error.message


class Written(dict[str, bytes]):
    """What was written to S3 and told by SNS."""

    def put(self, _scope: Scope, bucket: str, key: str, body: bytes, _content_type: str) -> None:
        if bucket == "full":
            raise LocalAwsError("s3 answered 507")
        self[f"s3://{bucket}/{key}"] = body

    def tell(self, _scope: Scope, topic: str, message: str) -> None:
        if topic == "gone":
            raise LocalAwsError("sns answered 404")
        self[topic] = message.encode()


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
def inference(
    endpoints: Endpoints, router: Router, metrics: MetricBuffer, written: Written
) -> AsyncInference:
    worker = AsyncWorker(
        router=router,
        metrics=metrics,
        read_object=lambda _scope, _bucket, _key: None,
        write_object=written.put,
        publish=written.tell,
    )
    return AsyncInference(endpoints=endpoints, router=router, worker=worker, metrics=metrics)


@pytest.fixture
def deploy(
    sagemaker: ControlPlane, endpoints: Endpoints, scope: Scope, publish: Make
) -> Callable[..., None]:
    def deploy(**output: object) -> None:
        variant = {"VariantName": "v", "ModelName": publish("m"), "InstanceType": "ml.m5.large"}
        config = {
            "EndpointConfigName": "c",
            "ProductionVariants": [variant | {"InitialInstanceCount": 1}],
            "AsyncInferenceConfig": {"OutputConfig": OUTPUT["OutputConfig"] | output},
        }
        sagemaker.call(scope, "CreateEndpointConfig", config)
        names = {"EndpointName": "queue", "EndpointConfigName": "c"}
        endpoints.create(scope, names, wait=True)

    return deploy


def _counted(metrics: MetricBuffer, scope: Scope, name: str, *, seconds: float = 5) -> int:
    """How many values of a metric there are, once there is one."""
    deadline, found = time.monotonic() + seconds, 0
    while not found:
        assert time.monotonic() < deadline, f"no {name}"
        data = metrics.drain().get(scope, [])
        found = sum(sum(d["Counts"]) for d in data if d["MetricName"] == name)
        time.sleep(0.01)
    return int(found)


@pytest.mark.parametrize(
    ("output", "metric"),
    [
        ({"S3OutputPath": "s3://full/answers"}, "ResponseUploadFailures"),
        ({"S3OutputPath": "s3://full/a", "S3FailurePath": "s3://full/f"}, "InvocationFailures"),
        ({"NotificationConfig": {"SuccessTopic": "gone"}}, "NotificationFailures"),
    ],
)
def test_what_cannot_be_written_or_told_is_counted(
    *,
    output: Record,
    metric: str,
    inference: AsyncInference,
    metrics: MetricBuffer,
    scope: Scope,
    deploy: Callable[..., None],
) -> None:
    deploy(**output)

    inference.accept(scope, "queue", {}, b"x")

    assert _counted(metrics, scope, metric) == 1


def test_request_that_waited_for_too_long_expires(
    *,
    inference: AsyncInference,
    endpoints: Endpoints,
    metrics: MetricBuffer,
    written: Written,
    scope: Scope,
    deploy: Callable[..., None],
) -> None:
    deploy(NotificationConfig={"ErrorTopic": "failed"})
    variant = endpoints.find(scope, "queue").variants[0]
    variant.count = 0

    inference.accept(scope, "queue", _headers(requestttlseconds="0", inference_id="late"), b"x")
    inference.tick()
    waiting = _counted(metrics, scope, "HasBacklogWithoutCapacity")
    variant.count = 1
    inference.tick()

    assert waiting == 1
    assert _counted(metrics, scope, "ExpiredRequests") == 1
    assert written["s3://b/failures/late-error.out"].startswith(b"the request waited for longer")
    assert json.loads(written["failed"])["invocationStatus"] == "Failed"


def test_empty_queue_is_told_of_once_a_minute(
    inference: AsyncInference, metrics: MetricBuffer, scope: Scope, deploy: Callable[..., None]
) -> None:
    deploy()

    for _ in range(3):
        inference.tick()

    assert _counted(metrics, scope, "ApproximateBacklogSize") == 1
