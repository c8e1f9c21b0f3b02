"""Checks every template of an app by the rules of SageMaker hosting, at synth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import aws_cdk as cdk
import jsii

if TYPE_CHECKING:
    from sagemaker_hosting.rules import Finding
    from sagemaker_hosting.templates import Acknowledgement, Template

_VERSION: Final = "1.0.0"


@jsii.implements(cdk.IPolicyValidationPlugin)
class SageMakerChecks:
    """Finds what AWS would refuse, or silently ignore, in the templates of an app.

    Errors fail the synth; warnings do with `cdk synth --strict`. What is found is printed with the
    construct and where it was made, and written to `cdk.out/validation-report.json`. A finding
    that is meant is acknowledged on its construct, or on one above it:

        cdk.Validations.of(endpoint).acknowledge(
            cdk.Acknowledgment(id="SageMaker::SRV-21", reason="the quota was raised in March"),
        )

    An acknowledgement on a stack, or below it, that no finding needs any more is a warning. A
    warning that a construct gives as well counts as acknowledged by the construct's id, too. The
    rules are those of `endpoints check`.

    Example:
        cdk.Validations.of(app).add_plugins(SageMakerChecks())

    Register it once, on the app: CDK gives a plugin of a stage the templates of the whole app.
    """

    @property
    def name(self) -> str:
        """What stands before the ids of the rules in acknowledgements."""
        return "SageMaker"

    @property
    def version(self) -> str:
        """The version of the plugin's report."""
        return _VERSION

    @property
    def rule_ids(self) -> list[str]:
        """The ids of all rules."""
        from sagemaker_hosting.rules import RULES  # noqa: PLC0415  # only at the end of a synth

        return [rule.id for rule in RULES]

    def validate(self, context: cdk.IPolicyValidationContext) -> cdk.PolicyValidationPluginReport:
        """Check the templates that CDK has just written.

        Args:
            context: the stacks, each with its template, account and Region.
        """
        from sagemaker_hosting.rules import Severity, check, set_aside  # noqa: PLC0415  # likewise

        templates = _templates([stack.template_path for stack in context.stack_templates])
        findings = check(templates)
        # CDK sets the acknowledged ones aside by itself; which acknowledgements no finding needs,
        # it does not tell.
        aside = set_aside(findings, templates)
        known_as = {id(finding): given.rule for finding, given in aside.by_twin}
        return cdk.PolicyValidationPluginReport(
            success=all(finding.severity is not Severity.ERROR for finding in findings),
            violations=[
                *(_violation(f, known_as.get(id(f), f.rule.id)) for f in findings),
                *(_stale(given) for _, given in aside.stale),
            ],
        )


def _templates(paths: Sequence[str]) -> tuple[Template, ...]:
    """Read the assembly that the templates lie in: its manifest tells more than they do."""
    from sagemaker_hosting.templates import read_templates  # noqa: PLC0415  # likewise

    assemblies = dict.fromkeys(_assembly_of(Path(path).parent) for path in paths)
    return read_templates(list(assemblies))


def _assembly_of(folder: Path) -> Path:
    """Climb from the assembly of a stage to that of the app."""
    while (folder.parent / "manifest.json").is_file():
        folder = folder.parent
    return folder


def _violation(finding: Finding, rule_name: str) -> cdk.PolicyViolation:
    """Write a finding for CDK, which looks for acknowledgements of its name."""
    said = finding.says if finding.when is None else f"when {finding.when}: {finding.says}"
    allowed = f"; allowed: {finding.allowed}" if finding.allowed is not None else ""
    fixes = finding.fixes
    return cdk.PolicyViolation(
        rule_name=rule_name,
        description=f"{said}{allowed}",
        fix=f"{fixes.first}; in {fixes.tool}: {fixes.elsewhere} ({finding.link})",
        severity=str(finding.severity),
        violating_resources=[
            cdk.PolicyViolatingResource(
                resource_logical_id=finding.logical_id,
                template_path=str(finding.template.path),
                locations=[finding.place],
                construct_path=finding.construct_path,
            )
        ],
    )


def _stale(given: Acknowledgement) -> cdk.PolicyViolation:
    return cdk.PolicyViolation(
        rule_name="StaleAcknowledgement",
        description=f"{given.rule} is acknowledged, and not found: {given.reason}",
        fix="remove the acknowledgement",
        severity="warning",
        violating_resources=[cdk.PolicyViolatingResource(locations=[], construct_path=given.path)],
    )
