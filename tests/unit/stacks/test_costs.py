"""Traffic and budgets: what a file says of them, and what becomes of it at synth."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from sagemaker_hosting.cost import budget_told, cost_of, read_environment_file
from sagemaker_hosting.templates import read_templates
from stacks.environment_stage import EnvironmentStage
from stacks.settings import Environment, InvalidEnvironment, load_environment, notes_in

URI = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.2"
TRAFFIC = {"requests_per_day": 2_592_000, "payload_kb": 2.5, "peak_factor": 2}
FILE: dict[str, Any] = {
    "account": "111111111111",
    "region": "eu-west-1",
    "models": {"nlinear": {"image": {"uri": URI}}},
    "endpoints": {
        "day-ahead": {
            "kind": "real_time",
            "variants": {
                "champion": {
                    "model": "nlinear",
                    "instance_type": "ml.c6i.large",
                    "scaling": {"min": 1, "max": 4, "invocations_per_minute": 900},
                }
            },
            "traffic": TRAFFIC,
        },
        "shared": {
            "kind": "inference_component",
            "instance_type": "ml.c6i.4xlarge",
            "max_instances": 2,
            "components": {
                "one": {
                    "model": "nlinear",
                    "memory_mb": 1024,
                    "cpus": 1,
                    "traffic": {"requests_per_day": 10},
                }
            },
        },
    },
    "batch": {
        "nightly": {
            "model": "nlinear",
            "instance_type": "ml.m5.xlarge",
            "input": "in/",
            "output": "out/",
            "content_type": "text/csv",
            "schedule": "cron(0 2 * * ? *)",
            "traffic": {"duration_minutes": 30},
        }
    },
}
# The stack beside the endpoints has the name already.
FILE["endpoints"]["several"] = FILE["endpoints"].pop("shared")


def load(project: Path, content: dict[str, Any]) -> Environment:
    path = project / "environments" / "prod.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, indent=1))
    return load_environment(path)


def app_of(environment: Environment, outdir: Path, context: dict[str, Any]) -> cdk.App:
    app = cdk.App(context=context, outdir=str(outdir))
    EnvironmentStage(app, environment=environment)
    return app


def test_templates_tell_traffic_budget_and_region(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    environment = load(tmp_path, FILE | {"monthly_budget_usd": 400})

    app_of(environment, tmp_path / "cdk.out", cdk_context).synth()

    templates = {t.name: t.body for t in read_templates([tmp_path / "cdk.out"])}
    said = {
        name: body["Metadata"]["sagemaker-hosting:environment"] for name, body in templates.items()
    }
    traffic = {
        f"{name}/{resource['Type']}": resource["Metadata"]["sagemaker-hosting:traffic"]
        for name, body in templates.items()
        for resource in body["Resources"].values()
        if "sagemaker-hosting:traffic" in resource.get("Metadata", {})
    }
    here = {"name": "prod", "region": "eu-west-1"}
    assert said == {
        "prod/Shared": here | {"monthly_budget_usd": 400},
        "prod/DayAhead": here,
        "prod/Several": here,
        "prod/Nightly": here,
    }
    assert traffic == {
        "prod/DayAhead/AWS::SageMaker::Endpoint": TRAFFIC,
        "prod/Several/AWS::SageMaker::InferenceComponent": {"requests_per_day": 10},
        "prod/Nightly/AWS::StepFunctions::StateMachine": {"duration_minutes": 30},
    }


def test_file_and_templates_cost_the_same(tmp_path: Path, cdk_context: dict[str, Any]) -> None:
    environment = load(tmp_path, FILE)
    app_of(environment, tmp_path / "cdk.out", cdk_context).synth()
    templates = read_templates([tmp_path / "cdk.out"])
    file = read_environment_file(tmp_path / "environments" / "prod.yaml")

    (by_templates,) = cost_of(templates)
    (by_file,) = cost_of(templates, environments=[file])

    # 2,592,000 a day are 1,800 a minute: twice the target, and twice that at the peak. Hour h has
    # (2h + 1) / 24 of it: 2 x (2h + 1) / 24 is more than 1 from h = 6 on, than 2 from h = 12 on,
    # than 3 from h = 18 on: 6 hours each with 1, 2, 3 and 4 instances.
    (line,) = by_templates.parts[0].parts[0].lines
    assert line.quantity.typical == Decimal("2.5") * 730
    assert by_file.month == by_templates.month


@pytest.mark.parametrize("number", [0, 1e-9, 10**15])
def test_any_traffic_and_budget_that_load_are_priced(
    tmp_path: Path, cdk_context: dict[str, Any], number: float
) -> None:
    content = json.loads(json.dumps(FILE))
    content["monthly_budget_usd"] = number or 1e-9
    several = content["endpoints"]["several"]["components"]["one"]
    for owner in (content["endpoints"]["day-ahead"], several):
        keys = ("requests_per_day", "payload_kb", "response_kb", "duration_ms")
        owner["traffic"] = dict.fromkeys(keys, number) | {"peak_factor": max(1, number)}
    content["batch"]["nightly"]["traffic"] = {"duration_minutes": number or 1e-9}
    environment = load(tmp_path, content)
    app_of(environment, tmp_path / "cdk.out", cdk_context).synth()

    (cost,) = cost_of(read_templates([tmp_path / "cdk.out"]))

    assert budget_told(cost)


_APP = """
import json, sys
from pathlib import Path
import aws_cdk as cdk
from stacks.budgets import add_budgets
from stacks.environment_stage import EnvironmentStage
from stacks.settings import load_environment

