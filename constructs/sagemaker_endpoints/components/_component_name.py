"""The name of an inference component, which CloudFormation does not hand out."""

from __future__ import annotations

import hashlib
import re
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from constructs import Construct

from sagemaker_hosting.facts.limits import most

LONGEST_NAME = most("InferenceComponentName")
_DIGEST_LENGTH = 8
_OTHERS = re.compile(r"[^a-z0-9]+")

# One look-up for all components of an endpoint: each costs seven messages to Node.
_places: WeakKeyDictionary[Construct, str] = WeakKeyDictionary()


def component_name_of(scope: Construct, construct_id: str, *, given_names: str) -> str:
    """A name from the stack's name and the place in it: the same at every synth.

    `AWS::SageMaker::InferenceComponent` has no attribute for its name, so scaling, metrics and
    adapters could not refer to a name that CloudFormation chose. In lower case, as SageMaker writes
    names in ARNs.

    Args:
        scope: the endpoint, or the base of an adapter.
        construct_id: the component's id in the scope.
        given_names: of what the component belongs to; with another name it is another component.
    """
    if scope not in _places:
        _places[scope] = _place_of(scope)
    place = f"{_places[scope]}/{construct_id}"
    digest = digest_of(f"{place}/{given_names}" if given_names else place)
    readable = _OTHERS.sub("-", place.lower())[-(LONGEST_NAME - _DIGEST_LENGTH - 1) :].strip("-")
    return f"{readable}-{digest}"


def digest_of(text: str) -> str:
    """A few characters that differ where the texts do."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]


def _place_of(scope: Construct) -> str:
    stack = cdk.Stack.of(scope)
    while stack.nested_stack_parent is not None:
        stack = stack.nested_stack_parent  # whose name is known at synth
    path: str = scope.node.path
    below_stack = path.removeprefix(f"{stack.node.path}/")
    return f"{stack.stack_name}/{below_stack}"
