"""Rules of the requests that a batch transform sends, and of its variables."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.facts.stated_limits import stated_limit
from sagemaker_hosting.rules._limits import beyond_limit, beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._variables import variable_faults
from sagemaker_hosting.rules.models._images import address_of
from sagemaker_hosting.view import TransformJob

_API: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html"
)


@rule(
    "BAT-04",
    TransformJob,
    title="MaxPayloadInMB, and its product with MaxConcurrentTransforms, are at most 100",
    why='"The value of MaxPayloadInMB cannot be greater than 100 MB. If you specify the '
    "MaxConcurrentTransforms parameter, the value of (MaxConcurrentTransforms * MaxPayloadInMB) "
    'also cannot exceed 100 MB."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) CreateTransformJobRequest.MaxPayloadInMB",
    link=_API,
    fix="lower BatchTransform(max_payload=...) or max_concurrent_transforms",
    cloudformation="lower MaxPayloadInMB or MaxConcurrentTransforms",
)
def requests_fit_into_memory(job: TransformJob) -> Faults:
    """An instance holds all of its requests at once."""
    payload, concurrent = job.at("MaxPayloadInMB"), job.at("MaxConcurrentTransforms")
    most = stated_limit("transform_payload_in_mb")
    yield from beyond_limit(payload, "MaxPayloadInMB")
    yield from beyond_limit(concurrent, "MaxConcurrentTransforms")
    if payload.number is None:
        return
    if payload.number > most:
        yield Fault(
            at=payload,
            says=f"{job.label}: MaxPayloadInMB is {payload}",
            allowed=f"at most {most}",
        )
    elif concurrent.number is not None and payload.number * concurrent.number > most:
        yield Fault(
            at=payload,
            says=f"{job.label}: MaxPayloadInMB is {payload} and MaxConcurrentTransforms is "
            f"{concurrent}, {payload.number * concurrent.number} MB together",
            allowed=f"at most {most} MB together",
        )


@rule(
    "BAT-05",
    TransformJob,
    severity=Severity.WARNING,
    title="MaxPayloadInMB 0 is for containers that read chunked requests",
    why='"Currently, Amazon SageMaker built-in algorithms do not support HTTP chunked encoding."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) CreateTransformJobRequest.MaxPayloadInMB",
    link=_API,
    confidence=Confidence.MEDIUM,
    fix="leave max_payload out of BatchTransform(), or set it to the size of the largest record",
    cloudformation="set MaxPayloadInMB to the size of the largest record",
)
def algorithms_read_no_chunks(job: TransformJob) -> Faults:
    """With 0, a request has no end that is known before."""
    payload = job.at("MaxPayloadInMB")
    if payload.number != 0 or job.model is None:
        return
    for container in job.model.containers:
        address = address_of(container.image)
        if address is not None and address.is_built_in_algorithm:
            yield Fault(
                at=payload,
                says=f"{job.label}: MaxPayloadInMB is 0, and model {job.model.path} runs the "
                f"built-in algorithm {address.repository}",
                allowed="a size in MB",
            )


@rule(
    "BAT-09",
    TransformJob,
    title="a batch transform has at most 16 variables, with names of letters, digits and "
    "underscores, and values of at most 10240 characters",
    why="CreateTransformJob refuses the rest",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TransformEnvironmentMap, "
    "TransformEnvironmentKey, TransformEnvironmentValue",
    link=_API,
    fix="BatchTransform(environment=...) within the limits; put the rest on the model's container",
    cloudformation="rename, shorten or drop the variables; put the rest on the model's container",
)
def variables_are_within_the_limits(job: TransformJob) -> Faults:
    """They come on top of those of the model."""
    environment = job.at("Environment")
    yield from beyond_size(environment, "TransformEnvironmentMap")
    yield from variable_faults(
        environment,
        key=limit("TransformEnvironmentKey"),
        value=limit("TransformEnvironmentValue"),
    )


RULES: Final[tuple[AnyRule, ...]] = (
    requests_fit_into_memory,
    algorithms_read_no_chunks,
    variables_are_within_the_limits,
)
