"""Rules of the topics that tell of answers and failures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._limits import beyond_limit, beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.view import EndpointConfig, Node

_API: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
    "API_AsyncInferenceNotificationConfig.html"
)
_TOPICS: Final = {
    "SUCCESS_NOTIFICATION_TOPIC": "SuccessTopic",
    "ERROR_NOTIFICATION_TOPIC": "ErrorTopic",
}
_FIFO: Final = ".fifo"
# Kinds whose attributes are not their own: an ARN of a topic may come out of them.
_OPEN_KINDS: Final = ("AWS::CloudFormation::", "AWS::SSM::", "AWS::SecretsManager::", "Custom::")


def topics_of(config: EndpointConfig) -> Iterator[Node]:
    """Find the topics that an asynchronous endpoint is given."""
    notifications = config.asynchronous.at("OutputConfig", "NotificationConfig")
    for key in _TOPICS.values():
        if notifications.at(key).is_present:
            yield notifications.at(key)


@rule(
    "ASY-04",
    EndpointConfig,
    title="SuccessTopic and ErrorTopic are ARNs of standard SNS topics",
    why="CreateEndpointConfig refuses what is no ARN of a topic; a FIFO topic needs a message "
    "group, which SageMaker does not send (the form of its ARN is accepted)",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) SnsTopicArn; of FIFO topics, inferred",
    link=_API,
    fix="AsyncEndpoint(success_topic=..., error_topic=...), or notify=True",
    cloudformation="give the ARN of a standard topic: !Ref of an AWS::SNS::Topic",
)
def topics_are_of_sns(config: EndpointConfig) -> Faults:
    """SageMaker publishes to SNS."""
    if not config.is_asynchronous:
        return
    for topic in topics_of(config):
        yield from beyond_limit(topic, "SnsTopicArn")
        if _is_of_something_else(topic):
            yield Fault(
                at=topic,
                says=f"{topic.label} is {topic}, not the ARN of a topic",
                allowed=limit("SnsTopicArn").allowed,
            )
        elif _is_fifo(topic):
            yield Fault(
                at=topic,
                says=f"{topic.label} is {topic}, a FIFO topic",
                allowed="a standard topic",
                severity=Severity.WARNING,
            )


@rule(
    "ASY-05",
    EndpointConfig,
    severity=Severity.WARNING,
    title="IncludeInferenceResponseIn names topics that are given",
    why='a response goes into a notification, and without the topic there is none. "The inference '
    'response is included only if the response size is less than or equal to 128 KB."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) AsyncInferenceNotificationConfig",
    link=_API,
    fix="AsyncEndpoint(include_response_in=...) with success_topic, error_topic or notify=True",
    cloudformation="give SuccessTopic or ErrorTopic, or remove it from IncludeInferenceResponseIn",
)
def responses_have_a_topic(config: EndpointConfig) -> Faults:
    """What is to be included needs a notification to be included in."""
    if not config.is_asynchronous:
        return
    notifications = config.asynchronous.at("OutputConfig", "NotificationConfig")
    included = notifications.at("IncludeInferenceResponseIn")
    for fault in beyond_size(included, "AsyncNotificationTopicTypeList"):
        yield replace(fault, severity=Severity.ERROR)
    for kind in included.items:
        for fault in beyond_limit(kind, "AsyncNotificationTopicTypes"):
            yield replace(fault, severity=Severity.ERROR)
        topic = _TOPICS.get(kind.text or "")
        if topic is not None and notifications.at(topic).is_absent:
            yield Fault(at=kind, says=f"{kind.label} is {kind}, and there is no {topic}")


def _is_of_something_else(topic: Node) -> bool:
    """Tell whether it is certain that a reference is to no topic, or not to the topic's ARN."""
    reference = topic.reference
    if reference is None or reference.resource.type.startswith(_OPEN_KINDS):
        return False
    if reference.resource.type == "AWS::SNS::Topic":
        return reference.attribute not in ("Ref", "TopicArn")
    return reference.attribute == "Arn" and reference.resource.type.startswith("AWS::")


def _is_fifo(topic: Node) -> bool:
    if topic.text is not None:
        return topic.text.endswith(_FIFO)
    reference = topic.reference
    return (
        reference is not None
        and reference.resource.type == "AWS::SNS::Topic"
        and reference.resource.at("FifoTopic").flag is True
    )


RULES: Final[tuple[AnyRule, ...]] = (topics_are_of_sns, responses_have_a_topic)
