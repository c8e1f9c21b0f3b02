"""What holds environments to their budgets, at every synth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import aws_cdk as cdk
import jsii

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sagemaker_hosting.cost import Cost, EnvironmentCost
    from stacks.settings import Environment

_VERSION: Final = "1.0.0"
_RULE: Final = "Exceeded"
_FOLDER_OF_A_STAGE: Final = "assembly-"


def add_budgets(app: cdk.App, environments: Iterable[Environment]) -> None:
    """Fail a synth in which a typical month of an environment costs more than its budget.

    Nothing is priced where no budget is stated.
    """
    names = [e.name for e in environments if e.monthly_budget_usd is not None]
    if names:
        cdk.Validations.of(app).add_plugins(MonthlyBudgets(names))


@jsii.implements(cdk.IPolicyValidationPlugin)
class MonthlyBudgets:
    """Prices the templates of environments, and finds those that exceed their budgets.

    Only what is known counts: what has no price does not fail a synth.

    Args:
        environments: the names of those that state a budget.
    """

    def __init__(self, environments: Iterable[str]) -> None:
        self._environments = frozenset(environments)

    @property
    def name(self) -> str:
        """What stands before the id of the rule in acknowledgements."""
        return "MonthlyBudget"

    @property
    def version(self) -> str:
        """The version of the plugin's report."""
        return _VERSION

    @property
    def rule_ids(self) -> list[str]:
        """The one rule."""
        return [_RULE]

    def validate(self, context: cdk.IPolicyValidationContext) -> cdk.PolicyValidationPluginReport:
        """Price the templates that CDK has just written.

        Args:
            context: the stacks, each with its template.
        """
        from sagemaker_hosting.cost import cost_of  # noqa: PLC0415 (where a budget is stated only)
        from sagemaker_hosting.templates import read_templates  # noqa: PLC0415 (likewise)

        folders = dict.fromkeys(Path(s.template_path).parent for s in context.stack_templates)
        stages = [f for f in folders if self._is_budgeted(f)]
        costs = cost_of(read_templates(stages)) if stages else ()
        exceeded = [cost for cost in costs if cost.exceeds_budget]
        return cdk.PolicyValidationPluginReport(
            success=not exceeded, violations=[_violation(cost) for cost in exceeded]
        )

    def _is_budgeted(self, folder: Path) -> bool:
        return folder.name.removeprefix(_FOLDER_OF_A_STAGE) in self._environments


def _violation(cost: EnvironmentCost) -> cdk.PolicyViolation:
    from sagemaker_hosting.cost import budget_told  # noqa: PLC0415 (likewise)

    dearest = max(cost.parts, key=lambda part: part.month.typical.usd)
    return cdk.PolicyViolation(
        rule_name=_RULE,
        description=f"{cost.name}: {budget_told(cost)}",
        fix="endpoints cost cdk.out --explain tells what it is made of; lower that, or raise "
        f"monthly_budget_usd of environments/{cost.name}.yaml",
        severity="error",
        violating_resources=[_resource(dearest)],
    )


def _resource(part: Cost) -> cdk.PolicyViolatingResource:
    """What costs most: the CLI passes over findings that are of a stage, and of no stack in it."""
    template, logical_id = part.template, part.logical_id
    return cdk.PolicyViolatingResource(
        resource_logical_id=logical_id,
        template_path=str(template.path) if template is not None else None,
        locations=[],
        construct_path=(
            template.construct_path(logical_id)
            if template is not None and logical_id is not None
            else None
        ),
    )
