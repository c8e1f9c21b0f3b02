"""Defines `endpoints deployed`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sagemaker_hosting.cli._answers import fail
from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.templates import Template, UnusableInput, read_templates


def deployed_command(
    environment: Annotated[
        str, typer.Argument(metavar="ENV", help="The environment to look at, such as prod.")
    ],
    output: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the templates are written.")
    ],
    app: Annotated[
        Path, typer.Option(metavar="PATH", help="The cloud assembly that tells the stacks.")
    ] = Path("cdk.out"),
    assume_role: Annotated[
        str | None, typer.Option(metavar="ARN", help="A role to take on first.")
    ] = None,
    endpoint_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where to ask instead of AWS: a local AWS.")
    ] = None,
) -> None:
    """Writes the templates that are deployed, for `endpoints review` and `check --against`.

    Exit code 0: they are written; a stack that is not there yet has an empty template. 2: AWS
    cannot be asked, or there is no such environment.
    """
    # boto3 takes a while to import, and few commands need it.
    try:
        from sagemaker_hosting.operate import Aws, AwsProblem  # noqa: PLC0415  # boto3 may be missing
        from sagemaker_hosting.operate.deployed import write_deployed  # noqa: PLC0415  # likewise
    except ModuleNotFoundError as missing:
        fail(f"endpoints deployed needs {missing.name}: pip install 'sagemaker-endpoints[operate]'")

    try:
        templates = _of(environment, app)
        aws = Aws(assume_role=assume_role, endpoint_url=endpoint_url)
        found = write_deployed(templates, output, aws=aws)
    except (UnusableInput, AwsProblem) as problem:
        fail(str(problem))
    except OSError as problem:
        fail(f"{output}: cannot be written ({problem.strerror})")
    for name, is_deployed in found:
        typer.echo(f"{name}: {'deployed' if is_deployed else 'not deployed yet'}")


def _of(environment: str, app: Path) -> list[Template]:
    """The templates of an environment in an assembly.

    Raises:
        UnusableInput: there are none, or they tell no stack.
    """
    everything = read_templates([app])
    found = [each for each in everything if each.name.partition("/")[0] == environment]
    if not found:
        known = sorted({each.name.partition("/")[0] for each in everything if "/" in each.name})
        near = ", ".join(nearest(environment, known)) or ", ".join(known)
        hint = f"nearest: {near}" if near else "name a cloud assembly of stages by --app"
        raise UnusableInput([f"{app} has no environment {environment}; {hint}"])
    if all(each.stack_name is None for each in found):
        raise UnusableInput([f"{app} tells no stack: name a cloud assembly such as cdk.out"])
    return found
