"""Rules of properties without which the APIs refuse a request."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.rules.limits._request import Request


@rule(
    "LIM-02",
    Request,
    title="what both the API and CloudFormation require is given",
    why="CloudFormation refuses the resource, or the API the request, after what stands before it "
    "has been made",
    source="API sagemaker 2017-07-24 and application-autoscaling 2016-02-06 (botocore 1.44.5): "
    "required members; CloudFormation's schemas: required properties",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations.html",
    fix="give the argument behind the property, or take away the override that removes it",
    cloudformation="add the property",
    gives_way=True,
)
def what_is_required_is_given(request: Request) -> Faults:
    """A structure that is given is given with all that it needs."""
    for place, name, page in request.search.missing:
        holder = request.node.at(*place)
        missing = holder.at(name)
        if missing.is_absent:
            told = holder.label or holder.resource.type
            yield Fault(
                at=missing,
                says=f"{told} has no {name}",
                cloudformation=f"add {name} to {told}",
                link=page,
            )


RULES: Final[tuple[AnyRule, ...]] = (what_is_required_is_given,)
