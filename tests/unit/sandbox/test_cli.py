"""The command line, without a running sandbox."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sandbox import Sandbox
from sandbox._cli import app


@pytest.mark.parametrize("command", ["status", "reset", "env"])
def test_command_that_needs_a_sandbox_says_how_to_start_one(command: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [command, "--root", str(tmp_path)])

    assert result.exit_code == 1
    assert f"no sandbox runs in {tmp_path}" in result.stderr
    assert f"start one with `python -m sandbox up --root {tmp_path}`" in result.stderr


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
    assert "has 'demand' in its name: nothing was started yet" in result.stderr


def test_logs_that_there_are_are_told_where_none_matches(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "ministack.log").touch()

    result = CliRunner().invoke(app, ["logs", "demand", "--root", str(tmp_path)])

    assert "has 'demand' in its name; there are:\n  ministack.log\n" in result.stderr


@pytest.mark.parametrize("command", ["deploy", "destroy"])
def test_environment_that_does_not_exist_is_told_once_in_the_words_of_the_command(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sandbox, "running", lambda **_: Sandbox(root=tmp_path))

    result = CliRunner().invoke(app, [command, "dve", "--root", str(tmp_path)])

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(
        "error: ENV must be an environment of environments/, got 'dve'; did you mean dev? there are"
    )
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "option", [("--port", "65536"), ("--port", "-1"), ("--startup-seconds", "-1")]
)
def test_number_that_cannot_be_is_refused_before_anything_starts(
    option: tuple[str, str], tmp_path: Path
) -> None:
    result = CliRunner().invoke(app, ["up", "--root", str(tmp_path), *option])

    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_stand_in_that_is_no_folder_is_told_so(tmp_path: Path) -> None:
    arguments = ["up", "--root", str(tmp_path), "--stand-in", f"churn={tmp_path / 'nothing'}"]

    assert "nothing, is no folder: name a folder of model code" in (
        CliRunner().invoke(app, arguments).stderr
    )


def test_stand_in_that_does_not_compile_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "inference.py").write_text("def model_fn(:\n")

    arguments = ["up", "--root", str(tmp_path), "--stand-in", f"churn={tmp_path}"]

    assert f"churn does not compile: {tmp_path}/inference.py:1: SyntaxError" in (
        CliRunner().invoke(app, arguments).stderr
    )


def test_brackets_of_a_message_are_told_as_they_are(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["logs", "[bold]", "--root", str(tmp_path)])

    assert "has '[bold]' in its name" in result.stderr


@pytest.mark.parametrize("told", ["chronos", "=folder", "chronos="])
def test_stand_in_is_a_repository_and_a_folder(told: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["up", "--root", str(tmp_path), "--stand-in", told])

    assert result.exit_code == 1
    assert "--stand-in must be REPOSITORY=FOLDER, such as forecasting/chronos=" in result.stderr
    assert f"got '{told}'" in result.stderr


def test_folder_that_cannot_be_made_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    result = CliRunner().invoke(app, ["up", "--root", str(tmp_path / "file"), "--port", "0"])

    assert result.exit_code == 1
    assert result.stderr.startswith("error: [Errno 20] Not a directory: ")
