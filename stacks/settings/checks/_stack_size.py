"""Checks that no stack would hold more resources than CloudFormation takes.

A stack that CDK would build grows with its file in two places: an endpoint's components, and the
addresses that hear of alarms. Everything else has bounds far below: the most of an endpoint, ten
variants of five models each with scaling, alarms and a rollout, is below two hundred.
"""

from collections.abc import Iterator

from stacks._naming import stack_name
from stacks.settings.checks._common import at
from stacks.settings.kinds._endpoint import likely_kind
from stacks.settings.yaml._faults import Finding
from stacks.settings.yaml._plain import Entry

MOST_RESOURCES = 500
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""
_SHARED_STACK = 7
"""The key, the buckets with their policies, the topic: what it has at least."""
_ENDPOINT = 3
"""The endpoint, its configuration and its role."""
_MODEL = 2
"""The model and its role."""


def check_stack_sizes(top: Entry, environment: str) -> Iterator[Finding]:
    """Check a file.

    Args:
        top: The file's data.
        environment: The environment's name.

    Yields:
        The faults, in no order.
    """
    emails = top.at("alarm_emails")
    shared = _SHARED_STACK + len(emails.items())
    yield from _too_many(emails, shared, stack_name(environment, "shared"), "send to a list")
    for endpoint in top.at("endpoints").entries():
        if likely_kind(endpoint.value) == "inference_component":
            name = stack_name(environment, endpoint.key)
            way_out = "part the components among several endpoints"
            yield from _too_many(endpoint.at("components"), planned(endpoint), name, way_out)


def planned(endpoint: Entry) -> int:
    """Count the resources that the stack of an endpoint with components has at least."""
    components = list(endpoint.at("components").entries())
    models = {component.at("model").text() for component in components}
    alarms = 2 if endpoint.at("alarms").holds("model_latency_p99_ms") else 1
    return (
        _ENDPOINT
        + _MODEL * len(models)
        + sum(1 + alarms + _of_scaling(component.at("scaling")) for component in components)
    )


def _of_scaling(scaling: Entry) -> int:
    """The target and its policy; from zero, a policy and its alarm lead back."""
    if scaling.value is None:
        return 0
    return 4 if scaling.at("min").number() == 0 else 2


def _too_many(entry: Entry, resources: int, stack: str, way_out: str) -> Iterator[Finding]:
    if resources > MOST_RESOURCES:
        yield at(
            entry,
            f"the stack {stack} would hold {resources} resources or more, and CloudFormation "
            f"takes {MOST_RESOURCES}; {way_out}",
        )
