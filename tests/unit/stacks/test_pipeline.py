"""The pipeline, as CloudFormation makes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.environment_stage import EnvironmentStage
from stacks.pipeline import add_pipeline
from stacks.settings import load_environments, load_pipeline

CONNECTION = (
    "arn:aws:codeconnections:eu-west-1:999999999999:connection/7d2469ff-514a-4e4f-9003-5ca4a43cdc41"
)
FILE = f"""\
account: "999999999999"
region: eu-west-1
source: {{repository: our-org/forecasts, connection_arn: "{CONNECTION}"}}
environments:
  - name: dev
  - {{name: staging, smoke: false}}
  - {{name: prod, approval: true}}
emails: [oncall@example.com]
model_package_groups: [demand, intraday]
tags: {{team: forecasting}}
"""
ACCOUNTS = {"dev": "111111111111", "staging": "222222222222", "prod": "333333333333"}


@pytest.fixture(scope="module")
def assembly(
    root: Path, cdk_context: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    project = tmp_path_factory.mktemp("project")
    (project / "environments").symlink_to(Path(__file__).parent / "environments")
    (project / "model_code").symlink_to(root / "model_code")
    (project / "pipeline.yaml").write_text(FILE)
    environments = load_environments(project / "environments")
    settings = load_pipeline(
        project / "pipeline.yaml", [environment.name for environment in environments]
    )
    app = cdk.App(context=cdk_context, outdir=str(project / "cdk.out"))
    stages = [EnvironmentStage(app, environment=environment) for environment in environments]
    add_pipeline(app, settings=settings, stages=stages)
    return app.synth()


@pytest.fixture(scope="module")
def template(assembly: Any) -> dict[str, Any]:
    return dict(assembly.get_stack_artifact("Pipeline").template)


@pytest.fixture(scope="module")
def stages(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    (pipeline,) = of_type(template, "AWS::CodePipeline::Pipeline")
    return {stage["Name"]: stage for stage in pipeline["Stages"]}


def of_type(template: dict[str, Any], resource_type: str) -> list[dict[str, Any]]:
    resources = template["Resources"].values()
    return [each["Properties"] for each in resources if each["Type"] == resource_type]


def in_turn(stage: dict[str, Any]) -> list[set[str]]:
    """The actions of a stage by their turns; those of one turn run at once."""
    turns: dict[int, set[str]] = {}
    for action in stage["Actions"]:
        turns.setdefault(action["RunOrder"], set()).add(action["Name"])
    return [turns[number] for number in sorted(turns)]


def build(template: dict[str, Any], description: str) -> dict[str, Any]:
    (found,) = [
        project
        for project in of_type(template, "AWS::CodeBuild::Project")
        if project["Description"].endswith(description)
    ]
    return {**found, "commands": json.loads(found["Source"]["BuildSpec"])["phases"]}


def action(stage: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [each for each in stage["Actions"] if each["Name"].endswith(name)]
    return dict(found)


def statements(template: dict[str, Any], of: str) -> list[dict[str, Any]]:
    """What the policies whose logical id holds a word allow."""
    return [
        statement
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::IAM::Policy" and of in logical_id
        for statement in resource["Properties"]["PolicyDocument"]["Statement"]
    ]


def test_no_file_makes_no_pipeline() -> None:
    app = cdk.App()

    assert add_pipeline(app, settings=None, stages=[]) is None
    assert [child.node.id for child in app.node.children if cdk.Stack.is_stack(child)] == []


def test_pipeline_is_in_its_own_account(assembly: Any) -> None:
    stack = assembly.get_stack_artifact("Pipeline")

    assert stack.stack_name == "sagemaker-pipeline"
    assert stack.environment.name == "aws://999999999999/eu-west-1"
    assert stack.termination_protection
    assert stack.tags == {"team": "forecasting"}


def test_stages_of_the_environments_are_the_same_with_a_pipeline(
    assembly: Any, cdk_context: dict[str, Any], root: Path, tmp_path: Path
) -> None:
    for name in ("environments", "model_code"):
        source = Path(__file__).parent if name == "environments" else root
        (tmp_path / name).symlink_to(source / name)
    alone = cdk.App(context=cdk_context, outdir=str(tmp_path / "cdk.out"))
    for environment in load_environments(tmp_path / "environments"):
        EnvironmentStage(alone, environment=environment)

    folders = [Path(assembly.directory), Path(alone.synth().directory)]

    with_pipeline, without = (
        {path.name: path.read_text() for path in folder.glob("assembly-*/*.template.json")}
        for folder in folders
    )
    assert len(without) > 5
    assert with_pipeline == without


def test_environments_come_in_the_order_of_the_file(stages: dict[str, Any]) -> None:
    names = ["Source", "Build", "UpdatePipeline", "Assets", "dev", "staging", "prod"]

    assert list(stages) == names


def test_source_is_the_branch_through_the_connection(stages: dict[str, Any]) -> None:
    (source,) = stages["Source"]["Actions"]

    assert source["Configuration"] == {
        "ConnectionArn": CONNECTION,
        "FullRepositoryId": "our-org/forecasts",
        "BranchName": "main",
    }


def test_runs_wait_for_each_other(template: dict[str, Any]) -> None:
    (pipeline,) = of_type(template, "AWS::CodePipeline::Pipeline")

    assert (pipeline["PipelineType"], pipeline["ExecutionMode"]) == ("V2", "QUEUED")


def test_versions_of_the_command_lines_are_pinned(
    root: Path, assembly: Any, template: dict[str, Any]
) -> None:
    package = json.loads((root / "package.json").read_text())
    lock = json.loads((root / "package-lock.json").read_text())
    pinned = lock["packages"]["node_modules/aws-cdk"]["version"]
    specs = [
        str(project["Source"]["BuildSpec"])
        for project in of_type(template, "AWS::CodeBuild::Project")
    ]
    specs += [path.read_text() for path in Path(assembly.directory).glob("buildspec-*")]

    assert package["devDependencies"]["aws-cdk"] == pinned
    installs = {
        word
        for spec in specs
        for word in spec.replace('"', " ").replace("\\", " ").split()
        if word.startswith(("aws-cdk@", "cdk-assets@"))
    }
    assert installs == {f"aws-cdk@{pinned}", "cdk-assets@4.7.3"}


def test_synth_is_the_script_that_the_workflow_runs_as_well(
    root: Path, template: dict[str, Any]
) -> None:
    commands = build(template, "Build/Synth")["commands"]

    assert commands["build"]["commands"] == ["delivery/synth"]
    assert "run: delivery/synth" in (root / ".github/workflows/deploy.yml").read_text()


def test_environment_that_nobody_approves_deploys_then_smokes(stages: dict[str, Any]) -> None:
    assert in_turn(stages["dev"]) == [
        {"sagemaker-dev-shared.Prepare"},
        {"sagemaker-dev-shared.Deploy"},
        {"sagemaker-dev-demand.Prepare"},
        {"sagemaker-dev-demand.Deploy"},
        {"Smoke"},
    ]


def test_approval_stands_between_change_sets_and_deploys(stages: dict[str, Any]) -> None:
    assert in_turn(stages["prod"]) == [
        {"Review"},
        {"sagemaker-prod-shared.Prepare"},
        {"sagemaker-prod-shared.Approve1"},
        {"sagemaker-prod-shared.Deploy"},
        {"sagemaker-prod-demand.Prepare", "sagemaker-prod-intraday.Prepare"},
        {"sagemaker-prod-demand.Approve2"},
        {"sagemaker-prod-demand.Deploy", "sagemaker-prod-intraday.Deploy"},
        {"Smoke"},
    ]


def test_approval_leads_to_the_review_of_its_run(
    template: dict[str, Any], stages: dict[str, Any]
) -> None:
    asked = action(stages["prod"], "Approve2")["Configuration"]
    review = action(stages["prod"], "Review")["Configuration"]["EnvironmentVariables"]

    (_, (before, bucket, after)) = asked["ExternalEntityLink"]["Fn::Join"]
    assert before == "https://eu-west-1.console.aws.amazon.com/s3/object/"
    assert template["Resources"][bucket["Ref"]]["Type"] == "AWS::S3::Bucket"
    assert after.endswith("prefix=reviews/#{codepipeline.PipelineExecutionId}/prod.html")
    assert asked["CustomData"].endswith("sagemaker-prod-demand, sagemaker-prod-intraday.")
    assert "NotificationArn" in asked
    assert {"name": "EXECUTION", "value": "#{codepipeline.PipelineExecutionId}"} in [
        {"name": each["name"], "value": each["value"]} for each in json.loads(review)
    ]


def test_review_compares_what_is_deployed_with_what_would_be(template: dict[str, Any]) -> None:
    kept, kind = '"s3://$BUCKET/reviews/$EXECUTION/prod.html"', '"text/html; charset=utf-8"'

    commands = build(template, "prod/Review")["commands"]["build"]["commands"]

    assert commands == [
        'endpoints deployed prod --app cdk.out --output deployed --assume-role "$ROLE"',
        "endpoints review deployed cdk.out/assembly-prod --format html --output review.html",
        f"aws s3 cp review.html {kept} --content-type {kind}",
        "endpoints review deployed cdk.out/assembly-prod --format markdown --fail-on refused",
    ]


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_smoke_takes_on_the_role_of_its_environment_alone(
    name: str, template: dict[str, Any]
) -> None:
    smoke = build(template, f"{name}/Smoke")

    allowed = [
        statement["Resource"]
        for statement in statements(template, f"{name}Smoke")
        if statement["Action"] == "sts:AssumeRole"
    ]
    role = f"arn:aws:iam::{ACCOUNTS[name]}:role/sagemaker-{name}-smoke"
    assert allowed == [role]
    assert {"Name": "ROLE", "Type": "PLAINTEXT", "Value": role} in (
        smoke["Environment"]["EnvironmentVariables"]
    )
    assert smoke["commands"]["build"]["commands"] == [
        f'endpoints smoke {name} --app cdk.out --assume-role "$ROLE"'
    ]


def test_smoke_can_be_left_out(stages: dict[str, Any]) -> None:
    assert "Smoke" not in [each["Name"] for each in stages["staging"]["Actions"]]


def test_failed_environment_rolls_back_where_nobody_is_asked(stages: dict[str, Any]) -> None:
    rolled_back = {name for name, stage in stages.items() if "OnFailure" in stage}

    assert rolled_back == {"dev", "staging"}
    assert stages["dev"]["OnFailure"] == {"Result": "ROLLBACK"}


def test_approved_model_of_the_groups_starts_this_pipeline_alone(template: dict[str, Any]) -> None:
    (rule,) = [
        rule
        for rule in of_type(template, "AWS::Events::Rule")
        if rule["EventPattern"]["source"] == ["aws.sagemaker"]
    ]

    assert rule["EventPattern"] == {
        "source": ["aws.sagemaker"],
        "detail-type": ["SageMaker Model Package State Change"],
        "detail": {
            "ModelPackageGroupName": ["demand", "intraday"],
            "ModelApprovalStatus": ["Approved"],
        },
    }
    (target,) = rule["Targets"]
    (statement,) = statements(template, "EventsRole")
    assert statement["Action"] == "codepipeline:StartPipelineExecution"
    assert statement["Resource"] == target["Arn"]


def test_approval_that_cannot_be_delivered_waits_and_alarms(template: dict[str, Any]) -> None:
    ((queue_id, queue),) = [
        (logical_id, resource["Properties"])
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::SQS::Queue"
    ]
    (alarm,) = of_type(template, "AWS::CloudWatch::Alarm")
    targets = [rule["Targets"][0] for rule in of_type(template, "AWS::Events::Rule")]

    assert queue["SqsManagedSseEnabled"] is True
    assert {"Arn": {"Fn::GetAtt": [queue_id, "Arn"]}} in [
        target.get("DeadLetterConfig") for target in targets
    ]
    assert alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    (topic,) = [
        logical_id
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::SNS::Topic"
    ]
    assert alarm["AlarmActions"] == [{"Ref": topic}]


def test_pipeline_without_groups_has_no_trigger_but_pushes(
    root: Path, cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "environments").symlink_to(Path(__file__).parent / "environments")
    (tmp_path / "model_code").symlink_to(root / "model_code")
    (tmp_path / "pipeline.yaml").write_text(FILE.replace("[demand, intraday]", "[]"))
    environments = load_environments(tmp_path / "environments")[:3]
    settings = load_pipeline(tmp_path / "pipeline.yaml", ["dev", "staging", "prod"])
    app = cdk.App(context=cdk_context, outdir=str(tmp_path / "cdk.out"))
    stages = [EnvironmentStage(app, environment=environment) for environment in environments]

    add_pipeline(app, settings=settings, stages=stages)

    template = app.synth().get_stack_artifact("Pipeline").template
    (rule,) = of_type(template, "AWS::Events::Rule")
    assert rule["EventPattern"]["detail"]["state"] == ["FAILED"]
    assert of_type(template, "AWS::SQS::Queue") == []


def test_roles_trust_services_and_the_pipeline_alone(template: dict[str, Any]) -> None:
    (pipeline,) = of_type(template, "AWS::CodePipeline::Pipeline")
    (role_of_the_pipeline, _) = pipeline["RoleArn"]["Fn::GetAtt"]

    principals = {
        json.dumps(statement["Principal"])
        for role in of_type(template, "AWS::IAM::Role")
        for statement in role["AssumeRolePolicyDocument"]["Statement"]
    }

    assert principals == {
        '{"Service": "codepipeline.amazonaws.com"}',
        '{"Service": "codebuild.amazonaws.com"}',
        '{"Service": "events.amazonaws.com"}',
        json.dumps({"AWS": {"Fn::GetAtt": [role_of_the_pipeline, "Arn"]}}),
    }
