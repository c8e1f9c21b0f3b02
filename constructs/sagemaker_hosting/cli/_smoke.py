"""Defines `endpoints smoke`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sagemaker_hosting.cli._answers import FINE, FOUND, UNUSABLE, fail, paint
from sagemaker_hosting.cli._options import RegionOption
from sagemaker_hosting.cli._places import root_above
from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.templates import Template, UnusableInput, read_templates
from sagemaker_hosting.templates._text import is_there

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sagemaker_hosting.operate.smoke import Report


# Where templates are, in this order: an assembly tells what its stacks are called.
_ASSEMBLY: Final = Path("cdk.out")
_PLACES: Final = (_ASSEMBLY, Path("templates"))


class Format(StrEnum):
    """Defines how the report is written."""

    TEXT = "text"
    JSON = "json"


def smoke_command(  # noqa: PLR0917  # typer reads its options from the arguments
    environment: Annotated[
        str, typer.Argument(metavar="ENV", help="The environment that was deployed, such as dev.")
    ],
    app: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="A cloud assembly, or a folder with a folder of templates for each environment.",
            show_default="cdk.out, else templates",
        ),
    ] = None,
    samples: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the models lie with their samples/*.json.")
    ] = Path("model_code"),
    only: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Check this endpoint. Repeatable.")
    ] = None,
    invoke: Annotated[bool, typer.Option(help="Whether samples are sent.")] = True,  # noqa: FBT002  # a flag
    max_latency_ms: Annotated[
        float | None,
        typer.Option(min=1, help="How long an answer may take, whatever its sample says."),
    ] = None,
    tries: Annotated[
        int, typer.Option(min=1, max=20, help="How often a sample is sent at most.")
    ] = 5,
    wait_seconds: Annotated[
        float, typer.Option(min=0, help="How long to wait for an endpoint that is being changed.")
    ] = 60,
    region: RegionOption = None,
    assume_role: Annotated[
        str | None, typer.Option(metavar="ARN", help="A role to take on first.")
    ] = None,
    endpoint_url: Annotated[
        str | None, typer.Option(metavar="URL", help="Where to ask instead of AWS: a local AWS.")
    ] = None,
    output: Annotated[
        Format, typer.Option("--format", help="How the report is written.")
    ] = Format.TEXT,
) -> None:
    """Checks after a deploy that each endpoint is what its template says, and that it answers.

    Exit code 0: all is well. 1: a check failed. 2: something cannot be checked: no credentials or
    rights, no such stack, another Region, no sample.
    """
    # boto3 takes a while to import, and no other command needs it.
    try:
        from sagemaker_hosting.operate import Aws, AwsProblem  # noqa: PLC0415  # boto3 may be missing
        from sagemaker_hosting.operate import smoke as operate  # noqa: PLC0415  # likewise
    except ModuleNotFoundError as missing:
        fail(f"endpoints smoke needs {missing.name}: pip install 'sagemaker-endpoints[operate]'")

    templates: tuple[Template, ...] = ()
    try:
        place, templates = _templates(environment, app, region)
        report = operate.smoke(
            templates,
            environment=environment,
            read_from=str(place),
            aws=Aws(region=region, assume_role=assume_role, endpoint_url=endpoint_url),
            samples=operate.read_samples(samples) if invoke else (),
            options=operate.Options(
                only=tuple(only or ()),
                invoke=invoke,
                limits=operate.Limits(tries=tries, max_latency_ms=max_latency_ms),
                wait_seconds=wait_seconds,
            ),
        )
    except (UnusableInput, operate.UnusableSamples, operate.NothingToCheck, AwsProblem) as problem:
        fail("\n".join([str(problem), *_way_out(problem, environment, templates)]))
    if app is None and place != _ASSEMBLY:
        _tell_of_fallback(place, environment)
    sys.stdout.write(_written(report, output))
    raise typer.Exit(_exit_code(report))


def _exit_code(report: Report) -> int:
    from sagemaker_hosting.operate.smoke import Outcome  # noqa: PLC0415  # likewise

    if report.count(Outcome.FAILED):
        return FOUND
    return UNUSABLE if report.count(Outcome.UNCHECKED) else FINE


def _templates(
    environment: str, app: Path | None, region: str | None
) -> tuple[Path, tuple[Template, ...]]:
    """Read the templates of an environment, and tell where they were."""
    known: list[str] = []
    places = [app] if app is not None else [place for place in _PLACES if is_there(place)]
    for place in places:
        everything = read_templates([place], region=region)
        found = tuple(t for t in everything if _environment_of(t) == environment)
        if found:
            return place, found
        known += [_environment_of(template) for template in everything]
    if not places:
        neither = " nor ".join(map(str, _PLACES))
        root = root_above()
        way = f"write {_ASSEMBLY} (cdk synth), or name another place by --app"
        if root is not None:
            way = f"the project's root is {root}: run it there"
        raise UnusableInput([f"there is neither {neither} here; {way}"])
    near = ", ".join(nearest(environment, known)) or ", ".join(sorted(set(known)))
    where = " nor ".join(map(str, places))
    which = f"neither {where} has an" if len(places) > 1 else f"{where} has no"
    raise UnusableInput([f"{which} environment {environment}; nearest: {near}"])


def _way_out(
    problem: Exception, environment: str, templates: tuple[Template, ...]
) -> Iterator[str]:
    """Tell of the local AWS that runs here, where credentials are what is wrong."""
    from sagemaker_hosting.operate import AwsProblem  # noqa: PLC0415  # likewise
    from sagemaker_hosting.operate.local_aws import way_to_local_aws  # noqa: PLC0415  # likewise
    from sagemaker_hosting.operate.smoke import OtherAccount  # noqa: PLC0415  # likewise

    nobody = isinstance(problem, AwsProblem) and problem.is_global
    if nobody or isinstance(problem, OtherAccount):
        way = way_to_local_aws(environment, templates)
        if way is not None:
            yield way


def _tell_of_fallback(place: Path, environment: str) -> None:
    """Tell that the templates are not those of an assembly, and what that leaves open."""
    why = f"has no environment {environment}" if is_there(_ASSEMBLY) else "is not here"
    typer.echo(
        f"compares with {place}, because {_ASSEMBLY} {why}; {_ASSEMBLY} would tell the account and "
        "the names of stacks as well: write it (cdk synth), or name another place by --app",
        err=True,
    )


def _environment_of(template: Template) -> str:
    """The Stage of a stack; of an app without Stages, the stack."""
    return template.name.partition("/")[0]


def _written(report: Report, output: Format) -> str:
    from sagemaker_hosting.operate.smoke import json_report, text_report  # noqa: PLC0415  # likewise

    if output is Format.JSON:
        return json_report(report)
    if not sys.stdout.isatty():
        return text_report(report)

    return text_report(report, paint=paint)
