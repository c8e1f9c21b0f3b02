"""How the CDK CLI is run, with a stand-in that shows what it was given."""

import sys
import time
from pathlib import Path

import pytest

from sandbox import SandboxError
from sandbox._cdk import run_cdk


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


def test_command_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    hang = [sys.executable, "-c", "import time; time.sleep(30)"]
    started = time.monotonic()

    with pytest.raises(SandboxError, match=r"cdk diff took longer than 0.3 s"):
        run_cdk(("diff",), command=hang, environment={}, folder=tmp_path, timeout_seconds=0.3)

    assert time.monotonic() - started < 5
