"""Breaks every limit that AWS's API states for a property of the golden templates.

The limits are those of the request that CloudFormation makes: its shapes are walked beside the
properties, which mostly have the API's names. What the API does not know is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from botocore.model import ListShape, ServiceModel, Shape, StructureShape
from botocore.session import Session

from benchmarks.mutations._mutant import (
    Base,
    Mutant,
    Place,
    at,
    golden_bases,
    is_intrinsic,
    mutant,
)
from sagemaker_hosting.facts.limits import limit

_REQUESTS: Final = {
    "AWS::SageMaker::Model": ("sagemaker", "CreateModel"),
    "AWS::SageMaker::EndpointConfig": ("sagemaker", "CreateEndpointConfig"),
    "AWS::SageMaker::Endpoint": ("sagemaker", "CreateEndpoint"),
    "AWS::SageMaker::InferenceComponent": ("sagemaker", "CreateInferenceComponent"),
    "AWS::SageMaker::InferenceExperiment": ("sagemaker", "CreateInferenceExperiment"),
    "AWS::ApplicationAutoScaling::ScalableTarget": (
        "application-autoscaling",
        "RegisterScalableTarget",
    ),
    "AWS::ApplicationAutoScaling::ScalingPolicy": ("application-autoscaling", "PutScalingPolicy"),
}
# CloudFormation makes these up itself if a template does not give them.
_GIVEN_BY_CLOUDFORMATION: Final = frozenset(
    {"ModelName", "EndpointConfigName", "EndpointName", "InferenceComponentName", "Name"}
)
# The API needs them, CloudFormation's schema does not.
_OPTIONAL: Final = frozenset(
    {"ResourceId", "ScalableDimension", "ServiceNamespace", "WaitIntervalInSeconds"}
)
_WRONG: Final = ("not one of them", "-", "_", "", "!", " ", "a b")

Break = tuple[Place, str, Any]  # where, how, and the value; _GONE takes it away
_GONE: Final = object()


def mutants_of_limits() -> Iterator[Mutant]:
    """Break each limit of each property of each golden template."""
    for base in golden_bases():
        yield from _of_base(base)


def _of_base(base: Base) -> Iterator[Mutant]:
    for index, template in enumerate(base.templates):
        for logical_id, resource in template.resources.items():
            if resource["Type"] not in _REQUESTS:
                continue
            service, operation = _REQUESTS[resource["Type"]]
            shape = _service(service).operation_model(operation).input_shape
            assert shape is not None  # noqa: S101  # each of them takes something
            for place, how, value in _breaks(shape, resource["Properties"], service, ()):
                what = f"{template.name} {logical_id} {'.'.join(map(str, place))}"
                made = mutant(base, index, what, how, _change(logical_id, place, value))
                if made is not None:
                    yield made


def _change(logical_id: str, place: Place, value: Any) -> Any:
    def change(body: dict[str, Any]) -> None:
        *above, last = place
        holder = at(body["Resources"][logical_id]["Properties"], tuple(above))
        if value is _GONE:
            del holder[last]
        else:
            holder[last] = value

    return change


@cache
def _service(name: str) -> ServiceModel:
    return Session().get_service_model(name)


def _breaks(shape: Shape, value: Any, service: str, place: Place) -> Iterator[Break]:
    if is_intrinsic(value):
        return
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        yield from _members(shape, value, service, place)
    elif isinstance(shape, ListShape) and isinstance(value, list):
        yield from _lengths(shape, value, service, place)
        for index, item in enumerate(value):
            yield from _breaks(shape.member, item, service, (*place, index))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _numbers(shape, service, place)
    elif isinstance(value, str):
        yield from _texts(shape, value, service, place)


def _members(
    shape: StructureShape, value: dict[str, Any], service: str, place: Place
) -> Iterator[Break]:
    for name, member in shape.members.items():
        if name in value:
            yield from _breaks(member, value[name], service, (*place, name))
    for name in shape.required_members:
        made_up = not place and name in _GIVEN_BY_CLOUDFORMATION
        if name in value and name not in _OPTIONAL and not made_up:
            yield (*place, name), "a required property is missing", _GONE


def _lengths(shape: Shape, value: list[Any], service: str, place: Place) -> Iterator[Break]:
    bound = _limit(shape, service)
    if bound is None or not value:
        return
    if bound.minimum:
        yield place, "a list is too short", []
    if bound.maximum is not None:
        yield place, "a list is too long", value[:1] * (int(bound.maximum) + 1)


def _numbers(shape: Shape, service: str, place: Place) -> Iterator[Break]:
    bound = _limit(shape, service)
    if bound is not None and bound.minimum is not None:
        yield place, "a number is below the minimum", bound.minimum - 1
    if bound is not None and bound.maximum is not None:
        yield place, "a number is above the maximum", bound.maximum + 1


def _texts(shape: Shape, value: str, service: str, place: Place) -> Iterator[Break]:
    bound = _limit(shape, service)
    if bound is None or not value:
        return
    if bound.values is not None:
        yield place, "a value is none of the enumeration", f"{value}x"
    if bound.maximum is not None:
        longer = value + value[-1] * (int(bound.maximum) + 1 - len(value))
        yield place, "a text is too long", longer
    wrong = next((text for text in _WRONG if not bound.fits(text)), None)
    if wrong is not None:
        yield place, "a text does not match the pattern", wrong


def _limit(shape: Shape, service: str) -> Any:
    try:
        return limit(shape.name, service)
    except KeyError:
        return None
