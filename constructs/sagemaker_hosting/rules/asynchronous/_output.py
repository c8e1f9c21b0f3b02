"""Rules of where answers go, and of how many requests are at work."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import NAME, EndpointConfig, Node, Reference, Text

_OUTPUT: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceOutputConfig.html"
)
_SCHEMES: Final = ("s3://", "https://")


@rule(
    "ASY-01",
    EndpointConfig,
    title="AsyncInferenceConfig has an OutputConfig",
    why="CreateEndpointConfig refuses an AsyncInferenceConfig without it: it is required",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) AsyncInferenceConfig",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceConfig.html",
    fix="AsyncEndpoint(output_bucket=..., output_prefix=...)",
    cloudformation="add OutputConfig with S3OutputPath to AsyncInferenceConfig",
)
def has_an_output(config: EndpointConfig) -> Faults:
    """An asynchronous endpoint says where answers go."""
    if config.is_asynchronous and config.asynchronous.at("OutputConfig").is_absent:
        yield Fault(at=config.asynchronous, says="AsyncInferenceConfig has no OutputConfig")


@rule(
    "ASY-02",
    EndpointConfig,
    title="S3OutputPath and S3FailurePath are places in S3",
    why="CreateEndpointConfig refuses a path of another form, or a longer one",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) DestinationS3Uri",
    link=_OUTPUT,
    fix="AsyncEndpoint(output_bucket=..., output_prefix=..., failure_prefix=...)",
    cloudformation="write the path as s3://bucket/prefix",
)
def paths_are_in_s3(config: EndpointConfig) -> Faults:
    """Answers and failures go to S3."""
    if not config.is_asynchronous:
        return
    for key in ("S3OutputPath", "S3FailurePath"):
        path = config.asynchronous.at("OutputConfig", key)
        yield from beyond_limit(path, "DestinationS3Uri")
        if _is_no_address(path):
            yield Fault(
                at=path,
                says=f"{path.label} is {path}, no address in S3",
                allowed=limit("DestinationS3Uri").allowed,
            )


@rule(
    "ASY-03",
    EndpointConfig,
    title="MaxConcurrentInvocationsPerInstance is within its range",
    why="CreateEndpointConfig refuses a number outside of the range",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) MaxConcurrentInvocationsPerInstance",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
    "API_AsyncInferenceClientConfig.html",
    fix="AsyncEndpoint(max_concurrent_invocations_per_instance=...) within the range",
    cloudformation="set ClientConfig.MaxConcurrentInvocationsPerInstance within the range",
)
def concurrency_is_in_range(config: EndpointConfig) -> Faults:
    """A container gets 1 to 1,000 requests at one time."""
    if config.is_asynchronous:
        most = config.asynchronous.at("ClientConfig", "MaxConcurrentInvocationsPerInstance")
        yield from beyond_limit(most, "MaxConcurrentInvocationsPerInstance")


def _is_no_address(path: Node) -> bool:
    """Tell whether what a text begins with can be no address, whatever the rest will be."""
    value = path.value
    first = value.parts[0] if isinstance(value, Text) else value
    if isinstance(first, Reference):
        # The name or the ARN of a bucket.
        return first.resource.type == "AWS::S3::Bucket" and first.attribute in (NAME, "Arn")
    if not isinstance(value, Text) or not isinstance(first, str):
        return False
    return not any(first.startswith(scheme) or scheme.startswith(first) for scheme in _SCHEMES)


RULES: Final[tuple[AnyRule, ...]] = (has_an_output, paths_are_in_s3, concurrency_is_in_range)
