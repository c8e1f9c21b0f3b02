"""Rules of how long updates of endpoints take."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.rollouts._deployment import API, Deployment
from sagemaker_hosting.view import Endpoint


@rule(
    "DEP-10",
    Endpoint,
    title="MaximumExecutionTimeoutInSeconds is more than all waits of the update together",
    why='"the timeout value should be larger than the total waiting time specified in '
    'TerminationWaitInSeconds and WaitIntervalInSeconds": otherwise every update times out',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "BlueGreenUpdatePolicy.MaximumExecutionTimeoutInSeconds",
    link=f"{API}/API_BlueGreenUpdatePolicy.html",
    fix="leave out Rollout.linear(maximum_timeout=...), and likewise of the other kinds: it is "
    "then worked out; or shorten bake or termination_wait, or take larger steps",
    cloudformation="raise MaximumExecutionTimeoutInSeconds, shorten the waits or take larger steps",
)
def timeout_outlasts_the_waits(endpoint: Endpoint) -> Faults:
    """SageMaker gives up when the time is over, though all is well."""
    if endpoint.deployment.is_absent:
        return
    deployment = Deployment(endpoint)
    wait, last = deployment.wait.number or 0, deployment.termination_wait.number or 0
    count = deployment.waits
    total = count * wait + last
    timeout = deployment.timeout
    told = [f"{count} x WaitIntervalInSeconds ({wait:g})"] if wait else []
    told += [f"TerminationWaitInSeconds ({last:g})"] if last else []
    waits = f"the waits take {total:g}: {' and '.join(told)}"
    if timeout.number is not None and told and timeout.number <= total:
        yield Fault(
            at=timeout,
            says=f"MaximumExecutionTimeoutInSeconds is {timeout}, and {waits}",
            allowed=f"more than {total:g} seconds",
        )
    most = limit("MaximumExecutionTimeoutInSeconds").maximum
    if timeout.is_absent and most is not None and total >= most:
        yield Fault(
            at=deployment.policy,
            says=f"the longest MaximumExecutionTimeoutInSeconds is {most}, and {waits}",
            severity=Severity.WARNING,
        )


RULES: Final[tuple[AnyRule, ...]] = (timeout_outlasts_the_waits,)
