"""The tasks of a state machine are found in every form in which people write its definition."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest

from sagemaker_hosting.templates import read_templates
from sagemaker_hosting.view import Hosting, TransformJob

_JOB = """
{"StartAt": "Nightly", "States": {"Nightly": {"Type": "Task", "End": true,
 "Resource": "arn:%s:states:::sagemaker:createTransformJob.sync",
 "%s": {"TransformJobName%s": "$$.Execution.Name", "ModelName": "%s",
 "TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": %s}}}}}
"""
_MODEL = """
  Model:
    Type: AWS::SageMaker::Model
"""


def _job(tmp_path: Path, machine: str) -> TransformJob:
    path = tmp_path / "template.yaml"
    path.write_text(
        "Parameters: {Instances: {Type: Number}}\nResources:\n  Machine:\n"
        f"    Type: AWS::StepFunctions::StateMachine\n    Properties:\n{indent(machine, ' ' * 6)}"
        f"\n{_MODEL}"
    )
    (job,) = Hosting(read_templates([path])).transform_jobs
    return job


def _in_json(
    model: str = "${Model.ModelName}", count: str = "2", key: str = "Parameters", path: str = ".$"
) -> str:
    return indent(_JOB % ("${AWS::Partition}", key, path, model, count), "  ")


def test_json_in_a_sub_links_to_its_model(tmp_path: Path) -> None:
    job = _job(tmp_path, f"DefinitionString: !Sub |\n{_in_json()}")

    assert job.model is not None
    assert job.at("TransformResources", "InstanceCount").number == 2
    assert job.label == "Nightly"


def test_a_number_that_is_put_in_without_quotation_marks_leaves_the_rest_known(
    tmp_path: Path,
) -> None:
    job = _job(tmp_path, f"DefinitionString: !Sub |\n{_in_json(count='${Instances}')}")

    assert job.at("TransformResources", "InstanceCount").is_unknown
    assert job.instance_type.text == "ml.m5.xlarge"


def test_substitutions_of_a_text_are_followed(tmp_path: Path) -> None:
    job = _job(
        tmp_path,
        f"DefinitionString: |\n{_in_json('${Model}', '${Count}')}\n"
        "DefinitionSubstitutions: {Model: !GetAtt Model.ModelName, Count: 3}",
    )

    assert job.model is not None
    assert job.at("TransformResources", "InstanceCount").number == 3


def test_an_object_with_functions_and_substitutions_is_followed(tmp_path: Path) -> None:
    job = _job(
        tmp_path,
        """
Definition:
  StartAt: All
  States:
    All:
      Type: Map
      End: true
      ItemProcessor:
        StartAt: Nightly
        States:
          Nightly:
            Type: Task
            End: true
            Resource: !Sub arn:${AWS::Partition}:states:::sagemaker:createTransformJob.sync
            Parameters:
              ModelName: !GetAtt Model.ModelName
              TransformResources: {InstanceType: "ml.${Type}", InstanceCount: 1}
DefinitionSubstitutions: {Type: m5.large}
""",
    )

    assert job.model is not None
    assert job.instance_type.text == "ml.m5.large"


def test_the_pieces_of_a_join_are_read_as_one_text(tmp_path: Path) -> None:
    before, after = (_JOB % ("aws", "Parameters", ".$", "|", "2")).replace("\n", "").split("|")

    job = _job(
        tmp_path,
        f"DefinitionString: !Join ['', ['{before}', !GetAtt Model.ModelName, '{after}']]",
    )

    assert job.model is not None


@pytest.mark.parametrize(
    ("key", "path", "model"),
    [("Parameters", ".$", "${?}"), ("Arguments", "", "{% $states.input.model %}")],
)
def test_what_a_run_fills_in_is_unknown(tmp_path: Path, key: str, path: str, model: str) -> None:
    text = indent(_JOB % ("aws", key, path, model, "1"), "  ")

    job = _job(tmp_path, f"DefinitionString: |\n{text}")

    assert job.at("ModelName").is_unknown
    assert job.model is None


def test_a_schedule_can_run_a_job_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(f"""
Resources:
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties:
      Target:
        Arn: !Sub arn:${{AWS::Partition}}:scheduler:::aws-sdk:sagemaker:createTransformJob
        Input: !Sub |
          {{"TransformJobName": "<aws.scheduler.execution-id>", "ModelName": "${{Model.ModelName}}",
           "TransformResources": {{"InstanceType": "ml.m5.xlarge", "InstanceCount": 1}}}}
  Other:
    Type: AWS::Scheduler::Schedule
    Properties:
      Target: {{Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", Input: "{{}}"}}
{_MODEL}""")

    (job,) = Hosting(read_templates([path])).transform_jobs

    assert job.model is not None
    assert (job.label, job.instance_type.text) == ("Nightly", "ml.m5.xlarge")
