"""What a file says of traffic, budget and Region, beside the templates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.cost import UnusableTraffic, read_environment_file
from tests.unit.sagemaker_hosting.cost.bills import (
    CostOf,
    endpoint,
    predefined,
    scaling,
    told,
    variant,
)

SCALED = endpoint(variant(), traffic={"requests_per_day": 1440}) | scaling(
    1, 9, **predefined("SageMakerVariantInvocationsPerInstance", 100)
)


def written(folder: Path, text: str, name: str = "prod.yaml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_file_holds_before_metadata(cost: CostOf, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "account: '111111111111'\nregion: eu-west-1\nmonthly_budget_usd: 400\n"
        "endpoints: {demand: {kind: real_time, traffic: {requests_per_day: 720000}}}\n",
    )

    bill = cost(SCALED, region=None, environments=[read_environment_file(path)])

    # 500 requests a minute for a target of 100: 5 x 730 h x 0.10
    assert told(bill.month) == ("73.00", "365.00", "657.00")
    assert bill.monthly_budget_usd == 400
    assert not bill.exceeds_budget


@pytest.mark.parametrize("key", ["demand", "Demand", "end-point", "endpoint"])
def test_endpoint_is_meant_by_the_name_of_its_stack_or_its_own(
    cost: CostOf, tmp_path: Path, key: str
) -> None:
    path = written(tmp_path, f"endpoints: {{{key}: {{traffic: {{requests_per_day: 720000}}}}}}")

    bill = cost(SCALED, environments=[read_environment_file(path)])

    assert str(bill.month.typical) == "365.00"


def test_file_of_another_environment_is_about_the_only_one_there_is(
    cost: CostOf, tmp_path: Path
) -> None:
    path = written(tmp_path, "monthly_budget_usd: 10", "other.yaml")

    bill = cost(SCALED, environments=[read_environment_file(path)])

    assert bill.exceeds_budget


def test_key_that_means_nothing_is_told(cost: CostOf, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "endpoints: {demnad: {traffic: {requests_per_day: 1}}}\n"
        "batch: {demand: {traffic: {duration_minutes: 1}}}\n",
    )

    with pytest.raises(UnusableTraffic) as refusal:
        cost(SCALED, environments=[read_environment_file(path)])

    assert str(refusal.value).splitlines() == [
        f"{path}: {place}.traffic: the templates of prod hold nothing of this name"
        for place in ("endpoints.demnad", "batch.demand")
    ]


def test_key_that_means_two_things_is_told(cost: CostOf, tmp_path: Path) -> None:
    path = written(tmp_path, "endpoints: {demand: {traffic: {requests_per_day: 1}}}")
    twice: dict[str, Any] = {**SCALED, "Second": SCALED["Endpoint"]}

    with pytest.raises(UnusableTraffic, match="may be any of Demand/Endpoint, Demand/Second"):
        cost(twice, environments=[read_environment_file(path)])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("monthly_budget_usd: 0", "monthly_budget_usd must be a number above 0, got 0"),
        ("monthly_budget_usd: '400'", "monthly_budget_usd must be a number above 0, got '400'"),
        ("a: [", "prod.yaml:2: no YAML"),
    ],
)
def test_file_that_is_wrong_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(UnusableTraffic) as refusal:
        read_environment_file(path)

    assert fault in str(refusal.value)


def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableTraffic, match=r"none\.yaml"):
        read_environment_file(tmp_path / "none.yaml")


def test_component_has_traffic_of_its_own(cost: CostOf, tmp_path: Path) -> None:
    def component(name: str) -> dict[str, Any]:
        needs = {"ComputeResourceRequirements": {"NumberOfAcceleratorDevicesRequired": 1}}
        return {
            "Type": "AWS::SageMaker::InferenceComponent",
            "Properties": {
                "InferenceComponentName": name,
                "EndpointName": {"Fn::GetAtt": ["Endpoint", "EndpointName"]},
                "VariantName": "AllTraffic",
                "RuntimeConfig": {"CopyCount": 1},
                "Specification": needs,
            },
        }

    shared = variant(
        InstanceType="ml.g5.2xlarge",
        ManagedInstanceScaling={"MinInstanceCount": 1, "MaxInstanceCount": 8},
    )
    del shared["ModelName"]
    resources = (
        endpoint(shared)
        | {"ChronosComponent": component("chronos"), "OtherComponent": component("other")}
        | scaling(
            1,
            6,
            dimension="sagemaker:inference-component:DesiredCopyCount",
            resource_id="inference-component/chronos",
            **predefined("SageMakerInferenceComponentInvocationsPerCopy", 100),
        )
    )
    path = written(
        tmp_path,
        "endpoints: {demand: {components: {chronos: {traffic: {requests_per_day: 432000}}}}}",
    )

    bill = cost(resources, environments=[read_environment_file(path)])

    # 300 a minute for a target of 100: 3 copies, and 1 of the other: 4 GPUs x 730 h x 1.50
    assert str(bill.month.typical) == "4,380.00"
