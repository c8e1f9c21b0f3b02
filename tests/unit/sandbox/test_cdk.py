"""How the CDK CLI is run, with a stand-in that shows what it was given."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from sandbox import SandboxError, StackOfAssembly
from sandbox._cdk import in_each_account, run_cdk


def test_deploy_asks_nobody_and_shows_no_notices(tmp_path: Path) -> None:
    show = [sys.executable, "-c", "import os, sys; print(sys.argv[1:], sorted(os.environ))"]

    done = run_cdk(("deploy", "A"), command=show, environment={"X": "1"}, folder=tmp_path)

    arguments, _, environment = done.stdout.partition("] ")
    assert arguments == "['deploy', 'A', '--require-approval', 'never', '--no-notices'"
    assert "'X'" in environment
    assert "HOME" not in environment


def test_failure_tells_the_command_and_the_end_of_its_output(tmp_path: Path) -> None:
    fail = [sys.executable, "-c", "import sys; print('stack is stuck'); sys.exit(3)"]

    with pytest.raises(SandboxError, match=r"(?s)cdk diff A failed \(3\):\nstack is stuck"):
        run_cdk(("diff", "A"), command=fail, environment={}, folder=tmp_path)


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("sys.exit('stack is stuck')", "stack is stuck"),
        ("sys.exit('wrong file\\napp.py: Subprocess exited with error 1')", "wrong file"),
        ("sys.exit(1)", "its output is above"),
    ],
)
def test_failure_of_what_was_shown_tells_the_last_line(
    program: str, told: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    fail = [sys.executable, "-c", f"import sys; print('working', flush=True); {program}"]

    with pytest.raises(SandboxError) as error:
        run_cdk(("deploy",), command=fail, environment={}, folder=tmp_path, capture=False)

    shown = capfd.readouterr()
    assert str(error.value) == f"cdk deploy failed (1): {told}"
    assert shown.out == "working\n"
    assert (told in shown.err) == (told != "its output is above")


def test_assembly_is_that_of_the_callers_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = StackOfAssembly(path="dev/A", name="a", account="1" * 12, region="eu-west-1")
    called: list[tuple[str, ...]] = []

    def cdk(*arguments: str, **_: object) -> subprocess.CompletedProcess[str]:
        called.append(arguments)
        return subprocess.CompletedProcess(arguments, 0, "done", "")

    monkeypatch.chdir(tmp_path)
    output = in_each_account(cdk, "deploy", Path("cdk.out"), stacks=[stack], capture=True)

    # The CLI itself runs in the project's folder.
    assert called == [("deploy", "--app", str(tmp_path / "cdk.out"), "--exclusively", "dev/A")]
    assert output == "done"


def test_command_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    hang = [sys.executable, "-c", "import time; time.sleep(30)"]
    started = time.monotonic()

    with pytest.raises(SandboxError, match=r"cdk diff took longer than 0.3 s"):
        run_cdk(("diff",), command=hang, environment={}, folder=tmp_path, timeout_seconds=0.3)

    assert time.monotonic() - started < 5