environment = load_environment(Path(sys.argv[1]))
app = cdk.App(context=json.load(open("cdk.json"))["context"], outdir=sys.argv[2])
EnvironmentStage(app, environment=environment)
add_budgets(app, [environment])
app.synth()
"""


@dataclass(frozen=True, kw_only=True)
class Synthesis:
    """What came of a synth: its exit code, what the budgets' check found, and its notes."""

    code: int
    said: Any
    notes: list[str]


def synthesize(
    root: Path, project: Path, content: dict[str, Any], *, to: str = "cdk.out"
) -> Synthesis:
    """Synthesize in a process of its own, in the project's folder."""
    load(project, content)
    (project / "cdk.json").write_text((root / "cdk.json").read_text())
    file, assembly = project / "environments" / "prod.yaml", project / to
    done = subprocess.run(
        [sys.executable, "-c", _APP, str(file), str(assembly)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    path = assembly / "validation-report.json"
    plugins = json.loads(path.read_text())["pluginReports"] if path.exists() else []
    said = [plugin for plugin in plugins if plugin["pluginName"] == "MonthlyBudget"]
    notes = [line for line in done.stderr.splitlines() if line.startswith("note: ")]
    return Synthesis(code=done.returncode, said=said[0] if said else None, notes=notes)


def test_budget_that_is_exceeded_fails_the_synth(root: Path, tmp_path: Path) -> None:
    done = synthesize(root, tmp_path, FILE | {"monthly_budget_usd": 300})

    (violation,) = done.said["violations"]
    assert done.code != 0
    assert violation["ruleName"] == "Exceeded"
    assert re.match(
        r"environments/prod\.yaml:\d+: monthly_budget_usd: a typical month costs ",
        violation["description"],
    )
    # The CLI invites to acknowledge what is not fatal, and files cannot acknowledge a budget.
    assert violation["severity"] == "fatal"
    assert "more than the budget of 300.00; largest: Several / " in violation["description"]
    # The CLI shows what is found in a stack, and nothing else.
    (construct,) = violation["violatingConstructs"]
    assert construct["constructPath"] == "prod/Several/Endpoint/Resource"


def test_budget_that_holds_passes_the_synth(root: Path, tmp_path: Path) -> None:
    done = synthesize(root, tmp_path, FILE | {"monthly_budget_usd": 5000})

    # CDK reports of checks that find something.
    assert done == Synthesis(code=0, said=None, notes=[])


def test_nothing_is_priced_without_a_budget(root: Path, tmp_path: Path) -> None:
    assert synthesize(root, tmp_path, FILE) == Synthesis(code=0, said=None, notes=[])


def with_newer_type(budget: float) -> dict[str, Any]:
    content = json.loads(json.dumps(FILE))
    content["endpoints"]["several"]["instance_type"] = "ml.z9.4xlarge"
    return {**content, "monthly_budget_usd": budget}


def test_price_that_is_missing_is_told_once_and_fails_no_synth(root: Path, tmp_path: Path) -> None:
    done = synthesize(root, tmp_path, with_newer_type(5000))

    (note,) = done.notes
    assert (done.code, done.said) == (0, None)
    # 2.5 ml.c6i.large of 0.10944 USD an hour, a job of 0.5 ml.m5.xlarge-hours a night, data in.
    assert re.fullmatch(
        r"note: environments/prod\.yaml:\d+: monthly_budget_usd: at least 4 % of the budget of "
        r"5,000\.00 USD a month: 2\d\d\.\d\d USD are known, the rest is not judged; not in it: no "
        r"price of ml\.z9\.4xlarge in eu-west-1 \(Several / AllTraffic / instances\)",
        note,
    )


def test_known_part_that_exceeds_the_budget_fails_the_synth(root: Path, tmp_path: Path) -> None:
    done = synthesize(root, tmp_path, with_newer_type(100))

    (violation,) = done.said["violations"]
    assert done.code != 0
    assert done.notes == []
    assert ": a typical month costs at least 2" in violation["description"]
    assert violation["description"].endswith(
        "; not in it: no price of ml.z9.4xlarge in eu-west-1 (Several / AllTraffic / instances)"
    )


def test_region_without_prices_is_left_to_the_note_of_the_file(root: Path, tmp_path: Path) -> None:
    elsewhere = json.loads(json.dumps(FILE).replace("eu-west-1", "me-central-1"))
    content = elsewhere | {"monthly_budget_usd": 100}

    done = synthesize(root, tmp_path, content)
    file_notes = notes_in(load(tmp_path, content))

    assert done == Synthesis(code=0, said=None, notes=[])
    assert ["no price is known in me-central-1" in str(note) for note in file_notes] == [True]


def test_fix_names_the_folder_that_was_synthesized_to(root: Path, tmp_path: Path) -> None:
    content = FILE | {"monthly_budget_usd": 300}

    done = synthesize(root, tmp_path, content, to=".sandbox/cdk.out")

    (violation,) = done.said["violations"]
    assert violation["suggestedFix"].startswith("endpoints cost .sandbox/cdk.out --explain tells ")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"monthly_budget_usd": 0}, "monthly_budget_usd: must be more than 0, got 0"),
        ({"monthly_budget_usd": -5}, "monthly_budget_usd: must be more than 0, got -5"),
        ({"monthly_budget_usd": 1e30}, "monthly_budget_usd: must be at most 1e+15, got 1e+30"),
        (
            {"monthly_budget_usd": "400"},
            'monthly_budget_usd: must be a number, got "400": leave out the quotes, 400',
        ),
    ],
)
def test_wrong_budget_is_refused(tmp_path: Path, change: dict[str, Any], fault: str) -> None:
    with pytest.raises(InvalidEnvironment) as refusal:
        load(tmp_path, FILE | change)

    assert [str(f).partition(": ")[2] for f in refusal.value.faults] == [fault]


