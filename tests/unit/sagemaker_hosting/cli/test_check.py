"""`endpoints check`, as a shell or a pipeline runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sagemaker_hosting.cli._app import app
from sagemaker_hosting.rules import RULES, UPDATE_RULES
from sagemaker_hosting.rules._examples import example_of

WRONG, RIGHT = example_of("SRV-04").wrong, example_of("SRV-04").right


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a wrong and a right template."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wrong.yaml").write_text(WRONG)
    (tmp_path / "right.yaml").write_text(RIGHT)
    return tmp_path


def endpoints(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["check", *arguments], input=stdin)


@pytest.mark.usefixtures("folder")
def test_a_template_without_errors_exits_with_0() -> None:
    done = endpoints("right.yaml")

    assert (done.exit_code, done.stdout) == (
        0,
        (
            "looked at 1 template with 1 resource: 1 endpoint configuration\n"
            "0 errors and 0 warnings in 1 template\n"
        ),
    )


@pytest.mark.usefixtures("folder")
def test_a_template_that_hosts_nothing_does_not_look_like_a_success() -> None:
    Path("bucket.yaml").write_text("Resources: {Data: {Type: AWS::S3::Bucket}}")

    done = endpoints("bucket.yaml")

    assert done.exit_code == 0
    assert done.stdout == (
        "looked at 1 template with 1 resource\n"
        "there is no SageMaker endpoint, model or batch transform in it; name the templates that "
        "hold them\n"
        "0 errors and 0 warnings in 1 template\n"
    )


@pytest.mark.usefixtures("folder")
def test_what_a_macro_makes_is_told_as_not_looked_at() -> None:
    Path("loop.yaml").write_text(
        "Transform: AWS::LanguageExtensions\n"
        "Resources:\n"
        "  Fn::ForEach::Models: [Name, [a, b], {'M${Name}': {Type: AWS::SageMaker::Model}}]\n"
        "  Nlinear: {Type: AWS::SageMaker::Endpoint, Properties: {EndpointConfigName: c}}\n"
    )

    done = endpoints("loop.yaml")

    assert done.stdout.splitlines()[-3:-1] == [
        "looked at 1 template with 1 resource: 1 endpoint",
        "not looked at, because a deploy makes it: Fn::ForEach::Models",
    ]


SLIPS = """
Parameters: {Stage: {Type: String}}
Resources:
  Nlinear: {Type: AWS::Sagemaker::Model}
  Config:
    Type: AWS::SageMaker::EndpointConfiguration
    DependsOn: Nlinea
  Card: {Type: AWS::SageMaker::ModelCard}
  Demand:
    Type: AWS::SageMaker::Endpoint
    Properties:
      EndpointName: !Sub ["${Stag}-${own}-${AWS::Region}-${!literal}", {own: !Ref Stage}]
      EndpointConfigName: !GetAtt Confg.EndpointConfigName
