"""Batch transforms are found in state machines, however their definition is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_hosting.view import Hosting, Model, TransformJob

View = Callable[..., Hosting]

TASK = "arn:aws:states:::sagemaker:createTransformJob.sync"


def definition(arguments: dict[str, Any], key: str = "Parameters") -> dict[str, Any]:
    return {"StartAt": "Run", "States": {"Run": {"Type": "Task", "Resource": TASK, key: arguments}}}


def machine(properties: dict[str, Any]) -> str:
    resources = {
        "Model": {"Type": "AWS::SageMaker::Model"},
        "Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties},
    }
    return json.dumps({"Resources": resources})


def jobs_in(hosting: Hosting) -> tuple[TransformJob, ...]:
    return hosting.transform_jobs


ARGUMENTS = {"ModelName": "nlinear", "TransformResources": {"InstanceType": "ml.m5.xlarge"}}


@pytest.mark.parametrize("key", ["Parameters", "Arguments"])
def test_a_definition_as_an_object_is_read(key: str, view: View) -> None:
    (job,) = jobs_in(view(machine({"Definition": definition(ARGUMENTS, key)})))

    assert job.instance_type.text == "ml.m5.xlarge"
    assert job.instance_type.label == (
        f"Definition.States.Run.{key}.TransformResources.InstanceType"
    )


def test_a_definition_as_text_is_read(view: View) -> None:
    (job,) = jobs_in(view(machine({"DefinitionString": json.dumps(definition(ARGUMENTS))})))

    assert job.instance_type.text == "ml.m5.xlarge"


def test_references_in_joined_text_are_followed(view: View) -> None:
    text = json.dumps(definition({**ARGUMENTS, "ModelName": "@"}))
    before, after = text.split("@")
    joined = {"Fn::Join": ["", [before, {"Fn::GetAtt": ["Model", "ModelName"]}, after]]}

    hosting = view(machine({"DefinitionString": joined}))

    (model,) = hosting.all_of(Model)
    (job,) = jobs_in(hosting)
    assert job.model is model
    assert model.transform_jobs == (job,)


def test_the_partition_in_a_resource_may_be_unknown(view: View) -> None:
    text = json.dumps(definition(ARGUMENTS)).replace("arn:aws:", "arn:${AWS::Partition}:")

    (job,) = jobs_in(view(machine({"DefinitionString": {"Fn::Sub": text}}), region=None))

    assert job.instance_type.text == "ml.m5.xlarge"


def test_substitutions_are_put_in(view: View) -> None:
    text = json.dumps(definition({"ModelName": "${Name}", "ModelClientConfig": "${Missing}"}))
    substitutions = {"Name": {"Fn::GetAtt": ["Model", "ModelName"]}}

    hosting = view(machine({"DefinitionString": text, "DefinitionSubstitutions": substitutions}))

    (job,) = jobs_in(hosting)
    assert job.model is hosting.all_of(Model)[0]
    assert job.at("ModelClientConfig").is_unknown


@pytest.mark.parametrize(
    "name", [{"ModelName.$": "$.model"}, {"ModelName": "{% $states.input.model %}"}]
)
def test_what_a_run_decides_is_unknown(name: dict[str, str], view: View) -> None:
    (job,) = jobs_in(view(machine({"Definition": definition(name)})))

    assert job.at("ModelName").is_unknown
    assert job.model is None


def test_tasks_below_maps_and_branches_are_found(view: View) -> None:
    inner = definition(ARGUMENTS)
    outer = {
        "StartAt": "Each",
        "States": {
            "Each": {"Type": "Map", "ItemProcessor": inner},
            "Both": {"Type": "Parallel", "Branches": [inner, inner]},
            "Other": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"},
        },
    }

    assert len(jobs_in(view(machine({"Definition": outer})))) == 3


@pytest.mark.parametrize(
    "properties",
    [
        {"DefinitionString": "no json"},
        {"DefinitionString": {"Fn::ImportValue": "definition"}},
        {"DefinitionS3Location": {"Bucket": "demand", "Key": "machine.json"}},
        {},
    ],
)
def test_a_definition_that_is_elsewhere_has_no_jobs(properties: dict[str, Any], view: View) -> None:
    assert jobs_in(view(machine(properties))) == ()
