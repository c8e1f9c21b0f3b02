"""What checks the app at every synth, beside CDK's own validator."""

from __future__ import annotations

import aws_cdk as cdk
from cdk_nag import (
    AwsSolutionsChecks,
    HIPAASecurityChecks,
    NIST80053R5Checks,
    PCIDSS321Checks,
)

_PACKS = (AwsSolutionsChecks, NIST80053R5Checks, PCIDSS321Checks, HIPAASecurityChecks)


def add_checks(app: cdk.App) -> None:
    """Have cdk-nag read every stack of *app*; a finding without an acknowledgement fails synth.

    The rules are those of AWS Solutions, NIST 800-53 (revision 5), PCI DSS 3.2.1 and HIPAA. A
    plugin belongs to the app: registered on a stage it would still read the whole app, once for
    each stage.
    """
    cdk.Validations.of(app).add_plugins(*(pack(app, verbose=True) for pack in _PACKS))
