"""What a review says of where batch transforms read and write, however a template writes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_hosting.review import (
    Review,
    Risk,
    cases_of,
    html_report,
    json_report,
    markdown_report,
    text_report,
)

Stacks = dict[str, dict[str, Any]]
Reviewed = Callable[..., Review]

BUCKET = "${sagemaker-prod-shared.DataBucketName}"
OUTPUT = {
    "Fn::GetStackOutput": {"StackName": "sagemaker-prod-shared", "OutputName": "DataBucketName"}
}


def nightly(stacks: Stacks) -> dict[str, Any]:
    found: dict[str, Any] = stacks["Batch"]["Resources"]["Nightly"]["Properties"]
    return found


def moved(stacks: Stacks) -> None:
    """Let it read elsewhere."""
    _, parts = nightly(stacks)["DefinitionString"]["Fn::Join"]
    parts[:] = [
        p.replace("nightly/histories/", "other/place/") if isinstance(p, str) else p for p in parts
    ]


def reads(review: Review) -> tuple[str | None, str | None]:
    """Tell where the one transform read, and where it does."""
    (item,) = review.items
    (row,) = (row for row in item.capacity if row.what == "Transform: reads")
    return row.before, row.after


@pytest.mark.parametrize("report", [text_report, markdown_report, html_report, json_report])
def test_every_form_tells_a_place_in_a_bucket_of_another_stack(
    report: Callable[[Review], str], reviewed: Reviewed
) -> None:
    told = report(reviewed(moved, Batch="nightly"))

    assert f"s3://{BUCKET}/nightly/histories/" in told.replace("\\", "")
    assert f"s3://{BUCKET}/other/place/" in told.replace("\\", "")


def test_new_transform_tells_where_it_reads_and_writes(
    reviewed: Reviewed, stacks: Callable[..., Stacks]
) -> None:
    review = reviewed(
        lambda given: given.update(stacks(Batch="nightly")), base_of=stacks(Small="small")
    )

    told = text_report(review)
    assert f"Transform: reads: new s3://{BUCKET}/nightly/histories/" in told
    assert f"Transform: writes: new s3://{BUCKET}/nightly/forecasts/" in told
    assert "null" not in told


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ({"Fn::Sub": "%s${Bucket}/in/%s"}, "s3://${Bucket}/in/"),
        ({"Fn::Sub": ["%s${It}/in/%s", {"It": OUTPUT}]}, f"s3://{BUCKET}/in/"),
        ({"Fn::Sub": ["%s${It}/in/%s", {"It": "data"}]}, "s3://data/in/"),
        (
            {"Fn::Join": ["", ["%s", {"Fn::If": ["IsLive", "live", "lab"]}, "/in/%s"]]},
            's3://{"Fn::If": ["IsLive", "live", "lab"]}/in/',
        ),
        ("%s${Place}/in/%s", f"s3://{BUCKET}/in/"),
        ("%s${Other}/in/%s", "s3://${Other}/in/"),
    ],
)
def test_functions_in_the_text_of_a_definition_are_spelled_out(
    definition: Any, expected: str, reviewed: Reviewed
) -> None:
    start, _, end = text_of_definition()
    written = json.loads(
        json.dumps(definition)
        .replace("%s", json.dumps(start)[1:-1], 1)
        .replace("%s", json.dumps(end)[1:-1], 1)
    )

    def edit(stacks: Stacks) -> None:
        nightly(stacks).update(DefinitionString=written, DefinitionSubstitutions={"Place": OUTPUT})

    _, after = reads(reviewed(edit, Batch="nightly"))

    assert after == expected


def text_of_definition() -> tuple[str, str, str]:
    """A definition with a gap where its bucket and its prefix stand."""
    job = {
        "ModelName": "nlinear",
        "TransformInput": {"DataSource": {"S3DataSource": {"S3Uri": "s3://|"}}},
        "TransformOutput": {"S3OutputPath": "s3://data/out/"},
        "TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
    }
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sagemaker:createTransformJob.sync",
        "Parameters": job,
    }
    return json.dumps({"States": {"Transform": task}}).partition("|")


def test_place_in_the_input_of_a_schedule_is_told(reviewed: Reviewed) -> None:
    def edit(stacks: Stacks) -> None:
        job = {"TransformInput": {"DataSource": {"S3DataSource": {"S3Uri": "s3://|/in/"}}}}
        start, _, end = json.dumps(job).partition("|")
        stacks["Batch"]["Resources"]["Hourly"] = {
            "Type": "AWS::Scheduler::Schedule",
            "Properties": {
                "ScheduleExpression": "rate(1 hour)",
                "Target": {
                    "Arn": "arn:aws:scheduler:::aws-sdk:sagemaker:createTransformJob",
                    "Input": {"Fn::Join": ["", [start, OUTPUT, end]]},
                },
            },
        }

    told = text_report(reviewed(edit, Batch="batch"))

    assert f"    Hourly: reads: new s3://{BUCKET}/in/\n" in told


def test_place_that_the_execution_is_given_is_told_by_its_path(reviewed: Reviewed) -> None:
    def edit(stacks: Stacks) -> None:
        job = nightly(stacks)["Definition"]["States"]["Transform"]["Parameters"]
        job["TransformInput"]["DataSource"]["S3DataSource"] = {"S3Uri.$": "$.place"}

    assert reads(reviewed(edit, Batch="batch")) == ("s3://data/in/", "$.place")


def test_place_inside_of_what_a_condition_gives_is_never_null(reviewed: Reviewed) -> None:
    def edit(stacks: Stacks) -> None:
        stacks["Batch"]["Conditions"] = {"IsLive": {"Fn::Equals": [{"Ref": "Live"}, "yes"]}}
        stacks["Batch"]["Parameters"] = {"Live": {"Type": "String"}}
        job = nightly(stacks)["Definition"]["States"]["Transform"]["Parameters"]
        source = job["TransformInput"]["DataSource"]
        job["TransformInput"]["DataSource"] = {"Fn::If": ["IsLive", source, {"Ref": "Other"}]}

    assert reads(reviewed(edit, Batch="batch"))[1] == "a value known at deploy"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"MaxPayloadInMB": 20}, "Transform: largest request (MB): new 20"),
        ({"MaxConcurrentTransforms": 4}, "Transform: requests at a time: new 4"),
        ({"BatchStrategy": "MultiRecord"}, "Transform: batch strategy: new MultiRecord"),
    ],
)
def test_how_a_transform_is_run_is_told(
    edit: dict[str, Any], expected: str, reviewed: Reviewed
) -> None:
    def changed(stacks: Stacks) -> None:
        nightly(stacks)["Definition"]["States"]["Transform"]["Parameters"].update(edit)

    assert f"    {expected}\n" in text_report(reviewed(changed, Batch="batch"))


# --- its stack is gone


def test_transform_whose_stack_is_gone_runs_on_until_the_stack_is_deleted(
    reviewed: Reviewed,
) -> None:
    review = reviewed(lambda stacks: stacks.pop("Batch"), Batch="batch", Small="small")

    (case,) = cases_of(review, {Risk.DELETED})
    assert "the batch transform runs on, and costs, until somebody deletes the stack" in case.says
    assert case.fix == (
        "in a checkout that still defines it, make destroy ENV=prod STACK=Batch, or "
        "npx cdk destroy 'prod/Batch'"
    )


def test_stack_of_another_tool_is_deleted_by_that_tool(
    reviewed: Reviewed, stacks: Callable[..., Stacks]
) -> None:
    base = stacks(Batch="batch", Small="small")
    del base["Batch"]["Metadata"]

    review = reviewed(lambda given: given.pop("Batch"), base_of=base)

    (case,) = cases_of(review, {Risk.DELETED})
    assert case.fix == "delete the stack with the tool that made it"
