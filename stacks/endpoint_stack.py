"""One endpoint with its models, scaling and alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from stacks._alarms import Alarms
from stacks._findings._refusals import Refusals
from stacks._kinds import build_endpoint
from stacks._kinds._surroundings import Surroundings
from stacks._metadata import tell_traffic
from stacks._models._of_stack import StackModels
from stacks._places import Places

if TYPE_CHECKING:
    from constructs import Construct

    from stacks._findings._known_warnings import KnownWarnings
    from stacks.settings import EndpointSettings, Environment
    from stacks.shared_stack import SharedStack

_OF_ALARMS = "SageMaker::MET-"


class EndpointStack(cdk.Stack):
    """Defines an endpoint of an environment file, alone: it deploys and rolls back by itself.

    Args:
        scope: the environment's stage.
        construct_id: its id.
        settings: of the endpoint.
        environment: that the endpoint belongs to; its models are named by the settings.
        shared: what the environment's stacks share.
        key: of the endpoint in the file.
        known: the warnings that the file acknowledges.
        **kwargs: of `cdk.Stack`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: EndpointSettings,
        environment: Environment,
        shared: SharedStack,
        key: str,
        known: KnownWarnings,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)
        places, alarms = Places(self, shared), Alarms(self, shared.alarm_topic_arn)
        surroundings = Surroundings(
            stack=self,
            models=StackModels(self, environment, places, known),
            shared=shared,
            alarms=alarms,
            places=places,
            known=known,
            refusals=Refusals(environment, "endpoints", key),
        )
        self.endpoint = build_endpoint(settings, surroundings)
        if environment.dashboards:
            from stacks._dashboard import add_dashboard  # noqa: PLC0415  # rare

            add_dashboard(self, self.endpoint, alarms)
        tell_traffic(self.endpoint, settings.traffic)
        for finding, reason in settings.acknowledge.items():
            # The alarms of the file stand beside the endpoint.
            place = self if finding.startswith(_OF_ALARMS) else self.endpoint
            known.acknowledge(place, {finding: reason}, "endpoints", key)
        cdk.CfnOutput(self, "EndpointName", value=self.endpoint.endpoint_name)
