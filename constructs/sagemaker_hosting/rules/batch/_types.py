"""Rules of the kinds of values that a batch transform is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.limits import Limit
from sagemaker_hosting.facts.properties import Entries, Items, Shape, Structure, request
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Node, TransformJob

_API: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html"
)
_TEXT: Final = "string"
# EventBridge Scheduler and state machines put in the value.
_FILLED_IN: Final = ("<aws.scheduler.", "{%", "$")


@rule(
    "BAT-17",
    TransformJob,
    severity=Severity.WARNING,
    title="the arguments of CreateTransformJob are numbers and texts as the API has them",
    why="CloudFormation turns a number in quotation marks into a number, a state machine or a "
    'schedule hands on what is written: "STRING_VALUE can not be converted to an Integer"; whether '
    "one of them turns it after all is not verified",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) CreateTransformJobRequest, the types of its "
    "shapes; text of AWS's services of this protocol, as quoted in public code",
    link=_API,
    confidence=Confidence.MEDIUM,
    fix="BatchTransform(instance_count=2, environment={'HORIZON': '24'}): numbers without "
    "quotation marks, variables with them",
    cloudformation="write numbers without quotation marks, and texts with them",
)
def arguments_are_of_their_types(job: TransformJob) -> Faults:
    """What is filled in at run time is not known."""
    for node, wants_text in _mistyped(job.node, request("CreateTransformJob")):
        given = "a number" if wants_text else "a text"
        yield Fault(
            at=node,
            says=f"{job.label}: {node.path[-1]} is {node.value!r}, {given}",
            allowed=f'"{node.text}"' if wants_text else f"{node.text}",
        )


def _mistyped(node: Node, shape: Shape) -> Iterator[tuple[Node, bool]]:
    """Find texts where a number belongs, and numbers where a text does."""
    if isinstance(shape, Structure):
        for name, below in shape.members.items():
            yield from _mistyped(node.at(name), below)
    elif isinstance(shape, Items):
        for item in node.items if shape.item is not None else ():
            assert shape.item is not None  # noqa: S101  # asked for above
            yield from _mistyped(item, shape.item)
    elif isinstance(shape, Entries):
        for item in node.entries.values():
            yield from _mistyped(item, shape.value)
    elif _is_mistyped(node, shape):
        yield node, shape.kind == _TEXT


def _is_mistyped(node: Node, bound: Limit) -> bool:
    value = node.value
    if bound.kind == _TEXT:
        return isinstance(value, int | float) and not isinstance(value, bool)
    is_written = isinstance(value, str) and not value.startswith(_FILLED_IN)
    return is_written and node.number is not None


RULES: Final[tuple[AnyRule, ...]] = (arguments_are_of_their_types,)
