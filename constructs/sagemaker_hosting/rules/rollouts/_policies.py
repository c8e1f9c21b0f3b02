"""Rules of the update policies of endpoints."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.facts.updates import size_of_type
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.rollouts._deployment import API, Deployment
from sagemaker_hosting.view import Endpoint

_ROUTING: Final = f"{API}/API_TrafficRoutingConfig.html"


@rule(
    "DEP-01",
    Endpoint,
    title="an endpoint has one update policy: blue/green or rolling",
    why='"Only one update policy should be used in the deployment configuration."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) DeploymentConfig.BlueGreenUpdatePolicy doc",
    link=f"{API}/API_DeploymentConfig.html",
    fix="one rollout=Rollout.canary(...), .linear(...), .all_at_once(...) or .rolling(...)",
    cloudformation="remove BlueGreenUpdatePolicy or RollingUpdatePolicy from DeploymentConfig",
)
def one_update_policy(endpoint: Endpoint) -> Faults:
    """An update goes one way."""
    deployment = Deployment(endpoint)
    given = (deployment.blue_green, deployment.rolling)
    if all(policy.is_given for policy in given):
        yield Fault(
            at=deployment.rolling,
            says="DeploymentConfig has both a BlueGreenUpdatePolicy and a RollingUpdatePolicy",
            allowed="one of them",
        )


@rule(
    "DEP-02",
    Endpoint,
    title="CANARY has a CanarySize, LINEAR a LinearStepSize, and ALL_AT_ONCE neither",
    why="SageMaker has to know how much traffic moves first; a size of another type has no part in "
    "the update",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TrafficRoutingConfig; SageMaker developer "
    "guide, deployment-guardrails-blue-green-canary and -linear",
    link=_ROUTING,
    confidence=Confidence.MEDIUM,
    fix="Rollout.canary(percent=...) or Rollout.linear(step_percent=...)",
    cloudformation="give TrafficRoutingConfiguration the size of its Type, and no other",
)
def size_goes_with_type(endpoint: Endpoint) -> Faults:
    """Each type of traffic routing has a size of its own."""
    deployment = Deployment(endpoint)
    routing, policy = deployment.routing, deployment.blue_green
    if routing.is_absent:
        if policy.is_given:
            yield Fault(at=policy, says=f"{policy.label} has no TrafficRoutingConfiguration")
        return
    kind = routing.at("Type")
    yield from beyond_limit(kind, "TrafficRoutingConfigType")
    if kind.is_absent:
        yield Fault(at=routing, says=f"{routing.label} has no Type")
    if kind.text not in (limit("TrafficRoutingConfigType").values or ()):
        return
    sizes = size_of_type()
    own = sizes.get(kind.text)
    if own is not None and routing.at(own).is_absent:
        yield Fault(at=routing, says=f"traffic routing is {kind} and has no {own}")
    for other in sizes.values():
        if other != own and routing.is_given and routing.at(other).is_present:
            yield Fault(
                at=routing.at(other),
                says=f"traffic routing is {kind} and has a {other}",
                severity=Severity.WARNING,
            )


@rule(
    "DEP-08",
    Endpoint,
    title="WaitIntervalInSeconds is given, and 0 to 3600",
    why="CreateEndpoint and UpdateEndpoint refuse a number outside of the range; the API requires "
    "the wait of traffic routing, though CloudFormation's schema does not",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TrafficRoutingConfig, RollingUpdatePolicy",
    link=_ROUTING,
    fix="Rollout.canary(bake=...), and likewise of the other kinds, within the range",
    cloudformation="set WaitIntervalInSeconds within the range",
)
def wait_is_in_range(endpoint: Endpoint) -> Faults:
    """Steps wait for a known time, an hour at most."""
    deployment = Deployment(endpoint)
    for place, severity in (
        (deployment.routing, Severity.WARNING),
        (deployment.rolling, Severity.ERROR),
    ):
        wait = place.at("WaitIntervalInSeconds")
        yield from beyond_limit(wait, "WaitIntervalInSeconds")
        if wait.is_absent and place.is_present:
            yield Fault(
                at=place, says=f"{place.label} has no WaitIntervalInSeconds", severity=severity
            )


@rule(
    "DEP-09",
    Endpoint,
    title="TerminationWaitInSeconds is 0 to 3600, MaximumExecutionTimeoutInSeconds 600 to 28800",
    why="CreateEndpoint and UpdateEndpoint refuse a number outside of the range",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TerminationWaitInSeconds, "
    "MaximumExecutionTimeoutInSeconds",
    link=f"{API}/API_BlueGreenUpdatePolicy.html",
    fix="Rollout.canary(termination_wait=..., maximum_timeout=...), and likewise of the other "
    "kinds, within the range",
    cloudformation="set TerminationWaitInSeconds and MaximumExecutionTimeoutInSeconds within the "
    "range",
)
def end_is_in_range(endpoint: Endpoint) -> Faults:
    """An update takes ten minutes to eight hours at most, and ends in an hour at most."""
    deployment = Deployment(endpoint)
    yield from beyond_limit(deployment.termination_wait, "TerminationWaitInSeconds")
    for policy in (deployment.blue_green, deployment.rolling):
        yield from beyond_limit(
            policy.at("MaximumExecutionTimeoutInSeconds"), "MaximumExecutionTimeoutInSeconds"
        )


RULES: Final[tuple[AnyRule, ...]] = (
    one_update_policy,
    size_goes_with_type,
    wait_is_in_range,
    end_is_in_range,
)
