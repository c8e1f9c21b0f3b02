"""Runs the real CDK CLI against the sandbox."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sandbox._assembly import StackOfAssembly
from sandbox._errors import SandboxError

# What each command needs so that it asks nobody anything.
_UNATTENDED = {
    "deploy": ("--require-approval", "never"),
    "destroy": ("--force",),
}
_LINES_SHOWN = 40


def run_cdk(
    arguments: Sequence[str],
    *,
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    capture: bool = True,
    check: bool = True,
    timeout_seconds: float = 600.0,
) -> subprocess.CompletedProcess[str]:
    """Run one command of the CDK CLI.

    Args:
        arguments: The command and its options, for instance `("diff", "--app", "cdk.out")`.
        command: How the CLI is started.
        environment: Its whole environment.
        folder: Where it runs.
        capture: Keep its output for the caller instead of showing it.
        check: Raise when it fails.
        timeout_seconds: End it after that time.

    Raises:
        SandboxError: When it fails or takes too long, with the end of its output.
    """
    name = arguments[0]
    line = [*command, *arguments, *_UNATTENDED.get(name, ()), "--no-notices"]
    pipe = subprocess.PIPE if capture else None
    with subprocess.Popen(  # noqa: S603  the command is the project's own CLI
        line,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=subprocess.STDOUT if capture else None,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=timeout_seconds)
        except subprocess.TimeoutExpired as error:
            raise SandboxError(f"cdk {name} took longer than {timeout_seconds:g} s") from error
        finally:
            if process.poll() is None:  # also when Ctrl-C got here: the CLI is in its own session
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
    if check and process.returncode != 0:
        tail = "\n".join((output or "").splitlines()[-_LINES_SHOWN:])
        raise SandboxError(f"cdk {' '.join(arguments)} failed ({process.returncode}):\n{tail}")
    return subprocess.CompletedProcess(line, process.returncode, output or "", "")


def in_each_account(
    cdk: Callable[..., subprocess.CompletedProcess[str]],
    command: str,
    assembly: Path,
    *,
    stacks: Sequence[StackOfAssembly],
    capture: bool,
) -> str:
    """Run a command on stacks, once for each of their accounts: a run's credentials are one's.

    Args:
        cdk: Runs the CLI with arguments, `account`, `region` and `capture`.
        command: What to do with the stacks, `deploy` or `destroy`.
        assembly: The folder that `cdk synth` wrote.
        stacks: The stacks.
        capture: Return the CLI's output instead of showing it.

    Raises:
        SandboxError: When the CLI fails.
    """
    regions: dict[str, str] = {}
    for stack in stacks:
        regions.setdefault(stack.account, stack.region)
    outputs = []
    for account, region in regions.items():
        paths = [stack.path for stack in stacks if stack.account == account]
        done = cdk(
            *(command, "--app", str(assembly), "--exclusively", *paths),
            account=account,
            region=region,
            capture=capture,
        )
        outputs.append(done.stdout)
    return "\n".join(outputs)
