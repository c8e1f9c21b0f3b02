"""Warnings that a user can acknowledge: unlike an error, each may be right to ignore."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

if TYPE_CHECKING:
    from constructs import IConstruct

_NAMESPACE = "sagemaker-endpoints"


def warn(construct: IConstruct, rule: str, message: str) -> None:
    """Attach a warning to *construct*.

    It fails `cdk synth --strict` until it is acknowledged:
    `cdk.Validations.of(construct).acknowledge(cdk.Acknowledgment(id="sagemaker-endpoints::RULE",
    reason="..."))`.
    """
    cdk.Validations.of(construct).add_warning(f"{_NAMESPACE}::{rule}", message)
