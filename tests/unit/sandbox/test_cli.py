"""The command line, without a running sandbox."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sandbox._cli import app


@pytest.mark.parametrize("command", ["status", "reset", "env"])
def test_command_that_needs_a_sandbox_says_how_to_start_one(command: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [command, "--root", str(tmp_path)])

    assert result.exit_code == 1
    assert f"no sandbox runs in {tmp_path}" in result.stderr
    assert "python -m sandbox up" in result.stderr


def test_down_without_a_sandbox_is_no_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["down", "--root", str(tmp_path)])

    assert result.exit_code == 0


def test_logs_show_the_end_of_every_log_that_matches(tmp_path: Path) -> None:
    folder = tmp_path / "logs" / "servers"
    folder.mkdir(parents=True)
    (folder / "demand-champion-1-1.log").write_text("one\ntwo\nthree\n")
    (folder / "churn-champion-1-2.log").write_text("four\n")

    arguments = ["logs", "demand", "--root", str(tmp_path), "--lines", "2"]
    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 0
    assert "two\nthree\n" in result.stdout
    assert "one" not in result.stdout
    assert "four" not in result.stdout


def test_logs_that_do_not_exist_are_an_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["logs", "demand", "--root", str(tmp_path)])

    assert result.exit_code == 1
    assert "has 'demand' in its name" in result.stderr


def test_brackets_of_a_message_are_told_as_they_are(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["logs", "[bold]", "--root", str(tmp_path)])

    assert "has '[bold]' in its name" in result.stderr


@pytest.mark.parametrize("told", ["chronos", "=folder", "chronos="])
def test_stand_in_is_a_repository_and_a_folder(told: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["up", "--root", str(tmp_path), "--stand-in", told])

    assert result.exit_code == 1
    assert "--stand-in must be REPOSITORY=FOLDER, such as forecasting/chronos=" in result.stderr
    assert f"got '{told}'" in result.stderr
