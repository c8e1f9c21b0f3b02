"""The dashboard of a stack's endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints import (
    AsyncEndpoint,
    DashboardEndpoint,
    EndpointDashboard,
    InferenceComponentEndpoint,
    ModelComponent,
    RealTimeEndpoint,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import aws_cdk as cdk
    from aws_cdk import aws_cloudwatch as cloudwatch

    from sagemaker_endpoints import Endpoint
    from stacks._alarms import Alarms


def add_dashboard(stack: cdk.Stack, endpoint: Endpoint, alarms: Alarms) -> None:
    """Show the endpoint with its alarms, those of its rollout as well.

    It is in the endpoint's own stack: one in another stack would import the endpoint's name, and
    CloudFormation refuses to change what is imported.
    """
    watched = DashboardEndpoint(
        endpoint=endpoint, alarms=[*alarms.made, *_rollback_alarms(endpoint)]
    )
    EndpointDashboard(stack, "EndpointDashboard", endpoints=[watched])


def _rollback_alarms(endpoint: Endpoint) -> Iterator[cloudwatch.CfnAlarm]:
    if isinstance(endpoint, RealTimeEndpoint | AsyncEndpoint):
        yield from endpoint.rollback_alarms
    if isinstance(endpoint, InferenceComponentEndpoint):
        for component in endpoint.components:
            if isinstance(component, ModelComponent):
                yield from component.rollback_alarms
