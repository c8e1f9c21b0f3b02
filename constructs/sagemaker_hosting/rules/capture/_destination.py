"""Rules of where captured data goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, rule
from sagemaker_hosting.view import (
    EndpointConfig,
    Hosting,
    InferenceExperiment,
    Node,
    Reference,
    Role,
    Text,
    objects_below,
)

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html"
_GUIDE: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html"
)
_SCHEMES: Final = ("s3://", "https://")
_PUT: Final = "s3:PutObject"


@rule(
    "CAP-05",
    Hosting,
    title="captured data goes to an address of S3, of at most 512 characters",
    why="CreateEndpointConfig refuses a longer address, one that does not start with s3:// or "
    "https://, and a capture without one",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) DestinationS3Uri",
    link=_API,
    fix="DataCapture(bucket=..., prefix=...)",
    cloudformation="set the address to s3://<bucket>/<prefix>; Ref gives a bucket's bare name",
)
def destination_is_an_address(hosting: Hosting) -> Faults:
    """A bucket, with a prefix or without."""
    for given, node in _destinations(hosting):
        if not given.is_given:
            continue
        if node.is_absent:
            key = node.path[-1]
            yield Fault(
                at=given, says=f"{given.label} has no {key}", allowed="s3://<bucket>/<prefix>"
            )
        elif _starts_otherwise(node):
            yield Fault(
                at=node,
                says=f"{node.label} is {node}",
                allowed=limit("DestinationS3Uri").allowed,
            )
        else:
            yield from beyond_limit(node, "DestinationS3Uri")


@rule(
    "CAP-07",
    EndpointConfig,
    title="the role of each captured model may put objects where captured data goes",
    why="the endpoint is made and answers, nothing is captured, and only its logs tell that S3 "
    "denied access",
    source="SageMaker developer guide, model-monitor-data-capture-endpoint",
    link=_GUIDE,
    confidence=Confidence.MEDIUM,
    fix="RealTimeEndpoint(data_capture=DataCapture(bucket=...)) gives the models' roles the "
    "right; to an imported role, grant it with bucket.grant_put(role)",
    cloudformation="allow the role s3:PutObject on arn:aws:s3:::<bucket>/<prefix>/*",
)
def role_may_put_data(config: EndpointConfig) -> Faults:
    """The containers' role carries the data to the bucket."""
    enabled = config.capture.at("EnableCapture")
    if not config.capture.is_given or not (enabled.is_absent or enabled.flag is True):
        return
    destination = config.capture.at("DestinationS3Uri")
    objects = objects_below(destination.value)
    for role in _roles(config):
        if role.lacks(_PUT, objects):
            yield Fault(
                at=destination,
                says=f"role {role.path} has no {_PUT} on {destination}, where captured data goes",
            )


def _destinations(hosting: Hosting) -> Iterator[tuple[Node, Node]]:
    for config in hosting.all_of(EndpointConfig):
        yield config.capture, config.capture.at("DestinationS3Uri")
    for experiment in hosting.all_of(InferenceExperiment):
        storage = experiment.at("DataStorageConfig")
        yield storage, storage.at("Destination")


def _starts_otherwise(node: Node) -> bool:
    """Tell whether it is certain that an address of which a part is known has no scheme."""
    first = node.value.parts[0] if isinstance(node.value, Text) else node.value
    if isinstance(first, Reference):
        return first.resource.type == "AWS::S3::Bucket"
    if not isinstance(node.value, Text) or not isinstance(first, str):
        return False
    return not any(first.startswith(s) or s.startswith(first) for s in _SCHEMES)


def _roles(config: EndpointConfig) -> tuple[Role, ...]:
    models = (model for variant in config.all_variants for model in variant.models)
    found = (config.role, *(model.role for model in models))
    return tuple(dict.fromkeys(role for role in found if role is not None))


RULES: Final[tuple[AnyRule, ...]] = (destination_is_an_address, role_may_put_data)
