"""Sends samples, and judges what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.operate._problems import AwsProblem, Kind, short
from sagemaker_hosting.operate.smoke._report import Check, Outcome
from sagemaker_hosting.operate.smoke._state import failed, unchecked

if TYPE_CHECKING:
    from sagemaker_hosting.operate._aws import Aws
    from sagemaker_hosting.operate.smoke._live import LiveEndpoint
    from sagemaker_hosting.operate.smoke._pace import Pace
    from sagemaker_hosting.operate.smoke._sample import Sample
    from sagemaker_hosting.operate.smoke._target import Target

# A serverless variant that still gets its resources, or a model that still is loaded:
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
_NOT_READY: Final = "ModelNotReadyException"
_LONGEST_WAIT: Final = 16.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Defines how patient a run is.

    Attributes:
        tries: how often a sample is sent at most: AWS may throttle it, a model may still load, and
            the first answer after a deploy may be a slow one.
        max_latency_ms: how long an answer may take, whatever its sample says; None = as that says.
    """

    tries: int = 5
    max_latency_ms: float | None = None

    def latency_for(self, sample: Sample) -> float | None:
        """Tell how long an answer to a sample may take, in milliseconds."""
        return self.max_latency_ms if self.max_latency_ms is not None else sample.max_latency_ms


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """Defines an answer to a sample.

    Attributes:
        body: what was answered.
        content_type: what it says that it is.
        milliseconds: how long it took.
        variant: the variant that answered, if AWS says so.
    """

    body: bytes
    content_type: str
    milliseconds: float
    variant: str | None = None


def question(target: Target, sample: Sample) -> str:
    """Name the check that a target answers a sample."""
    return f"{target.label} answers {sample.name}"


def ask(
    aws: Aws, live: LiveEndpoint, target: Target, sample: Sample, *, limits: Limits, pace: Pace
) -> Check:
    """Check that a target answers a sample as it must, and fast enough.

    Raises:
        AwsProblem: AWS cannot be asked at all.
    """

    def send() -> Answer:
        return _invoked(aws, live, target, sample, pace)

    return repeated(send, target, sample, limits=limits, pace=pace, endpoint=live.name)


def repeated(
    send: Callable[[], Answer],
    target: Target,
    sample: Sample,
    *,
    limits: Limits,
    pace: Pace,
    endpoint: str,
) -> Check:
    """Send a sample until an answer tells something, and judge it.

    The fastest answer counts.

    Raises:
        AwsProblem: AWS cannot be asked at all.
    """
    what, allowed = question(target, sample), limits.latency_for(sample)
    fastest: float | None = None
    for attempt in range(limits.tries):
        try:
            answer = send()
        except AwsProblem as problem:
            if not _may_pass(problem) or (fastest is None and attempt + 1 == limits.tries):
                return _refused(what, problem, endpoint, tries=attempt + 1)
            pace.sleep(min(2.0**attempt, _LONGEST_WAIT))
            continue
        faults = _faults_of(answer, target, sample)
        if faults:
            return Check(
                what=what,
                outcome=Outcome.FAILED,
                detail="; ".join(faults),
                milliseconds=answer.milliseconds,
            )
        if fastest is None or answer.milliseconds < fastest:
            fastest = answer.milliseconds
        if allowed is None or fastest <= allowed:
            return Check(what=what, outcome=Outcome.PASSED, milliseconds=fastest)
    return Check(
        what=what,
        outcome=Outcome.FAILED,
        detail=f"at most {allowed:g} ms are allowed, and none of {limits.tries} tries was faster",
        milliseconds=fastest,
    )


def _invoked(aws: Aws, live: LiveEndpoint, target: Target, sample: Sample, pace: Pace) -> Answer:
    optional = {
        "Accept": sample.accept,
        "TargetModel": sample.target_model,
        "TargetContainerHostname": sample.target_container,
    }
    parameters: dict[str, Any] = {k: v for k, v in optional.items() if v is not None}
    started = pace.now()
    answer = aws.call_once(
        "sagemaker-runtime",
        "invoke_endpoint",
        in_region=live.stack.region,
        EndpointName=live.name,
        ContentType=sample.content_type,
        Body=sample.body,
        **parameters,
        **target.parameters,
    )
    body = aws.body_of(answer, service="sagemaker-runtime", operation="invoke_endpoint")
    return Answer(
        body=body,
        content_type=str(answer.get("ContentType", "")),
        milliseconds=(pace.now() - started) * 1000,
        variant=answer.get("InvokedProductionVariant"),
    )


def _faults_of(answer: Answer, target: Target, sample: Sample) -> tuple[str, ...]:
    wanted = target.parameters.get("TargetVariant")
    if wanted is not None and answer.variant not in (None, wanted):
        return (f"{answer.variant} answered instead",)
    return sample.faults_of(answer.body, answer.content_type, target.variables)


def _may_pass(problem: AwsProblem) -> bool:
    return problem.kind in (Kind.THROTTLED, Kind.BUSY) or problem.code == _NOT_READY


def _refused(what: str, problem: AwsProblem, endpoint: str, *, tries: int) -> Check:
    if problem.is_global:
        raise problem
    if problem.code == "ModelError":
        return failed(what, _model_error(problem, endpoint))
    after = f" (after {tries} tries)" if tries > 1 else ""
    if problem.kind in (Kind.DENIED, Kind.THROTTLED):
        return unchecked(what, f"{problem}{after}")
    return failed(what, f"{problem}{after}")


def _model_error(problem: AwsProblem, endpoint: str) -> str:
    status = problem.details.get("OriginalStatusCode", "no status")
    said = short(problem.details.get("OriginalMessage", problem.said))
    group = f"/aws/sagemaker/Endpoints/{endpoint}"
    return f"the model answered {status}: {said}; its log group is {group}"
