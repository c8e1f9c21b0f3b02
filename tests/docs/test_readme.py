"""README.md shows what a command really prints, of files that are there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHECKS = re.findall(r"^```console\n\$ (.*endpoints check.*)\n((?:.*\n)+?)```", README, re.MULTILINE)


def test_check_finds_what_the_page_shows() -> None:
    [(command, shown)] = CHECKS
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (1, shown, "")


def test_what_commands_need_and_the_project_does_not_bring_is_named() -> None:
    deploying = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    foreign = {
        name for name in ("aws", "gh") if re.search(rf"^\$ {name} ", deploying, re.MULTILINE)
    }

    assert set(re.findall(r"^\| `(\w+)` \| the ", deploying, re.MULTILINE)) == foreign
    assert "[AWS CLI](https://docs.aws.amazon.com/cli/" in README
