"""Findings that are known and right: each narrow, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

if TYPE_CHECKING:
    from constructs import IConstruct


def acknowledge(construct: IConstruct, rule: str, reason: str) -> None:
    """Acknowledge one finding of cdk-nag at *construct*.

    Args:
        construct: where the finding is; its children are meant as well.
        rule: the pack's name and the rule's, as the report has it: "AwsSolutions-S1",
            "AwsSolutions-IAM5[Resource::*]".
        reason: why it is right; it stands in validation-report.json.
    """
    pack = rule.partition("-")[0]
    # The id with its pack in front keeps the reason in the report; the bare id drops it.
    acknowledge_warning(construct, f"{pack}::{rule}", reason)


def acknowledge_warning(construct: IConstruct, rule: str, reason: str) -> None:
    """Acknowledge a finding by its whole id: "sagemaker-endpoints::ImagePastEndOfPatch"."""
    cdk.Validations.of(construct).acknowledge(cdk.Acknowledgment(id=rule, reason=reason))
