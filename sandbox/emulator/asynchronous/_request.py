"""One asynchronous request: what was asked, where the answer goes, and what is told of it."""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.servers._exchange import SAGEMAKER, Request

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
MAX_INLINE_BYTES = 128_000

_DEFAULT_TTL, _DEFAULT_TIMEOUT = 21_600, 900
# Headers of the API that are not the model's business; the content type goes under its own name.
_KEPT_BACK = frozenset(
    f"{SAGEMAKER}{name}"
    for name in (
        *("inputlocation", "content-type", "accept", "requestttlseconds"),
        *("invocationtimeoutseconds", "s3outputpathextension", "filename"),
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class AsyncRequest:
    """A request in the queue of an asynchronous endpoint.

    Attributes:
        inference_id: Its identifier.
        input_location: Where its payload is, None when it came along.
        body: The payload that came along.
        content_type: What the payload is, empty when the caller did not say.
        headers: What the model gets besides.
        output_location: Where the answer goes.
        failure_location: Where the reason of a failure goes, None for nowhere.
        ttl_seconds: How long it may wait.
        timeout_seconds: How long the model may take.
        received: When it came, in seconds since 1970.
    """

    inference_id: str
    input_location: str | None
    body: bytes
    content_type: str
    headers: Mapping[str, str]
    output_location: str
    failure_location: str | None
    ttl_seconds: int
    timeout_seconds: int
    received: float

    @classmethod
    def of(cls, headers: Mapping[str, str], body: bytes, config: Record) -> "AsyncRequest":
        """Read a call of `InvokeEndpointAsync`.

        Args:
            headers: The headers, names in lower case.
            body: The payload, if it came along.
            config: The `AsyncInferenceConfig` of the endpoint.

        Raises:
            AwsError: `ValidationError` without a payload or with two, or for one that is too large.
        """
        told = {k.removeprefix(SAGEMAKER): v for k, v in headers.items() if k.startswith(SAGEMAKER)}
        location = told.get("inputlocation")
        _check_payload(location, body)
        output = config["OutputConfig"]
        if "S3OutputPath" not in output:
            raise _refusal(
                "the AsyncInferenceConfig of the endpoint has no S3OutputPath: the sandbox does "
                "not know where SageMaker would write the answer, give it one"
            )
        inference_id = told.get("inference-id") or str(uuid.uuid4())
        failures = output.get("S3FailurePath")
        extension = told.get("s3outputpathextension", "")
        passed_on = {k: v for k, v in headers.items() if k not in _KEPT_BACK}
        # The answers' S3 names are made of the inference id, as the API's page says.
        return cls(
            inference_id=inference_id,
            input_location=location,
            body=body,
            content_type=told.get("content-type", ""),
            headers=passed_on | _renamed(told),
            output_location=_below(
                output["S3OutputPath"], extension, told.get("filename", f"{inference_id}.out")
            ),
            failure_location=_below(failures, f"{inference_id}-error.out") if failures else None,
            ttl_seconds=int(told.get("requestttlseconds", _DEFAULT_TTL)),
            timeout_seconds=int(told.get("invocationtimeoutseconds", _DEFAULT_TIMEOUT)),
            received=time.time(),
        )

    @property
    def expired(self) -> bool:
        """Whether it has waited for too long."""
        return time.time() - self.received > self.ttl_seconds

    def for_model(self, body: bytes) -> Request:
        """What the model gets."""
        return Request.passed_on(self.headers, body)

    def notification(
        self,
        scope: Scope,
        endpoint: str,
        *,
        content_type: str | None = None,
        failure: str | None = None,
    ) -> str:
        """What a topic is told.

        https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-check-predictions.html

        Args:
            scope: The endpoint's account and region.
            endpoint: The endpoint's name.
            content_type: What the answer is; None when there is none.
            failure: Why there is none.
        """
        asked = {
            "contentType": self.content_type or None,
            "endpointName": endpoint,
            "inputLocation": self.input_location,
        }
        message: Record = {
            "awsRegion": scope.region,
            "eventTime": _iso(time.time()),
            "receivedTime": _iso(self.received),
            "invocationStatus": "Completed" if failure is None else "Failed",
            "requestParameters": {k: v for k, v in asked.items() if v is not None},
            "inferenceId": self.inference_id,
            "eventVersion": "1.0",
            "eventSource": "aws:sagemaker",
            "eventName": "InferenceResult",
        }
        if failure is None:
            answered = {"contentType": content_type, "outputLocation": self.output_location}
            message["responseParameters"] = answered
        else:
            message["failureReason"] = failure
        return json.dumps(message)


def _check_payload(location: str | None, body: bytes) -> None:
    if (location is None) == (not body):
        got = "neither" if location is None else "both"
        raise _refusal(f"provide exactly one of Body and InputLocation, got {got}")
    if len(body) > MAX_INLINE_BYTES:
        raise _refusal(
            f"Body has {len(body)} bytes, at most {MAX_INLINE_BYTES} are allowed: put it into S3 "
            "and name it by InputLocation"
        )


def _renamed(told: Mapping[str, str]) -> dict[str, str]:
    """Content type and accept, under the names that containers know."""
    return {name: told[name] for name in ("content-type", "accept") if name in told}


def _below(path: str, *parts: str) -> str:
    """A place below a path, with one slash between."""
    return "/".join([path.rstrip("/"), *(part.strip("/") for part in parts if part)])


def _iso(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _refusal(message: str) -> AwsError:
    return AwsError(message, code="ValidationError")
