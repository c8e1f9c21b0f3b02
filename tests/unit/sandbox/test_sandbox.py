"""The sandbox as Python code uses it, before anything runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import Sandbox, SandboxError


@pytest.mark.parametrize(
    "use",
    [
        Sandbox.status,
        Sandbox.reset,
        Sandbox.environment,
        lambda aws: aws.client("s3"),
        lambda aws: aws.endpoint_url,
    ],
    ids=["status", "reset", "environment", "client", "endpoint_url"],
)
def test_sandbox_that_was_not_started_says_how_to_start_it(
    use: Callable[[Sandbox], object], tmp_path: Path
) -> None:
    with pytest.raises(SandboxError) as error:
        use(Sandbox(root=tmp_path))

    assert str(error.value) == (
        "this sandbox was not started: use it as `with Sandbox() as aws:`, or take the one that "
        f"`python -m sandbox up --root {tmp_path}` started, Sandbox.running()"
    )


def test_sandbox_of_a_port_is_described_before_it_starts(tmp_path: Path) -> None:
    assert Sandbox(root=tmp_path, port=4566).endpoint_url == "http://127.0.0.1:4566"
