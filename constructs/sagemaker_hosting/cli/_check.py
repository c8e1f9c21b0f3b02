"""Defines `endpoints check`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sagemaker_hosting.cli._answers import FINE, FOUND, fail, paint
from sagemaker_hosting.cli._options import AccountOption, RegionOption
from sagemaker_hosting.cli._places import unusable
from sagemaker_hosting.cli._versions import notes, outdated_in
from sagemaker_hosting.rules import check, check_update, set_aside
from sagemaker_hosting.rules.reports import (
    Baseline,
    Report,
    Seen,
    UnusableBaseline,
    counted,
    github_report,
    json_report,
    sarif_report,
    text_report,
)
from sagemaker_hosting.templates import UnusableInput, read_templates


class Format(StrEnum):
    """Defines how findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def check_command(  # noqa: PLR0917  # typer reads its options from the arguments
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH...",
            help="Templates (JSON or YAML), folders of them, cdk.out folders; - is standard input.",
        ),
    ] = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH", help="What is deployed: checks the step from it as well. Repeatable."
        ),
    ] = None,
    output: Annotated[
        Format, typer.Option("--format", help="How findings are written.")
    ] = Format.TEXT,
    baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A file of known findings (--write-baseline): not told, no failure.",
        ),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write all that is found to a file for --baseline; renews it."
        ),
    ] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="ID", help="Tell all about a rule, with an example.")
    ] = None,
    list_rules: Annotated[bool, typer.Option("--list", help="List every rule.")] = False,  # noqa: FBT002  # a flag
    strict: Annotated[bool, typer.Option(help="Warnings and slips fail as well.")] = False,  # noqa: FBT002  # a flag
    account: AccountOption = None,
    region: RegionOption = None,
) -> None:
    """Finds what AWS would refuse, or silently ignore, in templates that any tool wrote.

    Exit code 0: no error. 1: errors (with --strict, or warnings, or slips: types and names that
    lead to nothing, misspelt properties and parameters). 2: the input cannot be read.
    """
    if explain is not None or list_rules:
        _tell(explain)
        return
    if not paths:
        fail("name a template, a folder of templates, or a cdk.out folder; - is standard input")
    try:
        # All that is found is written, what an older baseline lists as well.
        known = baseline if write_baseline is None else None
        report = _report(paths, against or [], baseline=known, account=account, region=region)
    except UnusableInput as problem:
        fail(unusable(problem, paths))
    except UnusableBaseline as problem:
        fail(str(problem))
    if write_baseline is not None:
        _write(report, write_baseline)
        return
    sys.stdout.write(_written(report, output))
    slips = report.seen.slips if report.seen is not None else ()
    failing = report.errors + (report.warnings + len(slips) if strict else 0)
    raise typer.Exit(FOUND if failing else FINE)


def _report(
    paths: list[str],
    against: list[str],
    *,
    baseline: Path | None,
    account: str | None,
    region: str | None,
) -> Report:
    known = Baseline.read(baseline) if baseline is not None else None
    templates = read_templates(paths, account=account, region=region)
    for note in dict.fromkeys(
        n for path in paths for n in notes(outdated_in(path, templates, stated=True))
    ):
        typer.echo(note, err=True)
    findings = check(templates)
    if against:
        deployed = read_templates(against, account=account, region=region)
        findings += check_update(templates, against=deployed)
    aside = set_aside(findings, templates)
    stale = tuple(
        f"{given.path} acknowledges {given.rule}, which is not found: {given.reason}"
        for _, given in aside.stale
    )
    new, count, gone = known.split(aside.open) if known is not None else (aside.open, 0, ())
    return Report(
        templates=len(templates),
        findings=new,
        known=count,
        acknowledged=aside.count,
        stale=(*stale, *gone),
        seen=Seen.of(templates),
        baseline=baseline,
        gone=len(gone),
    )


def _written(report: Report, output: Format) -> str:
    if output is Format.TEXT:
        return text_report(report, paint=paint) if sys.stdout.isatty() else text_report(report)
    return {
        Format.JSON: json_report,
        Format.SARIF: sarif_report,
        Format.GITHUB: github_report,
    }[output](report)


def _write(report: Report, path: Path) -> None:
    try:
        Baseline.of(report.findings).write(path)
    except OSError as problem:
        fail(f"{path}: cannot be written ({problem.strerror})")
    count = counted(len(report.findings), "finding")
    typer.echo(f"{path}: lists what is found today as known, {count}")
    typer.echo(f"endpoints check --baseline {path} fails on what is new alone")


def _tell(rule_id: str | None) -> None:
    from sagemaker_hosting.rules._explanation import (  # noqa: PLC0415  # for these options only
        explanation_of,
        listing,
    )

    told = listing() if rule_id is None else explanation_of(rule_id)
    if told is None:
        from sagemaker_hosting.nearest import nearest  # noqa: PLC0415  # for a mistake only
        from sagemaker_hosting.rules import RULES, UPDATE_RULES  # noqa: PLC0415  # likewise

        names = [rule.id for rule in (*RULES, *UPDATE_RULES)]
        near = ", ".join(nearest(str(rule_id).upper(), names)) or "none is like it"
        fail(f"no rule is called {rule_id!r}; nearest: {near}; endpoints check --list lists all")
    sys.stdout.write(str(told))
