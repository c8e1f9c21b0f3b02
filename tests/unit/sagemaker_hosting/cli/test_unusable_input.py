"""Every command, given what it cannot use: one clear message, and exit code 2."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner, Result

from sagemaker_hosting.cli._app import app

GOOD: Final = "Resources: {Data: {Type: AWS::S3::Bucket}}\n"
BROKEN: Final = {
    "missing.yaml": None,
    "empty.yaml": b"",
    "empty.json": b"",
    "list.json": b"[1, 2]",
    "tabs.yaml": b"Resources:\n\tData:\n\t\tType: x\n",
    "binary.json": b"\x8b\x00\xff" * 99,
    "binary": b"\xa3\x80\x00" * 99,
    "deep.json": b"[" * 100_000,
}
READERS: Final = {
    "check": "check {}",
    "check --against": "check good.yaml --against {}",
    "check --baseline": "check good.yaml --baseline {}",
    "cost": "cost {}",
    "cost --environment": "cost good.yaml --environment {}",
    "cost --prices": "cost good.yaml --prices {}",
    "review": "review good.yaml {}",
    "review --environment": "review good.yaml good.yaml --environment {}",
    "review --prices": "review good.yaml good.yaml --prices {}",
    "smoke --app": "smoke dev --app {}",
    "deployed --app": "deployed dev --output out --app {}",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a sound template, a folder without one, and what is broken."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "readme.txt").write_text("no template")
    for name, data in BROKEN.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
    return tmp_path


def run(command: str) -> Result:
    return CliRunner().invoke(app, command.split(" "))


@pytest.mark.parametrize("name", [*BROKEN, "notes"])
@pytest.mark.parametrize("command", READERS.values(), ids=READERS)
def test_what_cannot_be_used_is_one_line_and_exit_code_2(command: str, name: str) -> None:
    done = run(command.format(name))

    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr


@pytest.mark.parametrize(
    "command", ["check", "cost", "cost refresh", "review", "smoke", "deployed"]
)
def test_unknown_option_is_told_with_the_usage(command: str) -> None:
    done = run(f"{command} --bogus")

    assert done.exit_code == 2
    assert done.stderr.startswith(f"Usage: endpoints {command} [OPTIONS]")
    assert done.stderr.endswith("Error: No such option: --bogus\n")


def test_empty_path_is_no_other_name_of_this_folder() -> None:
    done = run("check ")

    assert (done.exit_code, done.stderr) == (
        2,
        "'': the path is empty; name a template, or . for this folder\n",
    )


@pytest.mark.parametrize("command", ["check", "cost", "review good.yaml", "smoke dev --app"])
def test_path_that_is_too_long_is_told(command: str) -> None:
    done = run(f"{command} {'x' * 5000}")

    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("check prd", "perhaps templates/prod is meant"),
        ("check prod", "perhaps templates/prod is meant"),
        ("check templates/prd", "perhaps templates/prod is meant"),
        ("check Demnd", "perhaps notes/Demand.json is meant"),
        ("review prd", "nearest: templates/prod"),
        ("cost prd", "'prd' is no environment, and there is no such file or folder; nearest: prod"),
        ("cost refersh", "nearest: refresh"),
        ("cost zzz", "environments are prod, staging"),
        ("cost staging", "templates/staging: the environment staging has no templates there yet"),
    ],
)
def test_name_of_nothing_is_told_with_the_nearest(folder: Path, command: str, told: str) -> None:
    (folder / "templates" / "prod").mkdir(parents=True)
    (folder / "environments").mkdir()
    (folder / "environments" / "prod.yaml").write_text("region: eu-west-1")
    (folder / "environments" / "staging.yaml").write_text("region: eu-west-1")
    (folder / "notes" / "Demand.json").write_text("{}")

    done = run(command)

    assert done.exit_code == 2
    assert told in done.stderr


@pytest.mark.parametrize("command", ["check a", "cost a", "review a", "smoke a", "cost refresh"])
def test_region_that_can_be_none_is_told_with_the_nearest(command: str) -> None:
    done = run(f"{command} --region eu-west1")

    assert done.exit_code == 2
    assert "'eu-west1' is no name of a Region; nearest: eu-west-1," in done.stderr


@pytest.mark.parametrize(
    "region", ["eu-west-1", "eu-west-4", "nz-north-1", "mars-west-1", "us-gov-west-1"]
)
def test_region_that_no_table_has_is_taken(region: str) -> None:
    assert run(f"check good.yaml --region {region}").exit_code == 0


@pytest.mark.parametrize("region", ["eu-wst-1", "eu_west_1", "EU-WEST-1", "eu-west", "x"])
def test_region_with_a_slip_is_none(region: str) -> None:
    assert run(f"check good.yaml --region {region}").exit_code == 2


def test_account_that_can_be_none_is_told() -> None:
    done = run("check good.yaml --account 12")

    assert done.exit_code == 2
    assert "'12' is no account; one has 12 digits" in done.stderr


def test_every_unknown_environment_is_told_at_once() -> None:
    done = run("cost dve prd")

    assert [line.split()[0] for line in done.stderr.splitlines()] == ["'dve'", "'prd'"]


def test_letters_that_the_output_has_not_are_replaced() -> None:
    Path("other.yaml").write_text(GOOD.replace("Data", "Other"))

    done = subprocess.run(
        [sys.executable, "-m", "sagemaker_hosting.cli", "review", "good.yaml", "other.yaml"],
        capture_output=True,
        check=True,
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"},
    )

    assert done.stdout.startswith(b"good.yaml ? other.yaml\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full")
def test_output_that_cannot_be_written_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sagemaker_hosting.cli", "check", "good.yaml"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (done.returncode, done.stderr) == (
        2,
        b"the output cannot be written (No space left on device)\n",
    )
