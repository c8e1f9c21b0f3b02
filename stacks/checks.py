"""What checks the app at every synth, beside CDK's own validator."""

from __future__ import annotations

import aws_cdk as cdk
from cdk_nag import (
    AwsSolutionsChecks,
    HIPAASecurityChecks,
    NIST80053R5Checks,
    PCIDSS321Checks,
)

from sagemaker_endpoints import SageMakerChecks

_PACKS = (AwsSolutionsChecks, NIST80053R5Checks, PCIDSS321Checks, HIPAASecurityChecks)


def add_checks(app: cdk.App) -> None:
    """Have cdk-nag and our own rules read every stack; what nobody acknowledges fails synth.

    The rules of cdk-nag are those of AWS Solutions, NIST 800-53 (revision 5), PCI DSS 3.2.1 and
    HIPAA. A plugin belongs to the app: registered on a stage it would still read the whole app,
    once for each stage.
    """
    packs = (pack(app, verbose=True) for pack in _PACKS)
    cdk.Validations.of(app).add_plugins(*packs, SageMakerChecks())
