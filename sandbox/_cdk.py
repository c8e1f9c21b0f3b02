"""Runs the real CDK CLI against the sandbox."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from sandbox._assembly import StackOfAssembly
from sandbox._errors import CdkFailed

# What each command needs so that it asks nobody anything.
_UNATTENDED = {
    "deploy": ("--require-approval", "never"),
    "destroy": ("--force",),
}
_LINES_SHOWN = 40
_APP_FAILED = "Subprocess exited with error"


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
        CdkFailed: When it fails or takes too long, with the end of its output.
    """
    name = arguments[0]
    line = [*command, *arguments, *_UNATTENDED.get(name, ()), "--no-notices"]
    lines: deque[str] = deque(maxlen=None if capture else _LINES_SHOWN)
    with subprocess.Popen(  # noqa: S603  # the command is the project's own CLI
        line,
        cwd=folder,
        env=environment if capture else _coloured(environment),
        stdin=subprocess.DEVNULL,
        # It says on standard error why it fails; that is kept for the message, and shown.
        stdout=subprocess.PIPE if capture else None,
        stderr=subprocess.STDOUT if capture else subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        said = process.stdout if capture else process.stderr
        reader = threading.Thread(target=_read, args=(said or (), lines, not capture))
        reader.start()
        try:
            process.wait(timeout=timeout_seconds)
        except subprocess.TimeoutExpired as error:
            message = f"cdk {name} took longer than {timeout_seconds:g} s"
            raise CdkFailed(message, output="".join(lines)) from error
        finally:
            if process.poll() is None:  # also when Ctrl-C got here: the CLI is in its own session
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
            reader.join()
    if check and process.returncode != 0:
        what = f"cdk {' '.join(arguments)} failed ({process.returncode})"
        raise _failed(what, [*lines][-_LINES_SHOWN:], shown=not capture)
    output = "".join(lines) if capture else ""
    return subprocess.CompletedProcess(line, process.returncode, output, "")


def _failed(what: str, lines: Sequence[str], *, shown: bool) -> CdkFailed:
    tail = "".join(lines).rstrip()
    if not shown:
        return CdkFailed(f"{what}:\n{tail}", output=tail)
    # It stands above: the last line is enough to know it by, of the app's if that is what failed.
    of_app = [line.strip() for line in lines if line.strip() and _APP_FAILED not in line]
    return CdkFailed(f"{what}: {of_app[-1] if of_app else 'its output is above'}", output=tail)


def _read(said: Iterable[str], lines: deque[str], show: bool) -> None:  # noqa: FBT001  # a thread's arguments are positional
    for line in said:
        lines.append(line)
        if show:
            sys.stderr.write(line)
            sys.stderr.flush()


def _coloured(environment: Mapping[str, str]) -> dict[str, str]:
    """Keep the colours of a terminal, which the CLI does not see behind a pipe."""
    is_terminal = sys.stdout.isatty() and sys.stderr.isatty()
    wanted = is_terminal and "NO_COLOR" not in environment
    return {**({"FORCE_COLOR": "1"} if wanted else {}), **environment}


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
        CdkFailed: When the CLI fails.
    """
    regions: dict[str, str] = {}
    for stack in stacks:
        regions.setdefault(stack.account, stack.region)
    outputs = []
    for account, region in regions.items():
        paths = [stack.path for stack in stacks if stack.account == account]
        done = cdk(
            # The CLI runs in the project's folder, whatever folder the caller is in.
            *(command, "--app", str(assembly.resolve()), "--exclusively", *paths),
            account=account,
            region=region,
            capture=capture,
        )
        outputs.append(done.stdout)
    return "\n".join(outputs)
