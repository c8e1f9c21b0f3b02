"""Rules of tags."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._limits import beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.rules._written import beginning, shortest
from sagemaker_hosting.view import Node, Resource, Schedule, StateMachine

_SHOWN: Final = 40
_PREFIX: Final = "AWS::SageMaker::"
_OF_AWS: Final = "aws:"


@rule(
    "NAM-09",
    Resource,
    title="at most 50 tags, with keys of 1 to 128 characters that do not begin with aws:, and "
    "values of at most 256",
    why="the API refuses more and longer ones, and AWS keeps the prefix aws: for itself",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TagList, TagKey, TagValue; cfn-lint E3024",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Tag.html",
    fix="shorten or drop what cdk.Tags.of(...).add() or BatchTransform(tags=...) adds",
    cloudformation="shorten or drop the tags, or rename their keys",
)
def tags_are_within_the_limits(resource: Resource) -> Faults:
    """Tags have one form for all of SageMaker."""
    if isinstance(resource, StateMachine | Schedule):
        for job in resource.transform_jobs:
            yield from _faults(job.at("Tags"))
    elif resource.type.startswith(_PREFIX):
        yield from _faults(resource.at("Tags"))


def _faults(tags: Node) -> Faults:
    yield from beyond_size(tags, "TagList")
    for tag in tags.items:
        for part, shape in (("Key", "TagKey"), ("Value", "TagValue")):
            yield from _length_fault(tag.at(part), shape)
        key = beginning(tag.at("Key"))
        if key is not None and key.lower().startswith(_OF_AWS):
            yield Fault(
                at=tag.at("Key"),
                says=f"{tag.at('Key').label} is {str(tag.at('Key'))[:_SHOWN]!r}, and AWS keeps "
                f"{_OF_AWS} for itself",
                allowed=f"keys that do not begin with {_OF_AWS}",
            )


def _length_fault(node: Node, shape: str) -> Faults:
    bound = limit(shape)
    length = shortest(node)
    too_long = bound.maximum is not None and length > bound.maximum
    too_short = node.text is not None and bound.minimum is not None and length < bound.minimum
    if too_long or too_short:
        yield Fault(
            at=node,
            says=f"{node.label} has {length} characters",
            allowed=f"{bound.minimum} to {bound.maximum} characters",
        )


RULES: Final[tuple[AnyRule, ...]] = (tags_are_within_the_limits,)
