"""Rules of secrets in the variables of a batch transform."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Faults, Severity, rule
from sagemaker_hosting.rules._secrets import FIX, SOURCE, WHY, secret_faults
from sagemaker_hosting.view import TransformJob


@rule(
    "BAT-16",
    TransformJob,
    severity=Severity.WARNING,
    title="no variable of a batch transform holds a secret",
    why=WHY,
    source="API sagemaker 2017-07-24 (botocore 1.44.5) CreateTransformJobRequest.Environment; "
    f"{SOURCE}",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html",
    confidence=Confidence.MEDIUM,
    fix=FIX,
    cloudformation=FIX,
)
def variables_hold_no_secret(job: TransformJob) -> Faults:
    """They stand in the definition of the state machine, and in each of its executions."""
    yield from secret_faults(job.at("Environment"))


RULES: Final[tuple[AnyRule, ...]] = (variables_hold_no_secret,)
