"""Defines requests: what of a template is sent to an API, as it is written."""

from __future__ import annotations

from collections.abc import Iterator

from sagemaker_hosting.facts.properties import Structure, request, requests_of, types_with_requests
from sagemaker_hosting.rules.limits._search import Search
from sagemaker_hosting.view import Hosting, Node


class Request:
    """Defines a request of an API: the properties of a resource, or the arguments of a job.

    Attributes:
        node: where it stands.
        search: what in it may be beyond a limit, or missing.
    """

    __slots__ = ("node", "search")

    def __init__(self, node: Node, structure: Structure) -> None:
        self.node = node
        self.search = Search(node, structure)


def requests_in(hosting: Hosting) -> Iterator[Request]:
    """Find every request that CloudFormation, a state machine or a schedule makes."""
    for type_name in types_with_requests():
        for resource in hosting.of_type(type_name):
            for structure in requests_of(type_name):
                yield Request(resource.properties, structure)
    for job in hosting.transform_jobs:
        yield Request(job.node, request("CreateTransformJob"))
