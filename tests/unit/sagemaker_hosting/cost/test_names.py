"""What costs call endpoints and batch transforms: as reviews do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.cost import cost_of
from sagemaker_hosting.review import read_sides, review_of
from sagemaker_hosting.templates import read_templates
from tests.unit.sagemaker_hosting.cost.bills import CostOf, endpoint, variant

TASK = {
    "Type": "Task",
    "Resource": "arn:aws:states:::sagemaker:createTransformJob.sync",
    "Parameters": {"TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}},
}


def machine(path: str | None = None, *, states: Any = None) -> dict[str, Any]:
    """A state machine that runs a transform job, if it is not told other states."""
    definition = {"States": states if states is not None else {"Transform": TASK}}
    return {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"Definition": definition},
        "Metadata": {} if path is None else {"aws:cdk:path": path},
    }


NIGHTLY = machine("Forecasts/Nightly/Resource")
WEEKLY = machine("Forecasts/Weekly/Resource")
OTHER = machine("Forecasts/Other/Resource", states={"Wait": {"Type": "Wait", "Seconds": 1}})


@pytest.mark.parametrize(
    ("resources", "names"),
    [
        ({"NightlyC4": NIGHTLY}, ["Forecasts"]),
        (
            {"NightlyC4": NIGHTLY, "WeeklyA7": WEEKLY},
            ["Forecasts/Nightly", "Forecasts/Weekly"],
        ),
        ({"NightlyC4": NIGHTLY, "OtherB1": OTHER}, ["Forecasts/Nightly"]),
        ({"Nightly": machine(), "Weekly": machine()}, ["Forecasts/Nightly", "Forecasts/Weekly"]),
    ],
    ids=["alone", "two", "beside another machine", "without constructs"],
)
def test_batch_transform_has_one_name_in_costs_and_reviews(
    tmp_path: Path, resources: dict[str, Any], names: list[str]
) -> None:
    after, before = tmp_path / "Forecasts.json", tmp_path / "before" / "Forecasts.json"
    before.parent.mkdir()
    text = json.dumps({"Resources": resources})
    after.write_text(text)
    before.write_text(text.replace("ml.m5.xlarge", "ml.m5.2xlarge"))

    (priced,) = cost_of(read_templates([after], region="eu-west-1"))
    reviewed = review_of(*read_sides(str(before), str(after), region="eu-west-1"))

    assert [part.name for part in priced.parts] == names
    assert [item.name for item in reviewed.items] == names


def test_environment_is_not_said_again(cost: CostOf) -> None:
    two = endpoint(variant())
    two["Endpoint"]["Metadata"] = {"aws:cdk:path": "prod/Demand/One/Resource"}
    two["Second"] = {**two["Endpoint"], "Metadata": {"aws:cdk:path": "prod/Demand/Two/Resource"}}
    here = {"Metadata": {"sagemaker-hosting:environment": {"name": "prod"}}}

    bill = cost(two, template=here)

    assert [part.name for part in bill.parts] == ["Demand/One", "Demand/Two"]
