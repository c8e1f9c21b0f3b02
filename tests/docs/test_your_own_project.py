"""Does what the page "A project of your own" says: in a folder elsewhere, with the real CDK CLI.

Nothing is downloaded. The virtual environment is empty but for the wheel and what it needs, which
it finds where this project has it, and so are the Node modules.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "guide" / "your-own-project.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FILES = re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
QUICKLY = {"CDK_VALIDATION": "false"}
"""CDK's own validator costs seconds: one run is as people have it."""
OF_TESTS = ("CDK_VALIDATION", "JSII_NODE", "PYTHONPATH")
"""What tests/conftest.py and make set, and people do not."""
INSTALLING = ("python3", "source", "pip", "npm")
NOBODY = {
    f"GIT_{who}_{what}": "nobody@example.com"
    for who in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}
COMMAND = "#!{python}\nfrom sagemaker_hosting.cli import main\n\nmain()\n"
ABSENT = """
import sys


class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("boto3", "sagemaker", "typer", "yaml"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Absent())
"""


def commands() -> Iterator[tuple[list[str], str]]:
    """Every command of the page, with what it shows of the answer."""
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield shlex.split(command), shown


@pytest.fixture
def project(tmp_path: Path, wheel: Path) -> Path:
    """The folder after the installation, with the files of the page."""
    venv.create(tmp_path / ".venv", with_pip=False, symlinks=True)
    [packages] = (tmp_path / ".venv").glob("lib/python*/site-packages")
    (packages / "installed.pth").write_text(sysconfig.get_paths()["purelib"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    command = tmp_path / ".venv" / "bin" / "endpoints"
    command.write_text(COMMAND.format(python=tmp_path / ".venv" / "bin" / "python"))
    command.chmod(0o755)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    for name, text in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def run(project: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    path = f"{project / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = {key: value for key, value in os.environ.items() if key not in OF_TESTS} | NOBODY
    return subprocess.run(
        command,
        cwd=project,
        env=env | {"PATH": path} | more,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("flags", ["none", "those that cdk init recommends"])
def test_commands_give_what_the_page_shows(
    project: Path, cdk_context: dict[str, Any], flags: str
) -> None:
    if flags != "none":
        settings = json.loads((project / "cdk.json").read_text())
        (project / "cdk.json").write_text(json.dumps(settings | {"context": cdk_context}))
    told = [(words, shown) for words, shown in commands() if words[0] not in INSTALLING]

    assert [words[0] for words, _ in told if words[0] in ("npx", "endpoints")] == [
        "npx",
        *["endpoints"] * 3,
    ]
    for words, shown in told:
        # The shell finds what * stands for.
        command = ("sh", "-c", " ".join(words)) if words[0] == "cp" else words
        done = run(project, *command, **({} if flags == "none" else QUICKLY))
        assert done.returncode == 0, done.stderr
        assert done.stdout == shown or not shown, done.stderr
        assert ("feature flags are not configured" in done.stderr) == (
            flags == "none" and words[0] == "npx"
        )


def test_change_is_priced_and_reviewed_by_the_copies_in_git(project: Path) -> None:
    for words, _ in commands():
        if words[0] in ("npx", "mkdir", "cp", "git"):
            run(project, "sh", "-c", " ".join(words), **QUICKLY)
    app = project / "app.py"
    app.write_text(app.read_text().replace("ml.m5.large", "ml.m5.xlarge"))
    run(project, "npx", "cdk", "synth", "--quiet", **QUICKLY)

    reviewed = run(project, "endpoints", "review", "HEAD", "cdk.out", "--region", "eu-west-1")
    priced = run(project, "endpoints", "cost", "templates", "--region", "eu-west-1")

    assert "AllTraffic: capacity: 1 x ml.m5.large → 1 x ml.m5.xlarge" in reviewed.stdout
    assert "not known" not in reviewed.stdout + priced.stdout
    # 90,000 requests a day of 2 KB: the TRAFFIC of the page.
    assert re.search(r"data in +0\.00 +0\.08", priced.stdout)


def test_what_aws_would_refuse_ends_the_synth(project: Path) -> None:
    app = project / "app.py"
    app.write_text(app.read_text().replace("ml.m5.large", "ml.t3.medium"))

    done = run(project, "npx", "cdk", "synth", "--quiet", **QUICKLY)

    assert done.returncode == 1
    assert "instance_type: ml.t3.medium is no hosting type" in done.stderr


def test_constructs_and_checks_need_no_extra_and_write_to_cdk_outdir(project: Path) -> None:
    (project / "absent").mkdir()
    (project / "absent" / "sitecustomize.py").write_text(ABSENT)
    own = "from_uri('111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.2')"
    none = 'stack.node.find_child("Endpoint").cfn_endpoint_config.add_property_override('
    none += '"ProductionVariants.0.InitialInstanceCount", -1)\n'
    app = project / "app.py"
    text = app.read_text().replace('from_framework("sklearn", version="1.2-1")', own)
    app.write_text(text.replace("app.synth()", f"{none}app.synth()"))

    where = {"CDK_OUTDIR": "cdk.out", "PYTHONPATH": "absent"}
    done = run(project, "python", "app.py", **where, **QUICKLY)

    assert "ModuleNotFoundError" not in done.stderr
    assert (project / "cdk.out" / "Forecasts.template.json").exists()
    report = json.loads((project / "cdk.out" / "validation-report.json").read_text())
    told = {each["pluginName"]: json.dumps(each) for each in report["pluginReports"]}
    assert "InitialInstanceCount is -1" in told["SageMaker"]


def test_tests_of_the_page_pass_and_can_fail(project: Path) -> None:
    passed = run(project, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", **QUICKLY)
    stack = project / "stack.py"
    stack.write_text(stack.read_text().replace('name="champion"', 'name="other"'))
    failed = run(project, "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", **QUICKLY)

    assert "2 passed" in passed.stdout, passed.stdout
    assert "1 failed, 1 passed" in failed.stdout


def test_packages_are_typed_as_the_page_says(project: Path) -> None:
    [packages] = (project / ".venv").glob("lib/python*/site-packages")

    assert "py.typed" in PAGE
    for name in ("sagemaker_endpoints", "sagemaker_hosting"):
        assert (packages / name / "py.typed").exists()


def test_flags_of_this_project_are_those_that_cdk_init_recommends(
    cdk_context: dict[str, Any],
) -> None:
    templates = ROOT / "node_modules" / "aws-cdk" / "lib" / "init-templates"

    recommended = json.loads((templates / ".recommended-feature-flags.json").read_text())

    assert cdk_context == recommended


def test_versions_are_those_that_this_project_is_tested_with() -> None:
    cli = json.loads((ROOT / "package.json").read_text())["devDependencies"]["aws-cdk"]
    [library] = [each for each in PROJECT["dependencies"] if each.startswith("aws-cdk-lib")]
    npm = [words[-1] for words, _ in commands() if words[0] == "npm"]

    assert npm == [f"aws-cdk@{cli}"]
    assert f"| CDK CLI | {cli}, " in PAGE
    assert re.fullmatch(r"aws-cdk-lib>=(\S+),<3", library)
    assert f"| aws-cdk-lib | {library[13:].removesuffix(',<3')} or newer, below 3 |" in PAGE
    assert f"| Python | {PROJECT['requires-python'].removeprefix('>=')} or newer |" in PAGE


def test_extras_are_those_of_the_package() -> None:
    extras = PROJECT["optional-dependencies"]
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE, re.MULTILINE))
    [requirement] = [words[2] for words, _ in commands() if words[0] == "pip"]

    assert rows.keys() == extras.keys()
    for extra, brought in rows.items():
        needed = [re.split(r"[>=]", each)[0] for each in extras[extra]]
        assert sorted(brought.lower().split(", ")) == sorted(needed)
    assert requirement.startswith(f"{PROJECT['name']}[images,checks] @ git+")


def test_copies_of_stages_are_paired_with_their_stacks(project: Path) -> None:
    app = project / "app.py"
    text = app.read_text()
    stages = 'for name in ("staging", "prod"):\n    stage = cdk.Stage(app, name, env=env)\n'
    of_stage = text.replace('cdk.Stack(app, "Forecasts"', 'cdk.Stack(stage, "Forecasts"')
    before, stack, rest = of_stage.partition("stack = ")
    inside, synth, _ = f"{stack}{rest}".partition("app.synth()")
    body = "".join(f"    {line}" for line in inside.splitlines(keepends=True))
    app.write_text(f"{before}{stages}{body}\n{synth}\n")
    run(project, "npx", "cdk", "synth", "--quiet", **QUICKLY)
    [copy] = re.findall(r"`(\S+/assembly-prod/\S+)`", PAGE)
    for name in ("prod", "staging"):
        (project / "templates" / name).mkdir(parents=True)
        command = f"cp {copy.replace('prod', name)} templates/{name}/"
        assert run(project, "sh", "-c", command).returncode == 0
    run(project, "git", "add", "templates")
    run(project, "git", "commit", "--message=Templates")

    same = run(project, "endpoints", "review", "HEAD", "cdk.out", "--region", "eu-west-1")
    app.write_text(app.read_text().replace("ml.m5.large", "ml.m5.xlarge"))
    run(project, "npx", "cdk", "synth", "--quiet", **QUICKLY)
    other = run(project, "endpoints", "review", "HEAD", "cdk.out", "--region", "eu-west-1")

    assert same.stdout == "no change from HEAD to cdk.out: 2 stacks as before\n"
    assert other.stdout.count("AllTraffic: capacity: 1 x ml.m5.large → 1 x ml.m5.xlarge") == 2
    assert "gone" not in other.stdout
    assert "left behind" not in other.stdout
