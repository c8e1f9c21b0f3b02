"""Tells what AWS states about inference components, beside the shapes of its API.

https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sagemaker_hosting._data import read_table


@dataclass(frozen=True, kw_only=True, slots=True)
class ComponentFacts:
    """Defines what holds for inference components.

    Attributes:
        fewest_specifications: by instance type; CloudFormation takes no list of one.
        most_variables: of a container of a component; that of a model may have more.
        shortest_variable: characters of a variable's name.
        batch_percent: the least and the most percent of the copies that an update replaces at
            once.
        rollback_percent: likewise, on the way back.
        large_part_of_memory: of an instance; a copy of more may find no room, because SageMaker
            keeps a part to itself and tells no figure of it.
        metric_of_requests_without_copies: what a request to a component at 0 copies counts in.
    """

    fewest_specifications: int
    most_variables: int
    shortest_variable: int
    batch_percent: tuple[int, int]
    rollback_percent: tuple[int, int]
    large_part_of_memory: float
    metric_of_requests_without_copies: str


@cache
def component_facts() -> ComponentFacts:
    """Read the facts."""
    table = read_table("components")
    return ComponentFacts(
        fewest_specifications=table["fewest_specifications"],
        most_variables=table["most_variables"],
        shortest_variable=table["shortest_variable"],
        batch_percent=tuple(table["batch_percent"]),
        rollback_percent=tuple(table["rollback_percent"]),
        large_part_of_memory=table["large_part_of_memory"],
        metric_of_requests_without_copies=table["metric_of_requests_without_copies"],
    )
