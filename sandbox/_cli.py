"""The command line, `python -m sandbox`."""

import contextlib
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sandbox._deployed import meant
from sandbox._errors import SandboxError
from sandbox._places import PROJECT
from sandbox._project import named_environment, stacks_in, synthesize
from sandbox._sandbox import Sandbox

# The port that emulators of AWS listen on by custom.
_PORT = 4566
_FOLLOW_SECONDS = 0.3

app = typer.Typer(no_args_is_help=True, add_completion=False, help="AWS on this computer.")
_console = Console()

Root = Annotated[
    Path, typer.Option("--root", help="The folder of the sandbox.", show_default=".sandbox")
]
Assembly = Annotated[
    Path | None,
    typer.Option("--app", help="A cloud assembly. Left out, the app is synthesized anew."),
]
Stacks = Annotated[
    list[str] | None,
    typer.Option("--stack", help="One of its stacks, as `Backfill`; all when left out."),
]
Environment = Annotated[
    str, typer.Argument(metavar="ENV", help="The environment, for instance dev, or its file.")
]
_ROOT = PROJECT / ".sandbox"


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Print what went wrong instead of a traceback."""
    try:
        yield
    except BrokenPipeError:
        raise  # typer ends quietly when nobody reads on
    except (SandboxError, OSError) as error:
        # Messages have brackets of their own, such as those of a list of types.
        told = f"[red]error:[/red] {escape(str(error))}"
        Console(stderr=True).print(told, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from error


@app.command()
def up(
    root: Root = _ROOT,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1; 0: any free one.")
    ] = _PORT,
    startup_seconds: Annotated[
        float, typer.Option(min=0, help="How long a model server may take to become healthy.")
    ] = 60.0,
    bake_seconds: Annotated[
        float, typer.Option(min=0, help="The longest that a rollout waits between two steps.")
    ] = 2.0,
    stand_in: Annotated[
        list[str] | None,
        typer.Option(help="REPOSITORY=FOLDER: model code to run for images of a repository."),
    ] = None,
) -> None:
    """Start the local AWS; it stays until `down`."""
    with _told():
        sandbox = Sandbox(
            root=root,
            port=port,
            startup_seconds=startup_seconds,
            bake_seconds=bake_seconds,
            stand_ins=_stand_ins(stand_in or []),
        )
        sandbox.start()
        _console.print(f"the local AWS listens on {sandbox.endpoint_url}")


def _stand_ins(told: list[str]) -> dict[str, Path]:
    pairs = {text: text.partition("=") for text in told}
    wrong = [text for text, (repository, _, folder) in pairs.items() if not (repository and folder)]
    if wrong:
        raise SandboxError(
            "--stand-in must be REPOSITORY=FOLDER, such as forecasting/chronos=model_code/nlinear, "
            f"got {', '.join(map(repr, wrong))}"
        )
    return {repository: Path(folder) for repository, _, folder in pairs.values()}


@app.command()
def down(root: Root = _ROOT) -> None:
    """Stop the local AWS and every model server; what was deployed is gone."""
    with _told():
        Sandbox(root=root).stop()
        _console.print("the local AWS is stopped")


@app.command()
def status(root: Root = _ROOT) -> None:
    """Show the endpoints and their model servers."""
    with _told():
        sandbox = Sandbox.running(root=root)
        _console.print(f"the local AWS listens on {sandbox.endpoint_url}")
        endpoints = sandbox.status()["endpoints"]
        for endpoint in endpoints:
            _console.print()
            _show(endpoint)
        if not endpoints:
            _console.print("no endpoint is deployed")


def _show(endpoint: dict[str, Any]) -> None:
    place = f"{endpoint['account']}/{endpoint['region']}"
    _console.print(f"{endpoint['name']}  {place}  {endpoint['status']}", soft_wrap=True)
    if endpoint["failure_reason"]:
        _console.print(endpoint["failure_reason"], style="red", markup=False, soft_wrap=True)
    for sentence in endpoint["left_out"]:
        _console.print(f"left out here: {sentence}", style="yellow", markup=False, soft_wrap=True)
    table = Table("variant", "weight", "instances", "server", box=None)
    for variant in endpoint["variants"]:
        count = variant["instances"]
        instances = "serverless" if count is None else str(count)
        loaded = variant.get("loaded")
        server = f"{loaded} models loaded" if loaded is not None else _address(variant)
        table.add_row(variant["name"], f"{variant['weight']:g}", instances, server)
    _console.print(table)
    for component in endpoint["components"]:
        # No table: what is called by this name needs all of it, and a table cuts long ones.
        copies, status = component["copies"], component["status"]
        _console.print(
            f" {component['name']}  {status}  copies: {copies}  {_address(component)}",
            soft_wrap=True,
        )


def _address(served: dict[str, Any]) -> str:
    return f"http://127.0.0.1:{served['port']}" if served["port"] is not None else "none"


@app.command()
def deploy(
    environment: Environment, root: Root = _ROOT, assembly: Assembly = None, stack: Stacks = None
) -> None:
    """Deploy the stacks of an environment with the CDK CLI, and bootstrap its account first."""
    with _told():
        environment = named_environment(environment)
        sandbox = Sandbox.running(root=root)
        folder = assembly if assembly is not None else synthesize(sandbox, environment)
        sandbox.deploy(folder.resolve(), stacks=stacks_in(environment, stack), capture=False)


@app.command()
def destroy(
    environment: Environment, root: Root = _ROOT, assembly: Assembly = None, stack: Stacks = None
) -> None:
    """Delete the stacks of an environment with the CDK CLI."""
    with _told():
        environment = named_environment(environment)
        sandbox = Sandbox.running(root=root)
        folder = assembly if assembly is not None else synthesize(sandbox, environment)
        sandbox.destroy(folder.resolve(), stacks=stacks_in(environment, stack), capture=False)


@app.command()
def reset(root: Root = _ROOT) -> None:
    """Forget everything that was deployed; the local AWS goes on."""
    with _told():
        Sandbox.running(root=root).reset()
        _console.print("everything that was deployed is gone")


@app.command()
def logs(
    name: Annotated[
        str, typer.Argument(help="What the name of the log holds: an endpoint, a variant.")
    ] = "",
    root: Root = _ROOT,
    lines: Annotated[
        int, typer.Option("--lines", "-n", min=1, help="How many of the last lines.")
    ] = 20,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as they grow.")] = False,  # noqa: FBT002  # typer's flag
) -> None:
    """Show the end of the logs of the local AWS and of the model servers."""
    folder = root / "logs"
    files = sorted(path for path in folder.rglob("*.log") if name in path.name)
    with _told():
        if not files:
            raise SandboxError(_no_log(folder, name))
        read: dict[Path, int] = {}
        for path in files:
            text = path.read_text(errors="replace")
            read[path] = path.stat().st_size
            sys.stdout.write(f"==> {path} <==\n")
            sys.stdout.write("".join(text.splitlines(keepends=True)[-lines:]))
        while follow:
            time.sleep(_FOLLOW_SECONDS)
            _show_growth(read)


def _no_log(folder: Path, name: str) -> str:
    there = "".join(sorted(f"\n  {path.name}" for path in folder.rglob("*.log")))
    which = f"no log in {folder} has {name!r} in its name" if name else f"no log is in {folder}"
    return f"{which}; there are:{there}" if there else f"{which}: nothing was started yet"


def _show_growth(read: dict[Path, int]) -> None:
    for path, position in read.items():
        with path.open("rb") as log:
            log.seek(position)
            sys.stdout.write(log.read().decode(errors="replace"))
            read[path] = log.tell()
    sys.stdout.flush()


@app.command()
def env(
    account: Annotated[str | None, typer.Option(help="The account to act in.")] = None,
    region: Annotated[str | None, typer.Option(help="The region to act in.")] = None,
    root: Root = _ROOT,
) -> None:
    """Print the AWS variables for a shell.

    Left out, account and region are those that were deployed to. Use it as
    `eval "$(python -m sandbox env)"`.
    """
    with _told():
        sandbox = Sandbox.running(root=root)
        place, doubt = meant(sandbox.deployed_to, account, region)
        variables = sandbox.environment(place.account, place.region)
        if doubt is not None:
            sys.stderr.write(f"note: {doubt}\n")
        sys.stdout.write("unset AWS_PROFILE AWS_SESSION_TOKEN AWS_DEFAULT_PROFILE\n")
        for variable, value in variables.items():
            if variable.startswith("AWS_"):
                sys.stdout.write(f"export {variable}={shlex.quote(value)}\n")
