"""Compares what both sides cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.changes import Effect
from sagemaker_hosting.cost import Cost, Costs, EnvironmentCost, cost_of, money
from sagemaker_hosting.review._item import Item, Money
from sagemaker_hosting.review._remark import Remark, Risk
from sagemaker_hosting.review._review import Place

if TYPE_CHECKING:
    from sagemaker_hosting.cost import Amount, Prices, StatedEnvironment
    from sagemaker_hosting.templates import Template
    from sagemaker_hosting.view import Resource

Key = tuple[int, str]

_WHOLE: Final = 1

NO_STEP: Final = "difference not known"
"""What `told_step` tells where one amount is a floor, and may be above or below the other."""

SAME: Final = "±$0"
"""What `told_step` tells where nothing changes."""

UNKNOWN: Final = "not known"
"""What `told_amount` tells of what has no price at all."""

NONE: Final = "-"
"""What `told_amount` tells of what is not there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bill:
    """Defines what one side costs.

    Attributes:
        environments: by name.
        things: endpoints and batch transforms, by the identity of the template and logical id.
    """

    environments: Mapping[str, EnvironmentCost] = field(default_factory=dict)
    things: Mapping[Key, list[Cost]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        templates: Sequence[Template],
        *,
        environments: Sequence[StatedEnvironment] = (),
        prices: Prices | None = None,
        renamed: Mapping[str, str] | None = None,
    ) -> Bill:
        """Price templates.

        Args:
            templates: what is priced.
            environments: what files say.
            prices: list prices; those of this package when left out.
            renamed: what environments are called on the other side, where that differs.

        Raises:
            UnusableTraffic: traffic or a budget is stated wrongly.
        """
        found = cost_of(templates, environments=environments, prices=prices)
        things: dict[Key, list[Cost]] = {}
        for environment in found:
            for part in environment.parts:
                if part.logical_id is not None:
                    things.setdefault((id(part.template), part.logical_id), []).append(part)
        names = renamed if renamed is not None else {}
        return cls(
            environments={names.get(cost.name, cost.name): cost for cost in found}, things=things
        )

    def costs_of(self, resource: Resource | None) -> list[Cost]:
        """Find what a resource costs."""
        if resource is None:
            return []
        return self.things.get((id(resource.stack.template), resource.logical_id), [])


def money_of(old: Sequence[Cost], new: Sequence[Cost]) -> Money | None:
    """Compare two costs; None if there are none."""
    if not old and not new:
        return None
    reasons = dict.fromkeys(reason for cost in (*old, *new) for reason in cost.missing)
    return Money(before=_total(old), after=_total(new), reasons=tuple(reasons))


def place_of(name: str, old: Bill, new: Bill) -> Place:
    """Compare what an environment costs."""
    before, after = old.environments.get(name), new.environments.get(name)
    return Place(
        name=name,
        money=money_of(
            [before] if before is not None else [], [after] if after is not None else []
        ),
        budget_before=before.monthly_budget_usd if before is not None else None,
        budget_after=after.monthly_budget_usd if after is not None else None,
    )


def remarks_on_budget(name: str, old: Bill, new: Bill) -> tuple[Remark, ...]:
    """Tell of a budget that the typical month exceeds."""
    after, before = new.environments.get(name), old.environments.get(name)
    if after is None or not after.exceeds_budget or after.monthly_budget_usd is None:
        return ()
    earlier = before is not None and before.exceeds_budget
    largest = ", ".join(f"{path} {amount} USD" for path, amount in after.largest[:3])
    says = (
        f"{name} costs {after.month.typical} USD in a typical month, and its budget is "
        f"{money(after.monthly_budget_usd)} USD{', as before this change' if earlier else ''}; "
        f"most of it: {largest}"
    )
    return (Remark(risk=Risk.BUDGET, says=says, fix="raise monthly_budget_usd, or use less"),)


def remarks_on_left_costs(items: Sequence[Item]) -> Iterator[Remark]:
    """Tell what goes on costing, though the amounts of the new side are without it."""
    for item in items:
        if item.effect is not Effect.LEFT or item.money is None:
            continue
        if item.money.before is not None:
            says = (
                f"{item.name} costs {_dollars(item.money.before.typical)} a month until somebody "
                "deletes it: the amounts after this change are without it"
            )
            yield Remark(risk=None, says=says)


def told_amount(costs: Costs | None) -> str:
    """Write a typical month: `$151.84`, `at least $60.00`, `not known`."""
    return NONE if costs is None else _dollars(costs.typical)


def told_range(costs: Costs | None) -> str:
    """Write the least and the most of a month."""
    if costs is None:
        return NONE
    if costs.min == costs.max:
        return _dollars(costs.min)
    return f"{_dollars(costs.min)} to {_dollars(costs.max)}"


def told_step(change: Money | None) -> str:
    """Write the difference of typical months: `+$62.05 (+41 %)`; empty if there is none."""
    if change is None:
        return ""
    was = change.before.typical if change.before is not None else None
    now = change.after.typical if change.after is not None else None
    old = was.usd if was is not None else Decimal(0)
    new = now.usd if now is not None else Decimal(0)
    step = new - old
    floors = [amount is not None and amount.at_least for amount in (was, now)]
    if not step:
        return "no known difference" if any(floors) else SAME
    sign = "+" if step > 0 else "-"
    percent = f" ({sign}{_percent(abs(step) / old)} %)" if old else ""
    told = f"{sign}${money(abs(step))}{percent}"
    if all(floors):
        return f"{told} of what is known"
    if any(floors):
        # A floor that only grows leaves the direction certain.
        return f"{sign} at least ${money(abs(step))}" if floors[1] is (step > 0) else NO_STEP
    return told


def _percent(part: Decimal) -> str:
    percent = part * 100
    return f"{percent:.0f}" if percent >= _WHOLE else f"{percent:.1f}"


def _dollars(amount: Amount) -> str:
    if amount.at_least:
        return f"at least ${money(amount.usd)}" if amount.usd else UNKNOWN
    return f"${money(amount.usd)}"


def _total(costs: Sequence[Cost]) -> Costs | None:
    return Costs.total(cost.month for cost in costs) if costs else None
