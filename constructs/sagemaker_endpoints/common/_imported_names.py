"""Names and ARNs of what exists already: they are checked before anything refers to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._names import check_name
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_hosting.facts.limits import limit

if TYPE_CHECKING:
    from constructs import Construct

    from sagemaker_endpoints.common._errors import Faults

_SHAPES = {
    "endpoint": "EndpointName",
    "inference-component": "InferenceComponentName",
    "model": "ModelName",
}
_ARN = re.compile(
    r"arn:aws[a-z-]*:sagemaker:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):"
    r"(?P<kind>[a-z-]+)/(?P<name>.+)"
)


def check_imported_name(faults: Faults, parameter: str, name: str, kind: str) -> None:
    """Note a name that SageMaker gives no *kind*; an ARN is a frequent mistake."""
    if is_known_text(name) and name.startswith("arn:"):
        faults.add(f"{parameter}: got the ARN {name!r}, allowed is the name behind its last slash")
    else:
        check_name(faults, parameter, name, _SHAPES[kind])


def check_imported_arn(
    faults: Faults, parameter: str, arn: str, kind: str, *, only_of: Construct | None = None
) -> None:
    """Note an ARN that is none of SageMaker's for *kind*.

    Args:
        faults: where to.
        parameter: what the caller calls it.
        arn: known or not.
        kind: "endpoint", "model", "inference-component".
        only_of: a construct in whose account and Region it has to lie; anywhere when left out.
    """
    if isinstance(arn, str) and not is_known_text(arn):
        return
    parts = _parts(arn)
    if parts is None or parts["kind"] != kind or not limit(_SHAPES[kind]).takes(parts["name"]):
        faults.add(
            f"{parameter}: got {arn!r}, allowed is "
            f"arn:aws:sagemaker:<region>:<account>:{kind}/<name>"
        )
    elif only_of is not None:
        found = _elsewhere(only_of, parts["account"], parts["region"])
        if found is not None:
            faults.add(
                f"{parameter}: got {arn!r}, the stack is for {found[1]}: a {kind} is used where it "
                "lies alone; make one there"
            )


def check_imported_endpoint(faults: Faults, endpoint_arn: str, endpoint_name: str) -> None:
    """Note an ARN of no endpoint, a name of none, or one of each that are not of one endpoint."""
    check_imported_arn(faults, "endpoint_arn", endpoint_arn, "endpoint")
    check_imported_name(faults, "endpoint_name", endpoint_name, "endpoint")
    parts = _parts(endpoint_arn)
    if parts is None or not is_known_text(endpoint_name):
        return
    if parts["name"].lower() != endpoint_name.lower():
        faults.add(
            f"endpoint_name: got {endpoint_name!r}, the ARN is of {parts['name']!r}; they may "
            "differ in upper and lower case alone"
        )


def _parts(arn: str) -> re.Match[str] | None:
    return _ARN.fullmatch(arn) if is_known_text(arn) else None


def elsewhere_fault(construct: Construct, account: str, region: str) -> str | None:
    """Why the stack of *construct* can neither scale nor watch what lies there; None if it can.

    Args:
        construct: stands for what exists.
        account: where it lies, if that is known.
        region: likewise.
    """
    found = _elsewhere(construct, account, region)
    if found is None:
        return None
    return f"the endpoint lies in {found[0]}, the stack is for {found[1]}; do it in a stack there"


def _elsewhere(construct: Construct, account: str, region: str) -> tuple[str, str] | None:
    """What is known to differ: as it is there, and as it is in the stack of *construct*."""
    here = aws_environment_of(construct)
    differ = [
        (f"{what} {there}", f"{what} {ours}")
        for what, there, ours in (
            ("account", account, here.account),
            ("Region", region, here.region),
        )
        if is_known_text(there) and is_known_text(ours) and there != ours
    ]
    if not differ:
        return None
    return " and ".join(there for there, _ in differ), " and ".join(ours for _, ours in differ)
