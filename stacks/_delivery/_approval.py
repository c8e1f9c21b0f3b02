"""Who approves sees the review, and the change sets of every stack that can have one already."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import pipelines

if TYPE_CHECKING:
    from aws_cdk import aws_sns as sns

    from stacks.environment_stage import EnvironmentStage

# https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-action-add.html
_LONGEST_COMMENT = 1000


def approvals(
    stage: EnvironmentStage, *, topic: sns.ITopic, review_url: str
) -> list[pipelines.StackSteps]:
    """Ask for approval between the change sets and their execution.

    A stack that needs another one deployed gets its change set after that. So there is one question
    for each layer of such stacks, not one for each stack: the shared stack, then all the others.

    Args:
        stage: the environment.
        topic: who is asked.
        review_url: where the review is.
    """
    steps: list[pipelines.StackSteps] = []
    for number, stacks in sorted(_layers(stage).items()):
        names = ", ".join(stack.stack_name for stack in stacks)
        approval = pipelines.ManualApprovalStep(
            f"Approve{number}",
            comment=_cut(f"Read the review behind the link, and the change sets of {names}."),
            review_url=review_url,
            notification_topic=topic,
        )
        # One step in several stacks is one action: after all their change sets, before all deploys.
        steps += [pipelines.StackSteps(stack=stack, change_set=[approval]) for stack in stacks]
    return steps


def _layers(stage: EnvironmentStage) -> dict[int, list[cdk.Stack]]:
    """The stacks by the length of the longest way to one that needs none; 1 is the first."""
    stage.synth()  # what reads an output of another stack depends on it from then on
    layers: defaultdict[int, list[cdk.Stack]] = defaultdict(list)
    for child in stage.node.children:
        if isinstance(child, cdk.Stack):
            layers[_depth(child)].append(child)
    return layers


def _depth(stack: cdk.Stack) -> int:
    return 1 + max(map(_depth, stack.dependencies), default=0)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_COMMENT else f"{text[: _LONGEST_COMMENT - 1]}…"
