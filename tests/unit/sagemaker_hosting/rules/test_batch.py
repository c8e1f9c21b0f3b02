"""Batch transforms, at the boundaries and where nothing is known."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_hosting.rules import Finding, Severity

Check = Callable[[str], tuple[Finding, ...]]
Ids = Callable[..., list[str]]

_IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/nlinear:1.2"
_DEEPAR = "224300973850.dkr.ecr.eu-west-1.amazonaws.com/forecasting-deepar:1"


@pytest.fixture
def ids_of(findings_of: Check) -> Ids:
    """Check by the rules of batch transforms alone; what counts are errors, or a severity."""

    def run(source: str, severity: Severity = Severity.ERROR) -> list[str]:
        found = (f for f in findings_of(source) if f.rule.area == "BAT" and f.severity is severity)
        return [finding.rule.id for finding in found]

    return run


def _job(
    *, source: Any = None, output: Any = None, resources: Any = None, model: str = "", **job: Any
) -> str:
    """A state machine with one job, and the properties of the model that it runs."""
    transform = {
        "TransformJobName.$": "$$.Execution.Name",
        "ModelName": "${Model}",
        "TransformInput": {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://d/"}},
            **(source or {}),
        },
        "TransformOutput": {"S3OutputPath": "s3://forecasts/", **(output or {})},
        "TransformResources": {
            "InstanceType": "ml.m5.xlarge",
            "InstanceCount": 1,
            **(resources or {}),
        },
        **job,
    }
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sagemaker:createTransformJob.sync",
        "Parameters": transform,
        "End": True,
    }
    definition = json.dumps({"StartAt": "Nightly", "States": {"Nightly": task}})
    properties = model or f"PrimaryContainer: {{Image: {_IMAGE}}}"
    return f"""
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: '{definition}'
      DefinitionSubstitutions: {{Model: !GetAtt Model.ModelName}}
  Model:
    Type: AWS::SageMaker::Model
    Properties: {{{properties}}}
"""


@pytest.mark.parametrize("condition", ["", ", Condition: IsNightly"])
def test_a_transform_job_is_no_resource(condition: str, ids_of: Ids) -> None:
    source = f"""
Parameters: {{Nightly: {{Type: String}}}}
Conditions: {{IsNightly: !Equals [!Ref Nightly, "true"]}}
Resources:
  Job: {{Type: AWS::SageMaker::TransformJob{condition}}}