"""


@pytest.mark.usefixtures("folder")
def test_types_and_names_that_lead_to_nothing_are_told() -> None:
    Path("slips.yaml").write_text(SLIPS)

    done = endpoints("slips.yaml", "--format", "json")
    strict = endpoints("slips.yaml", "--strict")

    there = "which the template does not have; did you mean"
    assert json.loads(done.stdout)["seen"]["slips"] == [
        "slips.yaml:4: Nlinear is an AWS::Sagemaker::Model; did you mean AWS::SageMaker::Model?",
        (
            "slips.yaml:6: Config is an AWS::SageMaker::EndpointConfiguration; did you mean "
            "AWS::SageMaker::EndpointConfig?"
        ),
        f"slips.yaml:7: Config refers to Nlinea, {there} Nlinear?",
        f"slips.yaml:13: Demand refers to Confg, {there} Config?",
        f"slips.yaml:12: Demand refers to Stag, {there} Stage?",
    ]
    assert strict.exit_code == 1
    assert "\nslips.yaml:13: Demand refers to Confg" in strict.stdout


@pytest.mark.usefixtures("folder")
def test_near_names_are_looked_for_while_slips_are_few() -> None:
    ends = "".join(
        f"  Demand{n}: {{Type: AWS::SageMaker::Endpoint, Properties: "
        f"{{EndpointConfigName: !GetAtt Demand{n}x.EndpointConfigName}}}}\n"
        for n in range(21)
    )
    Path("slips.yaml").write_text(f"Resources:\n{ends}")

    done = endpoints("slips.yaml", "--format", "json")

    slips = json.loads(done.stdout)["seen"]["slips"]
    assert [n for n, slip in enumerate(slips) if "did you mean" not in slip] == [20]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "more",
    [
        "Transform: AWS::Serverless-2016-10-31\n",
        "Resources: {Fn::ForEach::A: [N, [a], {'A${N}': {Type: A::B::C}}], ",
        "Resources: {Part: {Type: My::Own::Part::MODULE}, ",
    ],
)
def test_name_that_a_macro_or_a_module_may_make_is_no_slip(more: str) -> None:
    start = more if more.startswith("Resources") else f"{more}Resources: {{"
    Path("macro.yaml").write_text(
        f"{start}Demand: {{Type: AWS::SageMaker::Endpoint, Properties: {{Tags: !Ref Made}}}}}}"
    )

    done = endpoints("macro.yaml", "--format", "json")

    assert json.loads(done.stdout)["seen"]["slips"] == []


@pytest.mark.usefixtures("folder")
def test_batch_transforms_are_counted_though_they_are_no_resources() -> None:
    definition = {
        "StartAt": "Run",
        "States": {
            "Run": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sagemaker:createTransformJob.sync",
                "Parameters": {"ModelName": "nlinear"},
                "End": True,
            }
        },
    }
    machine = {"DefinitionString": json.dumps(definition), "RoleArn": "arn:aws:iam::1:role/r"}
    resource = {"Type": "AWS::StepFunctions::StateMachine", "Properties": machine}
    Path("batch.json").write_text(json.dumps({"Resources": {"Nightly": resource}}))

    done = endpoints("batch.json", "right.yaml", "--format", "json")

    assert json.loads(done.stdout)["seen"] == {
        "resources": 2,
        "endpoints": 0,
        "inference_components": 0,
        "shadow_tests": 0,
        "batch_transforms": 1,
        "models": 0,
        "endpoint_configurations": 1,
        "made_at_deploy": [],
        "slips": [],
        "unknown_properties": [],
    }


@pytest.mark.usefixtures("folder")
def test_a_template_with_an_error_exits_with_1_and_tells_place_values_and_fix() -> None:
    done = endpoints("wrong.yaml")

    assert done.exit_code == 1
    assert "SRV-04  Config ProductionVariants[0].ServerlessConfig.Provisioned" in done.stdout
    assert "is 6, and its MaxConcurrency is 5; allowed: 1 to 5" in done.stdout
    assert "fix: lower ServerlessConfig.ProvisionedConcurrency" in done.stdout
    assert "in sagemaker_endpoints: lower ServerlessEndpoint(provisioned_" in done.stdout
    assert "wrong.yaml:11" in done.stdout


@pytest.mark.usefixtures("folder")
def test_input_that_cannot_be_read_exits_with_2_and_tells_all_its_faults() -> None:
    Path("cut.json").write_text('{"Resources": {')

    done = endpoints("cut.json", "nowhere.yaml", "right.yaml")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert [line.partition(":")[0] for line in done.stderr.splitlines()] == [
        "cut.json",
        "nowhere.yaml",
    ]


@pytest.mark.usefixtures("folder")
def test_no_path_at_all_exits_with_2_and_tells_what_to_name() -> None:
    done = endpoints()

    assert done.exit_code == 2
    assert "name a template" in done.stderr


def test_standard_input_is_a_path() -> None:
    done = endpoints("-", stdin=WRONG)

    assert done.exit_code == 1


@pytest.mark.usefixtures("folder")
def test_json_tells_each_finding_by_fields() -> None:
    done = endpoints("wrong.yaml", "--format", "json")

    report = json.loads(done.stdout)
    (finding,) = report["findings"]
    assert (report["errors"], report["warnings"], report["templates"]) == (1, 0, 1)
    assert (finding["rule"], finding["severity"], finding["line"]) == ("SRV-04", "error", 11)
    assert finding["property"] == "ProductionVariants[0].ServerlessConfig.ProvisionedConcurrency"


@pytest.mark.usefixtures("folder")
def test_sarif_names_the_rule_the_place_and_a_lasting_fingerprint() -> None:
    once = json.loads(endpoints("wrong.yaml", "--format", "sarif").stdout)
    # Two lines down: the fingerprint must not be that of the line.
    Path("wrong.yaml").write_text(f"# one\n# two\n{WRONG}")
    again = json.loads(endpoints("wrong.yaml", "--format", "sarif").stdout)

    (result,) = once["runs"][0]["results"]
    (moved,) = again["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert once["version"] == "2.1.0"
    assert once["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "SRV-04"
    assert place == {"artifactLocation": {"uri": "wrong.yaml"}, "region": {"startLine": 11}}
    assert moved["locations"][0]["physicalLocation"]["region"] == {"startLine": 13}
    assert moved["partialFingerprints"] == result["partialFingerprints"]


@pytest.mark.usefixtures("folder")
def test_github_annotates_the_line_on_one_line_of_output() -> None:
    done = endpoints("wrong.yaml", "--format", "github")

    error, notice = done.stdout.splitlines()
    assert error.startswith("::error file=wrong.yaml,line=11,title=SRV-04 ")
    assert "%0Afix: " in error
    assert notice == "::notice title=endpoints check::1 error and 0 warnings in 1 template"


@pytest.mark.usefixtures("folder")
def test_what_the_baseline_knows_does_not_fail_and_what_is_gone_is_told() -> None:
    written = endpoints("wrong.yaml", "--write-baseline", "known.json")

    known = endpoints("wrong.yaml", "--baseline", "known.json")
    Path("wrong.yaml").write_text(RIGHT)
    gone = endpoints("wrong.yaml", "--baseline", "known.json")

    assert (written.exit_code, written.stdout) == (
        0,
        (
            "known.json: lists what is found today as known, 1 finding\n"
            "endpoints check --baseline known.json fails on what is new alone\n"
        ),
    )
    assert known.exit_code == 0
    assert known.stdout.splitlines()[1:] == [
        "0 errors and 0 warnings in 1 template",
        "besides, 1 finding that known.json lists as known: not told, and no failure",
    ]
    assert "besides" not in gone.stdout
    assert gone.stdout.splitlines()[-1] == (
        "known.json lists 1 finding that is no longer found; to renew it, run the same with "
        "--write-baseline known.json in place of --baseline"
    )
    assert "stale: the baseline knows SRV-04" in gone.stdout


@pytest.mark.usefixtures("folder")
def test_renewing_a_baseline_keeps_what_it_knew_and_is_still_found() -> None:
    endpoints("wrong.yaml", "--write-baseline", "known.json")

    endpoints("wrong.yaml", "--baseline", "known.json", "--write-baseline", "known.json")

    assert endpoints("wrong.yaml", "--baseline", "known.json").exit_code == 0


@pytest.mark.usefixtures("folder")
def test_another_value_is_another_finding_than_the_baseline_knows() -> None:
    endpoints("wrong.yaml", "--write-baseline", "known.json")
    Path("wrong.yaml").write_text(
        WRONG.replace("ProvisionedConcurrency: 6", "ProvisionedConcurrency: 7")
    )

    assert endpoints("wrong.yaml", "--baseline", "known.json").exit_code == 1


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("content", ["", "[]", '{"findings": [1]}', '{"findings": 3}', "\x00"])
def test_a_broken_baseline_is_one_clear_fault(content: str) -> None:
    Path("known.json").write_text(content)

    done = endpoints("wrong.yaml", "--baseline", "known.json")

    assert done.exit_code == 2
    assert done.stderr.startswith("known.json: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.usefixtures("folder")
def test_strict_has_warnings_fail() -> None:
    example = example_of("UPD-03")
    Path("old.yaml").write_text(str(example.before))
    Path("new.yaml").write_text(example.wrong)

    lenient = endpoints("new.yaml", "--against", "old.yaml")
    strict = endpoints("new.yaml", "--against", "old.yaml", "--strict")

    assert (lenient.exit_code, strict.exit_code) == (0, 1)


@pytest.mark.usefixtures("folder")
def test_against_tells_what_the_deployed_template_forbids() -> None:
    example = example_of("DEP-24")
    Path("old.yaml").write_text(str(example.before))
    Path("new.yaml").write_text(example.wrong)

    alone = endpoints("new.yaml")
    done = endpoints("new.yaml", "--against", "old.yaml")

    assert alone.exit_code == 0
    assert done.exit_code == 1
    assert "DEP-24" in done.stdout


def test_list_tells_every_rule_on_a_line() -> None:
    done = endpoints("--list")

    ids = [line.split()[0] for line in done.stdout.splitlines()]
    assert ids == [rule.id for rule in (*RULES, *UPDATE_RULES)]


@pytest.mark.parametrize("rule", [*RULES, *UPDATE_RULES], ids=lambda rule: rule.id)
def test_explain_tells_why_and_shows_wrong_and_right(rule: object) -> None:
    done = endpoints("--explain", str(getattr(rule, "id", "")).lower())

    assert done.exit_code == 0
    for part in ("why ", "fix ", "source ", "link ", "Wrong:", "Right:"):
        assert part in done.stdout


@pytest.mark.parametrize(
    ("name", "near"), [("SRV-4", "nearest: SRV-04"), ("XX", "nearest: none is like it;")]
)
def test_explain_of_no_rule_names_the_nearest(name: str, near: str) -> None:
    done = endpoints("--explain", name)

    assert done.exit_code == 2
    assert near in done.stderr


def test_checking_json_loads_nothing_heavy(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text('{"Resources": {"M": {"Type": "AWS::SageMaker::Model"}}}')
    heavy = ("yaml", "ruamel", "rich", "boto3", "botocore", "aws_cdk", "jsii")
    source = (
        "import sys\n"
        "from sagemaker_hosting.cli._app import app\n"
        f"app(['check', {str(path)!r}], standalone_mode=False)\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )

    assert done.stderr == "[]\n"
