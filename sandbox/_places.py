"""Where the tools of the project and the files of the sandbox are."""

import sys
from dataclasses import dataclass
from pathlib import Path

from sandbox._errors import SandboxError

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """The folders and programs that the sandbox uses.

    Attributes:
        state: The folder that holds everything the sandbox writes.
        project: The root of the project, where its tools are installed.
    """

    state: Path
    project: Path = PROJECT

    @property
    def home(self) -> Path:
        """`HOME` of everything that runs: the CDK CLI keeps a cache of account ids there."""
        return self.state / "home"

    @property
    def temporary(self) -> Path:
        """Where programs put temporary files."""
        return self.state / "tmp"

    @property
    def logs(self) -> Path:
        """The log of the local AWS; those of the model servers are in `servers/` below it.

        Both begin anew with each start of the local AWS.
        """
        return self.state / "logs"

    def command(self, name: str) -> str:
        """How a command is written that is for this sandbox."""
        default = self.state == self.project / ".sandbox"
        return f"`python -m sandbox {name}{'' if default else f' --root {self.state}'}`"

    @property
    def log(self) -> Path:
        """The log of the local AWS itself."""
        return self.logs / "ministack.log"

    @property
    def python(self) -> Path:
        """The interpreter that has what model servers need."""
        own = self.project / ".venv" / "bin" / "python"
        return own if own.exists() else Path(sys.executable)

    @property
    def ministack_python(self) -> Path:
        """The interpreter that has MiniStack.

        Raises:
            SandboxError: When it is not installed.
        """
        return _installed(self.project / ".venv-ministack" / "bin" / "python")

    @property
    def cdk(self) -> list[str]:
        """The command that runs the project's own CDK CLI with the project's own Node.

        Raises:
            SandboxError: When one of them is not installed.
        """
        node = _installed(self.project / ".venv" / "node" / "node")
        cli = _installed(self.project / "node_modules" / "aws-cdk" / "bin" / "cdk")
        return [str(node), str(cli)]

    def forget_server_logs(self) -> None:
        """Delete the logs of the model servers of earlier starts, which nobody asks any more."""
        for log in (self.logs / "servers").glob("*.log"):
            log.unlink(missing_ok=True)

    def make_folders(self) -> None:
        """Make the folders of the sandbox."""
        for folder in (self.home, self.temporary, self.logs):
            folder.mkdir(parents=True, exist_ok=True)


def _installed(path: Path) -> Path:
    if not path.exists():
        raise SandboxError(f"{path} is missing: install it with `make setup`")
    return path