"""

    assert ids_of(source) == ["BAT-01"]


@pytest.mark.parametrize(
    ("instance_type", "errors", "warnings"),
    [
        ("ml.m5.xlarge", [], []),
        ("ml.t2.medium", ["BAT-02"], []),
        ("ml.inf1.xlarge", ["BAT-02"], []),
        ("ml.c6g.large", ["BAT-02"], []),
        ("ml.c5.large", ["BAT-02"], []),
        ("ml.p5.48xlarge", ["BAT-02"], []),
        ("m5.xlarge", ["BAT-02"], []),
        ("ml.x99.large", [], ["BAT-02"]),
        ("ml.c5.7xlarge", [], ["BAT-02"]),
    ],
)
def test_batch_transform_has_instance_types_of_its_own(
    instance_type: str, errors: list[str], warnings: list[str], ids_of: Ids
) -> None:
    source = _job(resources={"InstanceType": instance_type})

    assert ids_of(source) == errors
    assert ids_of(source, Severity.WARNING) == warnings


@pytest.mark.parametrize(
    ("count", "errors", "warnings"),
    [
        (1, [], []),
        (0, ["BAT-03"], []),
        ("0", ["BAT-03"], ["BAT-17"]),
        (100, [], []),
        (101, [], ["BAT-03"]),
        ("${Count}", [], []),
    ],
)
def test_instances_are_counted_from_one(
    count: object, errors: list[str], warnings: list[str], ids_of: Ids
) -> None:
    source = _job(resources={"InstanceCount": count})

    assert ids_of(source) == errors
    assert ids_of(source, Severity.WARNING) == warnings


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ({"MaxPayloadInMB": 100}, []),
        ({"MaxPayloadInMB": 101}, ["BAT-04"]),
        ({"MaxPayloadInMB": "101"}, ["BAT-04"]),
        ({"MaxPayloadInMB": -1}, ["BAT-04"]),
        ({"MaxConcurrentTransforms": -1}, ["BAT-04"]),
        ({"MaxPayloadInMB": 10, "MaxConcurrentTransforms": 10}, []),
        ({"MaxPayloadInMB": 10, "MaxConcurrentTransforms": 11}, ["BAT-04"]),
        ({"MaxPayloadInMB": 100, "MaxConcurrentTransforms": 0}, []),
        ({"MaxPayloadInMB": 0, "MaxConcurrentTransforms": 500}, []),
        ({"MaxPayloadInMB.$": "$.payload", "MaxConcurrentTransforms": 500}, []),
        ({"MaxPayloadInMB": 100, "MaxConcurrentTransforms": "${Count}"}, []),
    ],
)
def test_requests_in_flight_are_100_mb_at_most(
    job: dict[str, Any], expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(_job(**job)) == expected


@pytest.mark.parametrize(
    ("payload", "image", "expected"),
    [(0, _DEEPAR, ["BAT-05"]), (6, _DEEPAR, []), (0, _IMAGE, [])],
)
def test_built_in_algorithms_read_no_chunks(
    payload: int, image: str, expected: list[str], ids_of: Ids
) -> None:
    source = _job(MaxPayloadInMB=payload, model=f"PrimaryContainer: {{Image: {image}}}")

    assert ids_of(source, Severity.WARNING) == expected


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        ({}, ["BAT-06"]),
        ({"SplitType": "None"}, ["BAT-06"]),
        ({"SplitType": "Line"}, []),
        ({"SplitType": "RecordIO"}, []),
        ({"SplitType": "TFRecord"}, []),
        ({"SplitType.$": "$.split"}, []),
    ],
)
@pytest.mark.parametrize("strategy", ["SingleRecord", "MultiRecord"])
def test_a_strategy_needs_records(
    strategy: str, split: dict[str, str], expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(_job(source=split, BatchStrategy=strategy)) == expected


def test_without_a_strategy_nothing_has_to_be_split(ids_of: Ids) -> None:
    assert ids_of(_job()) == []


@pytest.mark.parametrize(
    ("split", "assemble", "expected"),
    [
        ("Line", "Line", []),
        ("None", "None", []),
        ("RecordIO", "None", []),
        ("Line", "None", ["BAT-07"]),
        ("None", "Line", ["BAT-07"]),
        ("${Split}", "Line", []),
    ],
)
def test_answers_are_assembled_as_the_input_is_split(
    split: str, assemble: str, expected: list[str], ids_of: Ids
) -> None:
    source = _job(source={"SplitType": split}, output={"AssembleWith": assemble})

    assert ids_of(source, Severity.WARNING) == expected


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ({"InstanceType": "ml.g4dn.xlarge", "VolumeKmsKeyId": "alias/demand"}, ["BAT-08"]),
        ({"InstanceType": "ml.g5.xlarge", "VolumeKmsKeyId": "${Key}"}, ["BAT-08"]),
        ({"InstanceType": "ml.g5.xlarge"}, []),
        ({"InstanceType": "ml.m5.xlarge", "VolumeKmsKeyId": "alias/demand"}, []),
        ({"InstanceType": "${Type}", "VolumeKmsKeyId": "alias/demand"}, []),
    ],
)
def test_local_disks_take_no_key(
    resources: dict[str, str], expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(_job(resources=resources)) == expected


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({f"V{i}": "x" for i in range(16)}, []),
        ({f"V{i}": "x" for i in range(17)}, ["BAT-09"]),
        ({"V": "x" * 10240}, []),
        ({"V": "x" * 10241}, ["BAT-09"]),
        ({"K" * 1024: "x"}, []),
        ({"K" * 1025: "x"}, ["BAT-09"]),
        ({"1V": "x"}, ["BAT-09"]),
        ({"V-1": "x"}, ["BAT-09"]),
        ({"V.$": "$.value"}, []),
    ],
)
def test_variables_have_limits(variables: dict[str, str], expected: list[str], ids_of: Ids) -> None:
    assert ids_of(_job(Environment=variables)) == expected


_CSV = {"ContentType": "text/csv", "SplitType": "Line"}
_JOIN = {"JoinSource": "Input"}


@pytest.mark.parametrize(
    ("source", "output", "processing", "expected"),
    [
        (_CSV, {"Accept": "text/csv", "AssembleWith": "Line"}, _JOIN, []),
        (_CSV, {"Accept": "Text/CSV; header=absent", "AssembleWith": "Line"}, _JOIN, []),
        (_CSV, {"Accept": "application/json", "AssembleWith": "Line"}, _JOIN, ["BAT-10"]),
        (_CSV, {"Accept": "text/csv"}, _JOIN, ["BAT-10"]),
        (_CSV, {"Accept": "text/csv", "AssembleWith": "None"}, _JOIN, ["BAT-10"]),
        (_CSV, {"Accept": "application/json"}, _JOIN, ["BAT-10", "BAT-10"]),
        (_CSV, {"Accept": "application/json"}, {"JoinSource": "None"}, []),
        (_CSV, {"Accept": "application/json"}, {}, []),
        (_CSV, {"Accept.$": "$.accept", "AssembleWith.$": "$.assemble"}, _JOIN, []),
    ],
)
def test_a_join_needs_one_format(
    source: dict[str, str],
    output: dict[str, str],
    processing: dict[str, str],
    expected: list[str],
    ids_of: Ids,
) -> None:
    assert ids_of(_job(source=source, output=output, DataProcessing=processing)) == expected


@pytest.mark.parametrize("key", ["InputFilter", "OutputFilter"])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$", []),
        ("$[1:]", []),
        ("$[0,-1]", []),
        ("$.id", ["BAT-10"]),
        ('$["id"]', ["BAT-10"]),
        ("${Path}", []),
    ],
)
def test_columns_of_csv_have_no_names(
    key: str, path: str, expected: list[str], ids_of: Ids
) -> None:
    def filtered(kind: str) -> str:
        return _job(
            source={"ContentType": kind, "SplitType": "Line"},
            output={"Accept": kind, "AssembleWith": "Line"},
            DataProcessing={**_JOIN, key: path},
        )

    assert ids_of(filtered("text/csv")) == expected
    assert ids_of(filtered("application/jsonlines")) == []


_FILES = (
    "ModelDataSource: {S3DataSource: {S3Uri: s3://models/a/, S3DataType: S3Prefix, "
    "CompressionType: None}}"
)
_DIRECT = (
    f"Containers: [{{Image: {_IMAGE}, ContainerHostname: scaler}}, "
    f"{{Image: {_IMAGE}, ContainerHostname: nlinear}}], InferenceExecutionConfig: {{Mode: Direct}}"
)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (f"PrimaryContainer: {{Image: {_IMAGE}, {_FILES}}}", ["BAT-14"]),
        (f"PrimaryContainer: {{Image: {_IMAGE}, Mode: MultiModel}}", ["BAT-14"]),
        (_DIRECT, ["BAT-14"]),
        (f"Containers: [{{Image: {_IMAGE}}}, {{Image: {_IMAGE}}}]", []),
        (f"PrimaryContainer: {{Image: {_IMAGE}, Mode: SingleModel}}", []),
    ],
)
def test_some_models_are_for_endpoints_alone(model: str, expected: list[str], ids_of: Ids) -> None:
    assert ids_of(_job(model=model)) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("AugmentedManifestFile", ["BAT-14"]), ("ManifestFile", []), ("S3Prefix", [])],
)
def test_augmented_manifests_are_not_read(kind: str, expected: list[str], ids_of: Ids) -> None:
    source = {"DataSource": {"S3DataSource": {"S3DataType": kind, "S3Uri": "s3://demand/"}}}

    assert ids_of(_job(source=source)) == expected


def test_a_model_by_its_literal_name_is_found(ids_of: Ids) -> None:
    source = _job(
        ModelName="nlinear",
        model=f"ModelName: nlinear, PrimaryContainer: {{Image: {_IMAGE}, {_FILES}}}",
    )

    assert ids_of(source) == ["BAT-14"]


def test_the_finding_names_the_state_and_its_place(findings_of: Check) -> None:
    (finding,) = (f for f in findings_of(_job(MaxPayloadInMB=101)) if f.severity is Severity.ERROR)

    assert finding.says == "Nightly: MaxPayloadInMB is 101"
    assert finding.place == "DefinitionString.States.Nightly.Parameters.MaxPayloadInMB"
