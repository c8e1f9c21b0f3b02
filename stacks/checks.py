"""What checks the app at every synth, beside CDK's own validator."""

from __future__ import annotations

import aws_cdk as cdk

from sagemaker_endpoints import SageMakerChecks

QUICK = "quick"
"""What the context `checks` is to leave cdk-nag out: `cdk synth -c checks=quick`."""


def add_checks(app: cdk.App) -> None:
    """Have cdk-nag and our own rules read every stack; what nobody acknowledges fails synth.

    The rules of cdk-nag are those of AWS Solutions, NIST 800-53 (revision 5), PCI DSS 3.2.1 and
    HIPAA. A plugin belongs to the app: registered on a stage it would still read the whole app,
    once for each stage.
    """
    cdk.Validations.of(app).add_plugins(SageMakerChecks())
    if app.node.try_get_context("checks") != QUICK:
        _add_cdk_nag(app)


def _add_cdk_nag(app: cdk.App) -> None:
    from cdk_nag import (  # noqa: PLC0415  # importing it is a tenth of a quick synth
        AwsSolutionsChecks,
        HIPAASecurityChecks,
        NIST80053R5Checks,
        PCIDSS321Checks,
    )

    packs = (AwsSolutionsChecks, NIST80053R5Checks, PCIDSS321Checks, HIPAASecurityChecks)
    cdk.Validations.of(app).add_plugins(*(pack(app, verbose=True) for pack in packs))