@pytest.mark.parametrize("number", [".inf", "-.inf", ".nan", "1e400"])
def test_budget_that_is_no_finite_number_is_refused(tmp_path: Path, number: str) -> None:
    path = tmp_path / "environments" / "prod.yaml"
    path.parent.mkdir()
    path.write_text(f"{json.dumps(FILE)[:-1]},\n monthly_budget_usd: {number}}}")

    with pytest.raises(InvalidEnvironment) as refusal:
        load_environment(path)

    assert [str(f) for f in refusal.value.faults] == [
        f"environments/prod.yaml:2: monthly_budget_usd: must be a finite number, got {number}"
    ]


@pytest.mark.parametrize(
    ("place", "traffic", "fault"),
    [
        ("endpoints.day-ahead", {}, "requests_per_day: missing"),
        (
            "endpoints.day-ahead",
            {"requests_per_day": -1},
            "requests_per_day: must be at least 0, got -1",
        ),
        (
            "endpoints.day-ahead",
            {"requests_per_day": 1, "peak_factor": 0.5},
            "peak_factor: must be at least 1, got 0.5",
        ),
        (
            "endpoints.day-ahead",
            {"requests_per_day": 1, "request_kb": 2},
            "request_kb: unknown key; did you mean",
        ),
        (
            "endpoints.day-ahead",
            {"requests_per_day": 1, "captures_kept_days": 30},
            "captures_kept_days: needs data_capture, which is what keeps data; leave it out",
        ),
        ("batch.nightly", {"duration_minutes": 0}, "duration_minutes: must be more than 0, got 0"),
        (
            "batch.nightly",
            {"duration_minutes": 30, "longest_minutes": 20},
            "duration_minutes: must be at most longest_minutes, which is 20, got 30",
        ),
    ],
)
def test_wrong_traffic_is_refused_with_its_line(
    tmp_path: Path, place: str, traffic: dict[str, Any], fault: str
) -> None:
    content = json.loads(json.dumps(FILE))
    section, key = place.split(".")
    content[section][key]["traffic"] = traffic

    with pytest.raises(InvalidEnvironment) as refusal:
        load(tmp_path, content)

    (told,) = map(str, refusal.value.faults)
    assert told.startswith("environments/prod.yaml:")
    assert f": {section}." in told.replace('["', ".").replace('"]', "")
    assert f"traffic.{fault}" in told
