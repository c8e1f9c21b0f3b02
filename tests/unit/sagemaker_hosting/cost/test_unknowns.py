"""What is not known makes floors, with the reason; it is never 0, and never guessed."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_hosting.cost import UnusableTraffic, check_metadata
from sagemaker_hosting.cost._bounds import Bounds
from sagemaker_hosting.cost._capacity import mean_count
from sagemaker_hosting.templates import read_templates
from tests.unit.sagemaker_hosting.cost.bills import (
    CostOf,
    endpoint,
    predefined,
    scaling,
    serverless,
    told,
    variant,
)

if TYPE_CHECKING:
    from pathlib import Path

PARAMETER = {"Ref": "Given"}
DEPLOY = "is known to the deploy alone"
REFUSED = "AWS refuses it, so that it has no price"
MANAGED = {"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 2}


def untyped(**properties: Any) -> dict[str, Any]:
    """A variant that names no instance type."""
    given: dict[str, Any] = variant(**properties)
    return {name: value for name, value in given.items() if name != "InstanceType"}


@pytest.mark.parametrize(
    ("resources", "month", "reason"),
    [
        (
            endpoint(variant(InstanceType=PARAMETER)),
            ("not known",) * 3,
            f"the instance type {DEPLOY}",
        ),
        (
            endpoint(untyped()),
            ("not known",) * 3,
            f"variant AllTraffic has no InstanceType: {REFUSED}",
        ),
        (
            endpoint(untyped(ManagedInstanceScaling=MANAGED)),
            ("not known",) * 3,
            f"variant AllTraffic has no InstanceType: {REFUSED}",
        ),
        (
            endpoint(untyped(InstancePools=[{"Priority": 1}])),
            ("not known",) * 3,
            f"InstancePools[0] of variant AllTraffic has no InstanceType: {REFUSED}",
        ),
        (
            endpoint(untyped(ServerlessConfig=PARAMETER)),
            ("not known",) * 3,
            f"the instance type {DEPLOY}",
        ),
        (
            endpoint(variant(InitialInstanceCount=PARAMETER)),
            ("not known",) * 3,
            f"the number of instances {DEPLOY}",
        ),
        (
            endpoint(variant()) | scaling(2, PARAMETER),
            ("146.00", "146.00", "at least 146.00"),
            f"the number of instances {DEPLOY}",
        ),
        (
            endpoint(serverless()),
            ("0.00", "not known", "1,051.20"),
            "how much it is used: state requests_per_day and duration_ms of its traffic",
        ),
        (
            endpoint(serverless(MemorySizeInMB=PARAMETER)),
            ("0.00", "not known", "not known"),
            f"the memory {DEPLOY}",
        ),
        (
            endpoint(serverless(MemorySizeInMB=3072)),
            ("0.00", "not known", "not known"),
            "no price of serverless inference at 3072 MB in eu-west-1",
        ),
        (
            {
                "Endpoint": {
                    "Type": "AWS::SageMaker::Endpoint",
                    "Properties": {"EndpointConfigName": PARAMETER},
                }
            },
            ("not known",) * 3,
            "its configuration is not in these templates",
        ),
    ],
)
def test_reason_is_told(
    cost: CostOf, resources: dict[str, Any], month: tuple[str, ...], reason: str
) -> None:
    bill = cost(resources)

    assert told(bill.month) == month
    assert bill.missing == (reason,)


def test_region_that_is_not_known_has_no_prices(cost: CostOf) -> None:
    bill = cost(endpoint(variant()), region=None)

    assert told(bill.month) == ("not known",) * 3
    assert bill.missing == ("the Region is not known (name it by --region)",)


def test_region_without_any_price_says_how_to_ask_for_them(cost: CostOf) -> None:
    bill = cost(endpoint(variant()), region="eu-central-2")

    (reason,) = bill.missing
    assert reason.startswith("no prices are known in eu-central-2 (")
    assert "endpoints cost refresh --region eu-central-2" in reason


def test_type_that_is_none_is_told_with_the_nearest(cost: CostOf) -> None:
    bill = cost(endpoint(variant(InstanceType="ml.m5.larg")))

    (reason,) = bill.missing
    assert reason.startswith("'ml.m5.larg' is no hosting type: ")
    assert "; nearest: ml.m5.large, " in reason


def test_type_that_no_table_knows_has_no_price_and_is_no_fault(cost: CostOf) -> None:
    bill = cost(endpoint(variant(InstanceType="ml.z9.large")))

    assert bill.missing == ("no price of ml.z9.large in eu-west-1",)


def test_region_of_the_templates_metadata_is_taken(cost: CostOf) -> None:
    said = {"Metadata": {"sagemaker-hosting:environment": {"name": "prod", "region": "eu-west-1"}}}

    bill = cost(endpoint(variant()), region=None, template=said)

    assert told(bill.month) == ("73.00", "73.00", "73.00")
    assert bill.region == "eu-west-1"


def test_nothing_costs_nothing_even_without_a_price(cost: CostOf) -> None:
    bill = cost(endpoint(variant(InstanceType="ml.p5.48xlarge")) | scaling(0, 0))

    assert told(bill.month) == ("0.00", "0.00", "0.00")


def test_initial_count_is_typical_where_the_policy_tells_nothing_of_requests(cost: CostOf) -> None:
    followed: dict[str, Any] = {
        "CustomizedMetricSpecification": {"MetricName": "CPUUtilizationNormalized"},
        "TargetValue": 60,
    }
    resources = endpoint(variant(InitialInstanceCount=3), traffic={"requests_per_day": 9e6})

    bill = cost(resources | scaling(1, 8, **followed))

    assert told(bill.month) == ("73.00", "219.00", "584.00")


def test_initial_count_beyond_the_bounds_is_brought_within_them(cost: CostOf) -> None:
    bill = cost(endpoint(variant(InitialInstanceCount=9)) | scaling(2, 4))

    assert told(bill.month) == ("146.00", "292.00", "292.00")


def test_target_of_concurrency_needs_a_duration(cost: CostOf) -> None:
    policy = predefined("SageMakerVariantConcurrentRequestsPerModelHighResolution", 2)
    scaled = scaling(1, 9, **policy)

    without = cost(endpoint(variant(), traffic={"requests_per_day": 86_400}) | scaled)
    with_it = cost(
        endpoint(variant(), traffic={"requests_per_day": 86_400, "duration_ms": 10_000}) | scaled
    )

    # 1 request a second of 10 s: 10 at a time, 2 on each of 5 instances
    assert str(without.month.typical) == "73.00"
    assert str(with_it.month.typical) == "365.00"


def test_parameters_have_their_defaults(cost: CostOf) -> None:
    parameters = {"Parameters": {"Given": {"Type": "Number", "Default": 2}}}

    bill = cost(endpoint(variant(InitialInstanceCount=PARAMETER)), template=parameters)

    assert told(bill.month) == ("146.00", "146.00", "146.00")


@pytest.mark.parametrize(
    ("traffic", "faults"),
    [
        (
            {"requests_per_day": "many"},
            ["requests_per_day must be a number of at least 0, got 'many'"],
        ),
        ({"requests_per_day": True}, ["requests_per_day must be a number of at least 0, got True"]),
        (
            {"requests_per_day": 1e16},
            ["requests_per_day must be at most 1,000,000,000,000,000, got 1e+16"],
        ),
        (
            {"request_per_day": 1},
            [
                "unknown key 'request_per_day'; did you mean requests_per_day?",
                "requests_per_day is missing",
            ],
        ),
        (
            {"requests_per_day": 1, "peak_factor": 0.5, "payload_kb": -1},
            [
                "peak_factor must be a number of at least 1, got 0.5",
                "payload_kb must be a number of at least 0, got -1",
            ],
        ),
    ],
)
def test_traffic_that_is_wrong_is_told_with_its_place(
    cost: CostOf, traffic: dict[str, Any], faults: list[str]
) -> None:
    with pytest.raises(UnusableTraffic) as refusal:
        cost(endpoint(variant(), traffic=traffic))

    told_faults = str(refusal.value).splitlines()
    assert [fault.partition("sagemaker-hosting:traffic: ")[2] for fault in told_faults] == faults
    assert all("prod/Demand.json:1: Endpoint: " in fault for fault in told_faults)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"monthly_budget": 5}, "unknown key 'monthly_budget'; did you mean monthly_budget_usd?"),
        ({"zzz": 5}, "unknown key 'zzz'; did you mean name, region, monthly_budget_usd?"),
        ("prod", "must be a mapping of keys, got 'prod'"),
    ],
)
def test_environment_that_a_template_tells_wrongly_is_told_with_its_place(
    tmp_path: Path, said: object, fault: str
) -> None:
    template = {"Metadata": {"sagemaker-hosting:environment": said}, "Resources": {}}
    (tmp_path / "Demand.json").write_text(json.dumps(template, indent=1))

    with pytest.raises(UnusableTraffic) as refusal:
        check_metadata(read_templates([tmp_path / "Demand.json"]))

    place, _, told_fault = str(refusal.value).partition(": sagemaker-hosting:environment: ")
    assert told_fault == fault
    assert place in {f"{tmp_path}/Demand.json:{line}" for line in (3, 4)}


def test_environment_that_a_template_tells_well_is_taken(tmp_path: Path) -> None:
    said = {"name": "prod", "region": "eu-west-1", "monthly_budget_usd": 5, "Fn::Transform": {}}
    template = {"Metadata": {"sagemaker-hosting:environment": said}, "Resources": {}}
    (tmp_path / "Demand.json").write_text(json.dumps(template))

    check_metadata(read_templates([tmp_path / "Demand.json"]))


@pytest.mark.parametrize("number", [1e300, -3, "inf", "nan", "many"])
def test_count_that_is_none_is_not_known(cost: CostOf, number: Any) -> None:
    bill = cost(endpoint(variant()) | scaling(1, number))

    assert told(bill.month) == ("73.00", "73.00", "at least 73.00")


@given(
    need=st.decimals(min_value=0, max_value=1000, places=3),
    peak_factor=st.decimals(min_value=1, max_value=50, places=2),
    low=st.integers(min_value=0, max_value=20),
    more=st.integers(min_value=0, max_value=200),
)
def test_average_is_within_the_bounds_and_enough_for_a_flat_day(
    need: Decimal, peak_factor: Decimal, low: int, more: int
) -> None:
    bounds = Bounds.constant(Decimal(low), Decimal(low + more))

    count = mean_count(need, peak_factor, bounds)

    assert low <= count <= low + more
    assert peak_factor != 1 or count >= min(need, Decimal(low + more)) - Decimal("1E-9")
