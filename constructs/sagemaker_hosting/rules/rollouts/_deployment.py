"""Reads how an endpoint is updated."""

from __future__ import annotations

import math
from typing import Final

from sagemaker_hosting.facts.updates import size_of_type
from sagemaker_hosting.rules._sizes import PERCENT
from sagemaker_hosting.rules.rollouts._fleet import Fleet, fleets_of
from sagemaker_hosting.view import Endpoint, Node

API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference"
GUIDE: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg"


class Deployment:
    """Defines the `DeploymentConfig` of an endpoint.

    Attributes:
        endpoint: whose it is.
        node: where it stands.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.node = endpoint.deployment

    @property
    def blue_green(self) -> Node:
        """Its `BlueGreenUpdatePolicy`."""
        return self.node.at("BlueGreenUpdatePolicy")

    @property
    def rolling(self) -> Node:
        """Its `RollingUpdatePolicy`."""
        return self.node.at("RollingUpdatePolicy")

    @property
    def routing(self) -> Node:
        """How traffic moves to the new fleet."""
        return self.blue_green.at("TrafficRoutingConfiguration")

    @property
    def rollback(self) -> Node:
        """Its `AutoRollbackConfiguration`."""
        return self.node.at("AutoRollbackConfiguration")

    @property
    def kind(self) -> str | None:
        """Its kind as people name it, such as `CANARY`; None if there is none, or it is unknown."""
        if self.rolling.is_present:
            return "rolling" if not self.rolling.is_unknown else None
        return self.routing.at("Type").text

    @property
    def goes_in_steps(self) -> bool:
        """Whether it is certain that it stops on the way to look at alarms."""
        return self.kind == "rolling" or self.kind in size_of_type()

    @property
    def policy(self) -> Node:
        """The policy it follows."""
        return self.rolling if self.rolling.is_present else self.blue_green

    @property
    def wait(self) -> Node:
        """How long each step waits."""
        return (self.rolling if self.rolling.is_present else self.routing).at(
            "WaitIntervalInSeconds"
        )

    @property
    def termination_wait(self) -> Node:
        """How long the old fleet stays after the last step."""
        return self.blue_green.at("TerminationWaitInSeconds")

    @property
    def timeout(self) -> Node:
        """When SageMaker gives up."""
        return self.policy.at("MaximumExecutionTimeoutInSeconds")

    @property
    def step(self) -> Node:
        """The size of its steps, if it has equal ones."""
        if self.rolling.is_present:
            return self.rolling.at("MaximumBatchSize")
        return self.routing.at("LinearStepSize")

    @property
    def waits(self) -> int:
        """How often it waits between its steps, at least."""
        if self.kind == "rolling":
            return self._steps
        if self.kind == "LINEAR":
            return max(self._steps - 1, 1)
        return 1

    @property
    def _steps(self) -> int:
        size = self.step.at("Value").number
        fewest = 2  # none may be larger than a half
        if size is None or size <= 0:
            return fewest
        if self.step.at("Type").text == PERCENT:
            return max(math.ceil(100 / size), fewest)
        fleets = self.fleets
        if not fleets or any(fleet.may_change for fleet in fleets):
            return fewest
        return max(min(math.ceil(fleet.count / size) for fleet in fleets), fewest)

    @property
    def fleets(self) -> tuple[Fleet, ...]:
        """The instances of each variant, as far as they are known."""
        return fleets_of(self.endpoint)
