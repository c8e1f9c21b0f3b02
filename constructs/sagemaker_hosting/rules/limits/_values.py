"""Rules of values that the APIs refuse whatever else there is."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sagemaker_hosting.facts.limits import Limit
from sagemaker_hosting.facts.properties import Entries, Items, Shape
from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.rules._limits import beyond, is_listed, short, size_beyond
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.rules._variables import variable_faults
from sagemaker_hosting.rules.limits._request import Request
from sagemaker_hosting.view import Node

_MANY: Final = 12  # values that are too many to be told all
# AWS adds to these; of what SageMaker hosting takes of them, rules of their subjects tell.
_GROWING: Final = frozenset(
    {
        "CapacityReservationPreference",
        "MetricType",
        "ProductionVariantAcceleratorType",
        "ProductionVariantInferenceAmiVersion",
        "RoutingStrategy",
        "ScalableDimension",
        "ServiceNamespace",
    }
)
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
_OF_SCHEDULER: Final = "<aws.scheduler."  # EventBridge Scheduler puts in the value


@rule(
    "LIM-01",
    Request,
    title="values are within the limits that the API states: length, range, pattern, enumeration, "
    "number of items",
    why='the API answers "failed to satisfy constraint", after CloudFormation has made what stands '
    "before it",
    source="API sagemaker 2017-07-24 and application-autoscaling 2016-02-06 (botocore 1.44.5): "
    "the shapes of the requests; CloudFormation's schemas, where they take more",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations.html",
    fix="give the argument behind the property, or the override of it, a value that is allowed",
    cloudformation="set the property to what is allowed",
    gives_way=True,
)
def values_are_within_the_limits(request: Request) -> Faults:
    """What a shape states holds for every property that is passed on to the API."""
    for place, shape, page in request.search.beyond:
        node = request.node.at(*place)
        if _OF_SCHEDULER not in (node.text or ""):
            for fault in _faults(node, shape):
                yield replace(fault, link=page)


def _faults(node: Node, shape: Shape) -> Faults:
    if isinstance(shape, Limit):
        yield from _text_faults(node, shape) if shape.kind == "string" else beyond(node, shape)
    elif isinstance(shape, Items | Entries):
        if shape.size is not None:
            yield from size_beyond(node, shape.size)
        if isinstance(shape, Entries):
            yield from variable_faults(node, key=shape.key, value=shape.value)


def _text_faults(node: Node, bound: Limit) -> Faults:
    """Tell of length, pattern and enumeration only that which is broken."""
    text = node.text
    if text is None:
        return
    length = replace(bound, pattern=None, values=None)
    if not length.takes(text):
        says = f"{node.label} has {len(text)} characters: {short(text)}"
        yield Fault(at=node, says=says, allowed=length.allowed)
        return
    if not bound.takes(text) and bound.shape not in _GROWING and not is_listed(text, bound):
        allowed = _values(text, bound) if bound.values is not None else _pattern(bound)
        yield Fault(at=node, says=f"{node.label} is {short(text)}", allowed=allowed)


def _values(text: str, bound: Limit) -> str:
    values = bound.values if bound.values is not None else ()
    few = nearest(text, values) if len(values) > _MANY else ()
    return f"{', '.join(few)} and others" if few else ", ".join(values)


def _pattern(bound: Limit) -> str:
    return replace(bound, minimum=None, maximum=None).allowed


RULES: Final[tuple[AnyRule, ...]] = (values_are_within_the_limits,)
