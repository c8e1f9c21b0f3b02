"""Checks the state of stacks, endpoints and inference components."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.operate._problems import short
from sagemaker_hosting.operate.smoke._live import IN_SERVICE, Absent
from sagemaker_hosting.operate.smoke._report import Check, Outcome
from sagemaker_hosting.operate.smoke._stacks import is_named, tail_of
from sagemaker_hosting.operate.smoke._target import construct_name, has_shadow_test

if TYPE_CHECKING:
    from sagemaker_hosting.operate.smoke._live import LiveEndpoint, LiveEndpoints
    from sagemaker_hosting.operate.smoke._stacks import Stack
    from sagemaker_hosting.view import Endpoint, InferenceComponent

_MEANINGS: Final = {
    "Deleting": "it is being deleted",
    "OutOfService": "it takes no requests",
    "UpdateRollbackFailed": "the update and its rollback failed: both configurations serve",
}


def passed(what: str, detail: str = "") -> Check:
    """Make a check that passed."""
    return Check(what=what, outcome=Outcome.PASSED, detail=detail)


def failed(what: str, detail: str) -> Check:
    """Make a check that failed."""
    return Check(what=what, outcome=Outcome.FAILED, detail=detail)


def unchecked(what: str, detail: object) -> Check:
    """Make a check that could not be made."""
    return Check(what=what, outcome=Outcome.UNCHECKED, detail=str(detail))


def skipped(what: str, detail: str) -> Check:
    """Make a check for which there is nothing to check."""
    return Check(what=what, outcome=Outcome.SKIPPED, detail=detail)


def stack_check(stack: Stack) -> Check:
    """Check that a stack's last deploy came to its end."""
    what = f"stack {stack.name}"
    if stack.is_deployed:
        return passed(what, stack.status)
    reason = f": {short(stack.reason)}" if stack.reason else ""
    if stack.is_busy and "ROLLBACK" not in stack.status:
        return failed(what, f"{stack.status}: the deploy is not at its end{reason}")
    return failed(what, f"{stack.status}: what serves, if anything, is older{reason}")


def status_check(live: LiveEndpoint) -> Check:
    """Check that an endpoint is in service, and that nothing changes it."""
    if live.status == IN_SERVICE:
        return passed("in service")
    pending = live.described.get("PendingDeploymentSummary", {}).get("EndpointConfigName")
    meaning = _MEANINGS.get(live.status)
    told = [
        f"{live.status}{f': {meaning}' if meaning else ''}",
        *([f"on the way to {pending}; --wait-seconds waits longer"] if pending else []),
        *([short(live.failure)] if live.failure else []),
    ]
    return failed("in service", "; ".join(told))


def configuration_check(endpoint: Endpoint, live: LiveEndpoint, endpoints: LiveEndpoints) -> Check:
    """Check that an endpoint runs the configuration of its stack: no update was taken back.

    CloudFormation can report a deploy as complete after SageMaker rolled the endpoint back to
    its old configuration.

    Raises:
        Unchecked: The stack of the configuration cannot be found.
        AwsProblem: AWS cannot be asked at all.
    """
    what, runs = "configuration of the stack", str(live.described["EndpointConfigName"])
    written = endpoint.at("EndpointConfigName").text
    try:
        if endpoint.config is not None:
            wanted = tail_of(endpoints.physical_id(endpoint.config))
        elif written is not None:
            wanted = written
        else:
            return skipped(what, "the template does not tell which one it is")
    except Absent as reason:
        return failed(what, str(reason))
    if is_named(runs, wanted):
        return passed(what, runs)
    if has_shadow_test(endpoint):
        return skipped(what, f"{runs} serves, as it may while the shadow test runs")
    because = f": {short(live.failure)}" if live.failure else ""
    return failed(
        what, f"{runs} serves, the stack has {wanted}: the update was taken back{because}"
    )


def component_checks(
    endpoint: Endpoint, live: LiveEndpoint, endpoints: LiveEndpoints
) -> Iterator[Check]:
    """Check that each inference component is in service with the model of its template.

    Raises:
        Unchecked: A stack cannot be found.
        AwsProblem: AWS cannot be asked at all.
    """
    for component in endpoint.components:
        what = f"component {construct_name(component.path)}"
        described = live.component(component)
        if described is None:
            yield failed(what, f"{live.name} has no such component; the stack should have made it")
            continue
        status = described["InferenceComponentStatus"]
        reason = described.get("FailureReason")
        if status != IN_SERVICE:
            yield failed(what, f"{status}{f': {short(reason)}' if reason else ''}")
            continue
        try:
            wrong = list(_wrong_models(component, live, endpoints))
        except Absent as absent:
            wrong = [str(absent)]
        counts = described.get("RuntimeConfig", {})
        copies = f"{counts.get('CurrentCopyCount', '?')} of {counts.get('DesiredCopyCount', '?')}"
        yield failed(what, "; ".join(wrong)) if wrong else passed(what, f"{copies} copies run")


def _wrong_models(
    component: InferenceComponent, live: LiveEndpoint, endpoints: LiveEndpoints
) -> Iterator[str]:
    described = live.component(component) or {}
    specifications = [described.get("Specification", {}), *described.get("Specifications", ())]
    serving = [s["ModelName"] for s in specifications if "ModelName" in s]
    for model in component.models:
        wanted = endpoints.physical_id(model)
        if not any(is_named(name, wanted) for name in serving):
            yield f"serves {', '.join(serving) or 'no model'}, the stack has {tail_of(wanted)}"
