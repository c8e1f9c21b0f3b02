"""What checks the app at every synth, beside CDK's own validator."""

from __future__ import annotations

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks


def add_checks(app: cdk.App) -> None:
    """Have cdk-nag read every stack of *app*; a finding without an acknowledgement fails synth.

    A plugin belongs to the app: registered on a stage it would still read the whole app, once for
    each stage.
    """
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app, verbose=True))
