"""What a start of the local AWS does with the logs of the one before."""

import fcntl
from pathlib import Path

import pytest

from sandbox._errors import SandboxError
from sandbox._ministack import MiniStack
from sandbox._places import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A sandbox whose local AWS ends as soon as it starts."""
    python = tmp_path / "project" / ".venv-ministack" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 3\n")
    python.chmod(0o755)
    return Places(state=tmp_path / "state", project=tmp_path / "project")


@pytest.fixture
def log(places: Places) -> Path:
    """The log of a model server of an earlier start."""
    path = places.logs / "servers" / "demand-champion-1-1.log"
    path.parent.mkdir(parents=True)
    path.write_text("loaded\n")
    return path


def start(places: Places) -> None:
    MiniStack(places).start(
        port=0,
        serve_command=None,
        startup_seconds=1.0,
        bake_seconds=1.0,
        stand_ins={},
        bound_to_starter=False,
    )


def test_logs_of_servers_go_when_the_local_aws_starts_again(places: Places, log: Path) -> None:
    with pytest.raises(SandboxError):
        start(places)

    assert not log.exists()


def test_logs_of_servers_stay_while_a_local_aws_runs(places: Places, log: Path) -> None:
    with (places.state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(SandboxError, match="already: go on with it"):
            start(places)

    assert log.read_text() == "loaded\n"
