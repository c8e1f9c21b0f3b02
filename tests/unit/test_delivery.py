"""The workflows, roles and scripts of the delivery: every command in them is there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from sagemaker_hosting.cli._app import app as endpoints_cli

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKE_TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
ENDPOINTS: dict[str, Any] = getattr(get_command(endpoints_cli), "commands", {})
# https://docs.github.com/en/actions/reference/security/secure-use: nothing that can move at will.
_PINNED = re.compile(r"[\w-]+/[\w./-]+@(v[1-9][0-9]*|[0-9a-f]{40})")


def read(path: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(path))


def jobs() -> Iterator[tuple[Path, str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            yield path, name, job


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, name, job in jobs():
        for step in job.get("steps", ()):
            yield f"{path.name}/{name}", step


def commands() -> list[tuple[str, str]]:
    """The lines of every `run:` that call something of ours or of the CDK CLI."""
    ours = r"(?:make|endpoints|\.venv/bin/endpoints|delivery/\w+|npx|npm|python)\b"
    return [
        (place, line.strip())
        for place, step in steps()
        for line in step.get("run", "").splitlines()
        if re.match(rf"\s*{ours}", line)
    ]


@cache
def cdk_deploy_help() -> str:
    done = subprocess.run(
        [ROOT / "node_modules" / ".bin" / "cdk", "deploy", "--help"],
        env={**os.environ, "CI": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def extras(argument: str) -> set[str]:
    found = re.fullmatch(r"\.\[([a-z,]+)\]", argument)
    return set(found[1].split(",")) if found else set()


def check(words: list[str]) -> None:
    match words:
        case ["make", target]:
            assert target in MAKE_TARGETS
        case ["endpoints" | ".venv/bin/endpoints", name, *arguments]:
            # Parsing is what refuses a wrong option; nothing is called.
            ENDPOINTS[name].make_context(name, arguments)
        case ["delivery/synth"]:
            assert os.access(ROOT / "delivery" / "synth", os.X_OK)
        case ["npm", "ci"]:
            assert (ROOT / "package-lock.json").exists()
        case ["npx", "cdk", "deploy", *arguments]:
            options = {word for word in arguments if word.startswith("--")}
            assert options
            assert [option for option in options if option not in cdk_deploy_help()] == []
        case ["python", "-m", "pip", "install", "--constraint", "constraints.txt", project]:
            declared = set(re.findall(r"^(\w+) = \[", optional_dependencies(), re.MULTILINE))
            assert extras(project)
            assert extras(project) <= declared
        case _:
            pytest.fail(f"nobody knows the command {shlex.join(words)}")


def optional_dependencies() -> str:
    text = (ROOT / "pyproject.toml").read_text()
    return text.partition("[project.optional-dependencies]")[2].partition("\n[")[0]


@pytest.mark.parametrize(("place", "command"), sorted(set(commands())))
def test_command_of_a_workflow_exists(place: str, command: str) -> None:  # noqa: ARG001  # tells where it is
    plain = command.partition(" || ")[0].partition(" > ")[0]

    check(shlex.split(plain))


def test_every_workflow_runs_commands() -> None:
    calling = {path.name for path, _, job in jobs() if "uses" in job}

    assert {place.partition("/")[0] for place, _ in commands()} | calling == {
        path.name for path in WORKFLOWS
    }


@pytest.mark.parametrize(
    "uses",
    sorted({str(step["uses"]) for _, step in steps() if "uses" in step}),
)
def test_action_is_pinned(uses: str) -> None:
    assert _PINNED.fullmatch(uses)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_may_only_read_unless_a_job_says_so(path: Path) -> None:
    workflow = read(path)

    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        more = {name for name, way in job.get("permissions", {}).items() if way == "write"}
        deploys = "environment" in job or "deploy-environment" in str(job.get("uses"))
        assert more <= ({"id-token"} if deploys else {"pull-requests"})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_expression_stands_in_a_script(path: Path) -> None:
    # What a pull request names itself would run there.
    scripts = [
        step["run"] for place, step in steps() if place.startswith(path.name) and "run" in step
    ]

    assert [script for script in scripts if "${{" in script] == []


def test_checkout_leaves_no_token_behind() -> None:
    checkouts = [
        step for _, step in steps() if str(step.get("uses", "")).startswith("actions/checkout")
    ]

    kept = [
        step for step in checkouts if step.get("with", {}).get("persist-credentials") is not False
    ]

    assert checkouts
    assert kept == []


def test_environments_are_deployed_one_after_the_other() -> None:
    deploy = read(ROOT / ".github" / "workflows" / "deploy.yml")["jobs"]

    order = [(name, job.get("needs"), job.get("with")) for name, job in deploy.items()]

    assert order == [
        ("synth", None, None),
        ("dev", "synth", {"environment": "dev"}),
        ("staging", "dev", {"environment": "staging"}),
        ("prod", "staging", {"environment": "prod"}),
    ]
    assert [
        name for name, _, _ in order[1:] if not (ROOT / "environments" / f"{name}.yaml").exists()
    ] == []


def test_actionlint_finds_nothing() -> None:
    actionlint = Path(sys.executable).parent / "actionlint"
    if not actionlint.exists():
        pytest.skip("actionlint is installed where its package has a build")

    done = subprocess.run(
        [actionlint, *WORKFLOWS], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


def _yaml_of_cloudformation(path: Path) -> dict[str, Any]:
    from cfnlint.decode import cfn_yaml  # noqa: PLC0415  # slow, and for this alone

    return dict(cfn_yaml.load(str(path)))


def _actions_of(template: dict[str, Any]) -> set[str]:
    return {
        action
        for policy in template["Resources"]["Role"]["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        for action in (
            [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        )
    }


def test_smoke_role_may_do_what_the_commands_call_and_no_more() -> None:
    from sagemaker_hosting.operate._problems import action_of  # noqa: PLC0415  # imports boto3

    operate = ROOT / "constructs" / "sagemaker_hosting" / "operate"
    sources = [*(operate / "smoke").glob("*.py"), operate / "deployed.py"]
    called = {
        action_of(service, operation)
        for path in sources
        for service, operation in re.findall(
            r'(?:call|call_once|pages)\(\s*"([\w-]+)",\s*"(\w+)"', path.read_text()
        )
    }

    allowed = _actions_of(_yaml_of_cloudformation(ROOT / "delivery" / "smoke-role.yaml"))

    # A bucket that may be listed tells what is not there yet; its objects are encrypted.
    assert allowed - {"s3:ListBucket", "kms:Decrypt"} == called


def test_role_of_github_takes_on_other_roles_and_does_nothing_else() -> None:
    template = _yaml_of_cloudformation(ROOT / "delivery" / "github-role.yaml")
    (statement,) = template["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"][
        "Statement"
    ]
    subject = statement["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"]

    assert _actions_of(template) == {"sts:AssumeRole"}
    assert subject == {"Fn::Sub": "repo:${Repository}:environment:${Environment}"}
