"""What holds environments to their budgets, at every synth."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import aws_cdk as cdk
import jsii

from stacks.settings import fault_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sagemaker_hosting.cost import Cost, EnvironmentCost
    from stacks.settings import Environment

_VERSION: Final = "1.0.0"
_RULE: Final = "Exceeded"
_BUDGET: Final = ("monthly_budget_usd",)
_FOLDER_OF_A_STAGE: Final = "assembly-"


def add_budgets(app: cdk.App, environments: Iterable[Environment]) -> None:
    """Fail a synth in which a typical month of an environment costs more than its budget.

    Nothing is priced where no budget is stated.
    """
    budgeted = [e for e in environments if e.monthly_budget_usd is not None]
    if budgeted:
        cdk.Validations.of(app).add_plugins(MonthlyBudgets(budgeted, assembly=Path(app.outdir)))


@jsii.implements(cdk.IPolicyValidationPlugin)
class MonthlyBudgets:
    """Prices the templates of environments, and finds those that exceed their budgets.

    Only what is known counts: what has no price does not fail a synth, and is told beside it, on
    standard error. It is no warning of CDK's, which would end `make synth` until somebody
    acknowledges it: an instance type that is newer than the prices is nothing to give reasons for.

    Args:
        environments: those that state a budget.
        assembly: the folder that the app is synthesized to.
    """

    def __init__(self, environments: Iterable[Environment], *, assembly: Path) -> None:
        self._environments = {environment.name: environment for environment in environments}
        self._assembly = assembly

    @property
    def name(self) -> str:
        """What stands before the id of the rule."""
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
        from sagemaker_hosting.cost import cost_of  # noqa: PLC0415  # where a budget is stated only
        from sagemaker_hosting.templates import read_templates  # noqa: PLC0415  # likewise

        folders = dict.fromkeys(Path(s.template_path).parent for s in context.stack_templates)
        stages = [f for f in folders if self._is_budgeted(f)]
        costs = cost_of(read_templates(stages)) if stages else ()
        exceeded = [cost for cost in costs if cost.exceeds_budget]
        self._tell_what_is_not_judged([cost for cost in costs if not cost.exceeds_budget])
        return cdk.PolicyValidationPluginReport(
            success=not exceeded, violations=[self._violation(cost) for cost in exceeded]
        )

    def _is_budgeted(self, folder: Path) -> bool:
        return folder.name.removeprefix(_FOLDER_OF_A_STAGE) in self._environments

    def _tell_what_is_not_judged(self, costs: Sequence[EnvironmentCost]) -> None:
        from sagemaker_hosting.cost import own_prices  # noqa: PLC0415  # likewise

        for cost in costs:
            environment = self._environments[cost.name]
            # A Region without prices is told by the file's own checks, before anything is built.
            if cost.missing_of_typical and environment.region in own_prices().regions:
                note = fault_in(environment, _BUDGET, _told(cost))
                sys.stderr.write(f"note: {note}\n")

    def _violation(self, cost: EnvironmentCost) -> cdk.PolicyViolation:
        dearest = max(cost.parts, key=lambda part: part.month.typical.usd)
        environment = self._environments[cost.name]
        return cdk.PolicyViolation(
            rule_name=_RULE,
            description=str(fault_in(environment, _BUDGET, _told(cost))),
            fix=f"endpoints cost {_shown(self._assembly)} --explain tells what it is made of; "
            "lower that, or raise the budget",
            # Of all else the CLI says "Acknowledge with", and a budget is raised, not acknowledged.
            severity="fatal",
            violating_resources=[_resource(dearest)],
        )


def _told(cost: EnvironmentCost) -> str:
    from sagemaker_hosting.cost import budget_told  # noqa: PLC0415  # likewise

    missing = [f"not in it: {reason}" for reason in cost.missing_of_typical]
    return "; ".join([str(budget_told(cost)), *missing])


def _shown(folder: Path) -> str:
    """Write a folder as a command takes it where the app is synthesized."""
    here = Path.cwd()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


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
