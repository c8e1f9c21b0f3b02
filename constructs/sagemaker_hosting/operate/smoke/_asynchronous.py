"""Sends samples to asynchronous endpoints, and waits for what they write to S3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from sagemaker_hosting.operate._problems import AwsProblem, Kind, short
from sagemaker_hosting.operate.smoke._asking import Answer, Limits, question, repeated
from sagemaker_hosting.operate.smoke._stacks import Unchecked
from sagemaker_hosting.operate.smoke._state import failed, unchecked

if TYPE_CHECKING:
    from sagemaker_hosting.operate._aws import Aws
    from sagemaker_hosting.operate.smoke._live import LiveEndpoint
    from sagemaker_hosting.operate.smoke._pace import Pace
    from sagemaker_hosting.operate.smoke._report import Check
    from sagemaker_hosting.operate.smoke._sample import Sample
    from sagemaker_hosting.operate.smoke._target import Target

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
_LARGEST_BODY: Final = 128_000
_POLL_SECONDS: Final = 2.0
# S3 says 403 of what is not there to those who may not list the bucket.
_NOT_YET: Final = frozenset({"NoSuchKey", "404", "NotFound"})


class _Unanswered(Exception):  # noqa: N818  # the name says what it is
    """A request whose answer is a failure, or does not come."""


def ask_asynchronously(
    aws: Aws, live: LiveEndpoint, target: Target, sample: Sample, *, limits: Limits, pace: Pace
) -> Check:
    """Check that an asynchronous endpoint answers a sample as it must, and fast enough.

    The time counts from the request to the answer's object in S3.

    Raises:
        AwsProblem: AWS cannot be asked at all.
    """
    what = question(target, sample)
    if len(sample.body) > _LARGEST_BODY:
        return failed(
            what, f"the request has {len(sample.body)} bytes; at most {_LARGEST_BODY} go without S3"
        )

    def send() -> Answer:
        return _queued(aws, live, sample, pace)

    try:
        return repeated(send, target, sample, limits=limits, pace=pace, endpoint=live.name)
    except _Unanswered as reason:
        return failed(what, str(reason))
    except Unchecked as reason:
        return unchecked(what, reason)


def _queued(aws: Aws, live: LiveEndpoint, sample: Sample, pace: Pace) -> Answer:
    started = pace.now()
    accept = {"Accept": sample.accept} if sample.accept is not None else {}
    queued = aws.call_once(
        "sagemaker-runtime",
        "invoke_endpoint_async",
        in_region=live.stack.region,
        EndpointName=live.name,
        ContentType=sample.content_type,
        Body=sample.body,
        **accept,
    )
    denied: AwsProblem | None = None
    while True:
        for key in ("OutputLocation", "FailureLocation"):
            location = queued.get(key)
            if location is None:
                continue
            try:
                found = _object(aws, live, location)
            except AwsProblem as problem:
                if problem.kind is not Kind.DENIED:
                    raise
                denied = problem
                continue
            if found is not None:
                return _answer(found, key, sample, (pace.now() - started) * 1000)
        if pace.now() - started >= sample.timeout_seconds:
            break
        pace.sleep(_POLL_SECONDS)
    waited = f"there is no answer after {sample.timeout_seconds:g} s at {queued['OutputLocation']}"
    if denied is not None:
        raise Unchecked(
            f"{waited}, or it may not be read, which takes s3:GetObject and s3:ListBucket: {denied}"
        )
    raise _Unanswered(waited)


def _object(aws: Aws, live: LiveEndpoint, location: str) -> tuple[bytes, str] | None:
    place = urlsplit(location)
    try:
        answer: Mapping[str, Any] = aws.call(
            "s3",
            "get_object",
            in_region=live.stack.region,
            Bucket=place.netloc,
            Key=place.path.removeprefix("/"),
        )
    except AwsProblem as problem:
        if problem.code in _NOT_YET:
            return None
        raise
    body = aws.body_of(answer, service="s3", operation="get_object")
    return body, str(answer.get("ContentType", ""))


def _answer(found: tuple[bytes, str], key: str, sample: Sample, milliseconds: float) -> Answer:
    body, content_type = found
    if key == "FailureLocation":
        raise _Unanswered(f"the model failed: {short(body.decode(errors='replace'))}")
    # S3 keeps the content type of the answer; one that says nothing is taken for what was asked.
    if content_type in ("", "binary/octet-stream", "application/octet-stream"):
        content_type = sample.accept if sample.accept is not None else content_type
    return Answer(body=body, content_type=content_type, milliseconds=milliseconds)
