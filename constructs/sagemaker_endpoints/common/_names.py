"""Names as SageMaker takes them: letters and digits, with hyphens between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_hosting.facts.limits import limit

if TYPE_CHECKING:
    from sagemaker_endpoints.common._errors import Faults


def check_name(faults: Faults, argument: str, name: str | None, shape: str) -> None:
    """Note a name that is known and that SageMaker refuses.

    Args:
        faults: of what the name is for.
        argument: how the caller knows it: "endpoint_name".
        name: may be a token, or None.
        shape: what the API calls such a name: "EndpointName".
    """
    allowed = limit(shape)
    if is_known_text(name) and not allowed.takes(name):
        rule = f"1 to {allowed.maximum} letters, digits and inner hyphens"
        faults.add(f"{argument}: got {name!r}, allowed is {rule}")
