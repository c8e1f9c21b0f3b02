"""Findings that are known and right: each narrow, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import IConstruct

_COMPLIANCE_PACKS = ("NIST.800.53.R5", "PCI.DSS.321", "HIPAA.Security")
_ONE_INLINE_POLICY = (
    "a role made here has one inline policy: its rights are there when it is, and a reviewer reads "
    "one document (docs/decisions/0002); nobody else has this role"
)


def acknowledge(construct: IConstruct, rule: str, reason: str) -> None:
    """Acknowledge one finding of cdk-nag at *construct*.

    Args:
        construct: where the finding is; its children are meant as well.
        rule: the pack's name and the rule's, as the report has it: "AwsSolutions-S1",
            "AwsSolutions-IAM5[Resource::*]".
        reason: why it is right; it stands in validation-report.json.
    """
    _acknowledge(construct, {rule: reason})


def acknowledge_compliance(construct: IConstruct, rule: str, reason: str) -> None:
    """Acknowledge a rule that NIST 800-53, PCI DSS and HIPAA share: "S3BucketVersioningEnabled"."""
    _acknowledge(construct, {f"{pack}-{rule}": reason for pack in _COMPLIANCE_PACKS})


def acknowledge_role(construct: IConstruct, *, wildcards: Mapping[str, str] | None = None) -> None:
    """Acknowledge what is right about the one role that *construct* makes.

    Args:
        construct: what makes the role: a `Model`, a `BatchTransform`.
        wildcards: why each wildcard of its policy is right, by what stands in the brackets of
            AwsSolutions-IAM5: {"Resource::*": "..."}.
    """
    inline = {f"{pack}-IAMNoInlinePolicy": _ONE_INLINE_POLICY for pack in _COMPLIANCE_PACKS}
    of_wildcards = {
        f"AwsSolutions-IAM5[{finding}]": reason for finding, reason in (wildcards or {}).items()
    }
    _acknowledge(construct, inline | of_wildcards)


def acknowledge_warning(construct: IConstruct, rule: str, reason: str) -> None:
    """Acknowledge a finding by its whole id: "sagemaker-endpoints::ImagePastEndOfPatch"."""
    cdk.Validations.of(construct).acknowledge(cdk.Acknowledgment(id=rule, reason=reason))


def _acknowledge(construct: IConstruct, reasons: Mapping[str, str]) -> None:
    # The id with its pack in front keeps the reason in the report; the bare id drops it.
    cdk.Validations.of(construct).acknowledge(
        *(
            cdk.Acknowledgment(id=f"{rule.partition('-')[0]}::{rule}", reason=reason)
            for rule, reason in reasons.items()
        )
    )
