"""Rules of secrets in the variables of containers."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Faults, Severity, rule
from sagemaker_hosting.rules._secrets import FIX, SOURCE, WHY, secret_faults
from sagemaker_hosting.rules.models._images import containers_of
from sagemaker_hosting.view import Resource


@rule(
    "MOD-31",
    Resource,
    severity=Severity.WARNING,
    title="no variable of a container holds a secret",
    why=WHY,
    source=f"API sagemaker 2017-07-24 (botocore 1.44.5) ContainerDefinition.Environment; {SOURCE}",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html",
    confidence=Confidence.MEDIUM,
    fix=FIX,
    cloudformation=FIX,
)
def variables_hold_no_secret(resource: Resource) -> Faults:
    """A name says what a value is, as far as it can be told."""
    for container in containers_of(resource):
        yield from secret_faults(container.at("Environment"))


RULES: Final[tuple[AnyRule, ...]] = (variables_hold_no_secret,)
