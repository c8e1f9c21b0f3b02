"""Rules of what the execution role of an asynchronous endpoint may do."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.asynchronous._topics import topics_of
from sagemaker_hosting.view import UNKNOWN, EndpointConfig, Role, objects_below

_GUIDE: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/dg/"
    "async-inference-create-endpoint-prerequisites.html"
)
_PUBLISH: Final = "sns:Publish"
_PUT: Final = "s3:PutObject"
_GET: Final = "s3:GetObject"


@rule(
    "ASY-06",
    EndpointConfig,
    title="the execution role may publish to the topics",
    why="CreateEndpoint, UpdateEndpoint and UpdateEndpointWeightsAndCapacities send a test "
    "notification, and fail where the role may not publish",
    source="SageMaker developer guide, async-inference-create-endpoint, "
    "async-inference-create-endpoint-prerequisites",
    link=_GUIDE,
    fix="AsyncEndpoint(success_topic=..., error_topic=...) with a Model: its role gets the right",
    cloudformation=f"allow the role of the model {_PUBLISH} on the topic",
)
def role_may_publish(config: EndpointConfig) -> Faults:
    """The role sends the notifications."""
    if not config.is_asynchronous:
        return
    for topic in topics_of(config):
        for role in _roles(config):
            if role.lacks(_PUBLISH, topic.value):
                yield Fault(
                    at=topic,
                    says=f"{topic.label} is {topic}, and role {role.path} is not allowed "
                    f"{_PUBLISH} on it",
                )


@rule(
    "ASY-07",
    EndpointConfig,
    title="the execution role may write answers and failures, and read requests",
    why="otherwise each request fails, at run time",
    source="SageMaker developer guide, async-inference-create-endpoint-prerequisites",
    link=_GUIDE,
    fix="AsyncEndpoint(output_bucket=..., input_location=...) with a Model: its role gets both",
    cloudformation=f"allow the role of the model {_PUT} below S3OutputPath and S3FailurePath, and "
    f"{_GET} where callers put requests",
)
def role_may_write(config: EndpointConfig) -> Faults:
    """The role reads the requests and writes the answers."""
    if not config.is_asynchronous:
        return
    output = config.asynchronous.at("OutputConfig")
    for role in _roles(config):
        for key in ("S3OutputPath", "S3FailurePath"):
            path = output.at(key)
            if path.is_present and role.lacks(_PUT, objects_below(path.value)):
                yield Fault(
                    at=path,
                    says=f"{path.label} is {path}, and role {role.path} is not allowed {_PUT} "
                    "below it",
                )
        if role.lacks(_GET, UNKNOWN):
            # Small requests may come with the call itself.
            yield Fault(
                at=config.asynchronous,
                says=f"AsyncInferenceConfig is given, and role {role.path} is not allowed "
                f"{_GET} anywhere, which requests in S3 need",
                severity=Severity.WARNING,
            )


def _roles(config: EndpointConfig) -> tuple[Role, ...]:
    found = (*(model.role for model in config.models), config.role)
    return tuple(dict.fromkeys(role for role in found if role is not None))


RULES: Final[tuple[AnyRule, ...]] = (role_may_publish, role_may_write)
