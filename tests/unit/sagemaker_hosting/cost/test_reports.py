"""What people and programs are told of costs."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from sagemaker_hosting.cost import (
    EnvironmentCost,
    Prices,
    StatedEnvironment,
    UnusableTraffic,
    budget_told,
    json_report,
    money,
    text_report,
)
from tests.unit.sagemaker_hosting.cost.bills import CostOf, endpoint, scaling, variant

TODAY = date(2026, 11, 22)
BUDGET = {
    "Metadata": {"sagemaker-hosting:environment": {"name": "prod", "monthly_budget_usd": 250}}
}


def test_table_has_every_part_and_the_total(cost: CostOf, prices: Prices) -> None:
    bill = cost(endpoint(variant("champion"), variant("challenger", InstanceType="ml.m5.xlarge")))

    text = text_report([bill], prices=prices, today=TODAY)

    rows = [line.split() for line in text.splitlines()]
    assert ["champion", "73.00", "73.00", "73.00", "0.1000", "0.1000", "0.1000"] in rows
    assert ["challenger", "182.50", "182.50", "182.50", "0.2500", "0.2500", "0.2500"] in rows
    assert ["total", "255.50", "255.50", "255.50", "0.3500", "0.3500", "0.3500"] in rows
    assert "list prices of 2026-09-22, 61 days old" in text
    assert "warning" not in text


def test_floor_is_told_as_one_with_its_reason(cost: CostOf, prices: Prices) -> None:
    bill = cost(endpoint(variant("small"), variant("large", InstanceType="ml.p5.48xlarge")))

    text = text_report([bill], prices=prices, today=TODAY, explain=True)

    assert ">=73.00" in text
    assert "no price" in text
    assert "not in it: no price of ml.p5.48xlarge in eu-west-1" in text


def test_old_prices_are_warned_of(cost: CostOf, prices: Prices) -> None:
    bill = cost(endpoint(variant()))

    text = text_report([bill], prices=prices, today=date(2027, 1, 1))

    assert "warning: prices older than 90 days, of 2026-09-22: hosting ml.c6i.large" in text


def test_line_tells_formula_price_source_and_date(cost: CostOf, prices: Prices) -> None:
    bill = cost(endpoint(variant()))

    text = text_report([bill], prices=prices, today=TODAY, explain=True)

    assert "1 instance (the initial count) x 730 hours x 0.1 USD per instance-hour" in text
    assert "ml.c6i.large: 2026-09-22, the list, https://example.com/prices" in text


def test_budget_that_is_exceeded_names_the_largest_items(cost: CostOf, prices: Prices) -> None:
    resources = endpoint(variant("champion"), variant("challenger", InstanceType="ml.m5.xlarge"))

    bill = cost(resources, template=BUDGET)

    assert bill.exceeds_budget
    assert budget_told(bill) == (
        "a typical month costs 255.50 USD, 5.50 more than the budget of 250.00; largest: "
        "Demand / challenger / instances 182.50, Demand / champion / instances 73.00"
    )
    assert "error: a typical month" in text_report([bill], prices=prices, today=TODAY)


def test_budget_that_holds_is_told_with_what_is_used_of_it(cost: CostOf) -> None:
    kept = cost(endpoint(variant()), template=BUDGET)
    without = cost(endpoint(variant()))

    # 73 of 250
    assert budget_told(kept) == "29 % of the budget of 250.00 USD a month"
    assert budget_told(without) is None


def test_floor_beyond_the_budget_exceeds_it(cost: CostOf) -> None:
    resources = endpoint(
        variant("small", InitialInstanceCount=4), variant("large", InstanceType="ml.p5.48xlarge")
    )

    beyond = cost(resources, template=BUDGET)
    unknown = cost(endpoint(variant(InstanceType="ml.p5.48xlarge")), template=BUDGET)

    assert beyond.exceeds_budget
    assert not unknown.exceeds_budget
    assert budget_told(unknown) == (
        "no part of a typical month has a known cost: the budget of 250.00 USD is not judged"
    )


def test_part_of_a_budget_that_is_not_judged_is_a_warning(cost: CostOf, prices: Prices) -> None:
    newer = variant("newer", InstanceType="ml.z9.large")
    bill = cost(endpoint(variant("small"), newer), template=BUDGET)

    text = text_report([bill], prices=prices, today=TODAY)
    (environment,) = json.loads(json_report([bill], prices=prices, today=TODAY))["environments"]

    # 73 of 250
    told = "at least 29 % of the budget of 250.00 USD a month: 73.00 USD are known, the rest is not"
    missing = "no price of ml.z9.large in eu-west-1 (Demand / newer / instances)"
    assert f"  warning: {told} judged\n" in text
    assert text.count("no price of ml.z9.large") == 1
    assert bill.missing_of_typical == (missing,)
    assert environment["missing_of_typical"] == [missing]


def test_reason_that_many_have_is_told_with_a_few_of_them(cost: CostOf) -> None:
    names = ("a", "b", "c", "d", "e")
    bill = cost(endpoint(*(variant(name, InstanceType="ml.z9.large") for name in names)))

    (missing,) = bill.missing_of_typical

    assert missing == (
        "no price of ml.z9.large in eu-west-1 (Demand / a / instances, Demand / b / instances, "
        "Demand / c / instances, 2 more)"
    )


def test_what_lacks_in_the_other_cases_alone_is_not_missing_of_a_typical_month(
    cost: CostOf,
) -> None:
    bill = cost(endpoint(variant()) | scaling(1, {"Ref": "Given"}))

    assert bill.missing == ("the number of instances is known to the deploy alone",)
    assert bill.missing_of_typical == ()


@pytest.mark.parametrize("budget", ["0", "-1", "1E+30", "NaN", "Infinity", "sNaN"])
def test_budget_that_code_states_is_checked_as_that_of_a_file(cost: CostOf, budget: str) -> None:
    stated = StatedEnvironment(name="prod", monthly_budget_usd=Decimal(budget))

    with pytest.raises(UnusableTraffic) as refusal:
        cost(endpoint(variant()), environments=[stated])

    allowed = "be at most 1,000,000,000,000,000" if budget == "1E+30" else "be a number above 0"
    assert str(refusal.value) == f"prod: monthly_budget_usd must {allowed}, got {budget}"


@pytest.mark.parametrize("budget", [1e-9, 10**15])
def test_any_budget_that_is_taken_can_be_told(cost: CostOf, prices: Prices, budget: float) -> None:
    said = {"sagemaker-hosting:environment": {"name": "prod", "monthly_budget_usd": budget}}
    bill = cost(endpoint(variant()), template={"Metadata": said})

    (told,) = json.loads(json_report([bill], prices=prices, today=TODAY))["environments"]

    assert told["monthly_budget_usd"] == budget
    assert told["budget"] == budget_told(bill)


def test_budget_of_any_size_is_told() -> None:
    bill = EnvironmentCost(name="prod", kind="environment", monthly_budget_usd=Decimal("1E+30"))

    assert budget_told(bill) == f"0 % of the budget of {10**30:,}.00 USD a month"


def test_amounts_of_any_size_are_written_to_the_cent() -> None:
    amounts = ("1E+30", "1234567.005", "0.005", "0.00005", "0")

    assert [money(Decimal(amount)) for amount in amounts] == [
        "1,000,000,000,000,000,000,000,000,000,000.00",
        "1,234,567.01",
        "0.0050",
        "0.0001",
        "0.00",
    ]


def test_program_reads_the_same(cost: CostOf, prices: Prices) -> None:
    budget = StatedEnvironment(name="prod", monthly_budget_usd=None)
    bill = cost(endpoint(variant(InstanceType="ml.m5.xlarge")), environments=[budget])

    report = json.loads(json_report([bill], prices=prices, today=TODAY))

    (environment,) = report["environments"]
    line = environment["parts"][0]["parts"][0]["lines"][0]
    assert report["version"] == 1
    assert environment["month"]["typical"] == {"usd": 182.5, "at_least": False}
    assert environment["hour"]["typical"] == {"usd": 0.25, "at_least": False}
    assert (environment["monthly_budget_usd"], environment["exceeds_budget"]) == (None, False)
    assert line["quantity"] == {"min": 730, "typical": 730, "max": 730}
    assert (line["price_usd"], line["source"], line["date"]) == (0.25, "list", "2026-09-22")
    assert [(p["key"], p["age_days"]) for p in report["prices"]] == [("ml.m5.xlarge", 61)]
