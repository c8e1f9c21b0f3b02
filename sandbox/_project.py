"""The project's own app: its environments, and how one of them is synthesized."""

from collections.abc import Sequence
from pathlib import Path

from sandbox._errors import CdkFailed, SandboxError
from sandbox._fixes import fix_of
from sandbox._likely import likely
from sandbox._places import PROJECT
from sandbox._sandbox import Sandbox

_ENVIRONMENTS = PROJECT / "environments"


def named_environment(told: str, *, folder: Path = _ENVIRONMENTS) -> str:
    """The environment that is named, also by the path of its file.

    Args:
        told: What the command line names: `dev`, or `environments/dev.yaml`.
        folder: Where the files of environments are.
    """
    path = Path(told)
    is_file = path.suffix == ".yaml" and path.resolve().parent == folder.resolve()
    return path.stem if is_file else told


def stacks_in(environment: str, stacks: Sequence[str] | None) -> list[str]:
    """The patterns of the stacks of an environment, all when none is named."""
    return [f"{environment}/{name}" for name in stacks or ["**"]]


def synthesize(sandbox: Sandbox, environment: str) -> Path:
    """Synthesize one environment of the project's app into the sandbox's folder.

    Raises:
        SandboxError: When there is no such environment, or the app fails, which it has told then.
    """
    check_environment(environment, folder=_ENVIRONMENTS)
    folder = sandbox.root / "cdk.out"
    chosen = ("--context", f"environments={environment}")
    try:
        sandbox.cdk(
            *("synth", "**", *chosen, "--quiet", "--no-lookups", "--output", str(folder)),
            capture=False,
        )
    except CdkFailed as error:
        message = f"environment {environment} was not synthesized"
        fix = fix_of(error.output)
        told = f"{message}: {fix}" if fix is not None else f"{message}: what is wrong is above"
        raise SandboxError(told) from error
    return folder


def check_environment(name: str, *, folder: Path) -> None:
    """Refuse an environment that has no file, before the app is asked.

    Args:
        name: What the command line names.
        folder: Where the files of environments are. Without any the app is asked.

    Raises:
        SandboxError: With the name that was meant, or all that there are.
    """
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name in known or not known:
        return
    environment, slash, stack = name.partition("/")
    if slash and environment in known:
        meant = f"a stack of it is named by --stack: {environment} --stack {stack or 'NAME'}"
    elif "," in name:
        meant = "one at a time"
    else:
        meant = likely(name, known)
    raise SandboxError(f"ENV must be an environment of {folder.name}/, got {name!r}; {meant}")
