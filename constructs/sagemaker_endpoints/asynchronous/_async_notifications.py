"""The topics that tell of answers and failures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sagemaker_endpoints.common._policy import Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_sns as sns
    from constructs import Construct

    from sagemaker_endpoints.common._errors import Faults

ResponseIn = Literal["success", "error"]
"""A notification that may carry the model's response."""

_TOPIC_KINDS = {"success": "SUCCESS_NOTIFICATION_TOPIC", "error": "ERROR_NOTIFICATION_TOPIC"}


@dataclass(frozen=True, kw_only=True)
class AsyncNotifications:
    """Topics, given or made."""

    success_topic: sns.ITopic | None
    error_topic: sns.ITopic | None
    include_response_in: tuple[ResponseIn, ...]

    @property
    def topics(self) -> tuple[sns.ITopic, ...]:
        """Those that there are."""
        return tuple(each for each in (self.success_topic, self.error_topic) if each is not None)

    def render(self) -> dict[str, Any] | None:
        """As `CfnEndpointConfig` takes it; None without a topic."""
        if not self.topics:
            return None
        properties: dict[str, Any] = {}
        if self.success_topic is not None:
            properties["successTopic"] = self.success_topic.topic_arn
        if self.error_topic is not None:
            properties["errorTopic"] = self.error_topic.topic_arn
        if self.include_response_in:
            properties["includeInferenceResponseIn"] = [
                _TOPIC_KINDS[kind] for kind in self.include_response_in
            ]
        return properties

    def warnings(self) -> tuple[tuple[str, str], ...]:
        """What may be right or wrong of them: pairs of a rule's name and a message."""
        if not any(topic.fifo for topic in self.topics):
            return ()
        message = (
            "a notification goes to a FIFO topic: no source says that SageMaker gives the "
            "message group that such a topic needs; take a standard topic"
        )
        return (("AsyncFifoTopic", message),)

    def rights(self) -> tuple[Statement, ...]:
        """What the execution role needs.

        CreateEndpoint sends a test notification, and fails where the role may not.
        """
        topics = self.topics
        if not topics:
            return ()
        arns = dict.fromkeys(topic.topic_arn for topic in topics)
        keys = [topic.master_key for topic in topics]
        key_arns = dict.fromkeys(key.key_arn for key in keys if key is not None)
        publish = Statement(sid="Notify", actions=("sns:Publish",), resources=tuple(arns))
        # One for each key: an alias needs a condition, which is not the others'.
        encrypt = (
            Statement(
                sid="NotifyKey",
                actions=("kms:Decrypt", "kms:GenerateDataKey"),
                resources=(key_arn,),
            )
            for key_arn in key_arns
        )
        return (publish, *encrypt)


def check_notifications(
    faults: Faults, include_response_in: Sequence[ResponseIn], *, has_success: bool, has_error: bool
) -> None:
    """Note responses that are to go into a notification that is never sent."""
    allowed = " and ".join(repr(kind) for kind in _TOPIC_KINDS)
    for kind in include_response_in:
        if kind not in _TOPIC_KINDS:
            faults.add(f"include_response_in: got {kind!r}, allowed are {allowed}")
        elif not (has_success if kind == "success" else has_error):
            faults.add(
                f"include_response_in: got {kind!r}, and there is no {kind}_topic to carry the "
                "response; give one, or notify=True"
            )


def made_topic(scope: Construct, construct_id: str, encryption_key: kms.IKey | None) -> sns.ITopic:
    """A topic that takes messages over TLS only."""
    from aws_cdk import aws_sns as sns  # noqa: PLC0415  # only endpoints that notify pay for it

    return sns.Topic(scope, construct_id, enforce_ssl=True, master_key=encryption_key)
