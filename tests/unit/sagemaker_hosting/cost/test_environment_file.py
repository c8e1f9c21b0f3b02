"""What a file says of traffic, budget and Region, beside the templates."""

from __future__ import annotations

import json
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


def test_name_that_means_nothing_is_told_with_the_nearest(cost: CostOf, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "endpoints:\n  demnad: {traffic: {requests_per_day: 1}}\n"
        "batch:\n  demand: {traffic: {duration_minutes: 1}}\n",
    )

    with pytest.raises(UnusableTraffic) as refusal:
        cost(SCALED, environments=[read_environment_file(path)])

    held = "the templates of prod hold no"
    assert str(refusal.value).splitlines() == [
        f"{path}:2: endpoints.demnad.traffic: {held} endpoint of this name; nearest: Demand",
        f"{path}:4: batch.demand.traffic: {held} batch transform of this name",
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
        ("monthly_budget_usd: -5", "monthly_budget_usd must be a number above 0, got -5"),
        ("monthly_budget_usd: true", "monthly_budget_usd must be a number above 0, got True"),
        (
            "monthly_budget_usd: 1.0e+30",
            "monthly_budget_usd must be at most 1,000,000,000,000,000, got 1e+30",
        ),
        ("monthly_budget_usd: .inf", "prod.yaml:1: '.inf': the number is not finite"),
        ("monthly_budget_usd: .nan", "prod.yaml:1: '.nan': the number is not finite"),
        ("a: [", "prod.yaml:2: no YAML"),
        ("", "prod.yaml: the file is empty"),
        ("[region]", "prod.yaml:1: an environment file is a mapping of keys (region, "),
        ("region: eu-west1", "prod.yaml:1: region: 'eu-west1' is no name of a Region; nearest: eu"),
        ("region: 5", "prod.yaml:1: region must be text, got the number 5"),
        ("region:\nbatch: [a]", "prod.yaml:2: batch must be a mapping, by key, got a list"),
        ("endpoints: {a: 5}", "prod.yaml:1: endpoints.a must be a mapping of keys, got the num"),
        ("Resources: {}", "prod.yaml:1: this is a CloudFormation template; name it as PATH"),
    ],
)
def test_file_that_is_wrong_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(UnusableTraffic) as refusal:
        read_environment_file(path)

    assert fault in str(refusal.value)


def test_every_unknown_key_is_told_with_its_line_and_the_nearest(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "regoin: eu-west-1\n"
        "monthly_budget: 400\n"
        "endpoints:\n"
        "  demand:\n"
        "    trafic: {requests_per_day: 1}\n"
        "    components:\n"
        "      chronos:\n"
        "        copys: 2\n"
        "  intraday:\n"
        "    traffic:\n"
        "      request_per_day: 1\n"
        "      requests_per_day: 1\n"
        "batch:\n"
        "  nightly: {duration_minutes: 20}\n"
        "zzz: 1\n",
    )

    with pytest.raises(UnusableTraffic) as refusal:
        read_environment_file(path)

    assert str(refusal.value).splitlines() == [
        f"{path}:1: unknown key 'regoin'; did you mean region?",
        f"{path}:2: unknown key 'monthly_budget'; did you mean monthly_budget_usd?",
        f"{path}:15: unknown key 'zzz'; what is read: region, monthly_budget_usd, endpoints, batch",
        f"{path}:5: unknown key 'trafic' of endpoints.demand; did you mean traffic?",
        (
            f"{path}:8: unknown key 'copys' of endpoints.demand.components.chronos; did you mean "
            "copies?"
        ),
        f"{path}:14: unknown key 'duration_minutes' of batch.nightly; it belongs below traffic",
        (
            f"{path}:11: endpoints.intraday.traffic: unknown key 'request_per_day'; did you mean "
            "requests_per_day?"
        ),
    ]


def test_every_key_of_an_apps_environment_file_is_known(tmp_path: Path) -> None:
    schema = json.loads(Path("environments/schema.json").read_text())
    kinds = schema["properties"]["endpoints"]["patternProperties"].values()
    batches = schema["properties"]["batch"]["patternProperties"].values()

    def keys(references: list[dict[str, str]]) -> dict[str, None]:
        found = (schema["$defs"][r["$ref"].rpartition("/")[2]] for r in references)
        return {key: None for each in found for key in each["properties"] if key != "traffic"}

    endpoint = keys([kind for pattern in kinds for kind in pattern["oneOf"]])
    component = keys([{"$ref": "#/$defs/ComponentSettings"}])
    everything: dict[str, Any] = {
        **dict.fromkeys(schema["properties"]),
        "region": "eu-west-1",
        "endpoints": {"demand": {**endpoint, "components": {"chronos": component}}},
        "batch": {"nightly": keys(list(batches))},
    }
    path = written(tmp_path, json.dumps(everything), "prod.json")

    assert read_environment_file(path).region == "eu-west-1"


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
