"""Reads what commands are given: environments and templates, with what files state of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from sagemaker_hosting.cli._answers import fail
from sagemaker_hosting.cli._places import file_of, templates_of, unknown_name
from sagemaker_hosting.cli._versions import notes, outdated_in, refusal

if TYPE_CHECKING:
    from sagemaker_hosting.cost import StatedEnvironment
    from sagemaker_hosting.environment_files import Outdated
    from sagemaker_hosting.templates import Template

_COMMANDS: Final = {"cost": ("refresh",)}
"""What else a word may be, by command."""
_WHAT_IT_DOES: Final = {"cost": "prices", "traffic": "replays"}


def named(
    command: str, paths: Sequence[str], files: Sequence[Path], region: str | None
) -> tuple[tuple[Template, ...], list[StatedEnvironment]]:
    """Read what is named: a name that is no path is that of an environment.

    Args:
        command: that it is named to: `cost` or `traffic`.
        paths: environments and paths.
        files: what states traffic, in place of the environments' files.
        region: of templates that do not tell theirs.

    Raises:
        UnusableInput: something is neither, or cannot be read.
        UnusableTraffic: a file states traffic wrongly.
    """
    from sagemaker_hosting.cost import read_environment_file  # noqa: PLC0415  # for these commands only
    from sagemaker_hosting.templates import UnusableInput, read_templates  # noqa: PLC0415  # likewise

    found = {path: file_of(path) for path in paths}
    others = _COMMANDS.get(command, ())
    faults = [
        fault
        for path, file in found.items()
        if file is None and (fault := unknown_name(path, commands=others)) is not None
    ]
    if faults:
        raise UnusableInput(faults)
    sources = [path if found[path] is None else templates_of(path) for path in paths]
    stated = files or [file for file in found.values() if file is not None]
    templates = read_templates(sources, region=region)
    environments = [read_environment_file(file) for file in stated]
    _tell_versions(command, templates, found, is_stated=bool(files))
    return templates, environments


def _tell_versions(
    command: str,
    templates: Sequence[Template],
    found: Mapping[str, Path | None],
    *,
    is_stated: bool,
) -> None:
    """Refuse templates of an environment that are out of date; note it of what is named by path.

    Where the file is read as well, its traffic, budget and Region hold before the templates'.
    """
    refused: list[Outdated] = []
    for path, file in found.items():
        if file is not None:
            refused += outdated_in(templates_of(path), templates, stated=False)
            continue
        for note in notes(outdated_in(path, templates, stated=not is_stated)):
            typer.echo(note, err=True)
    if refused:
        folders = " ".join(str(templates_of(fault.environment)) for fault in refused)
        otherwise = f"endpoints {command} {folders} {_WHAT_IT_DOES[command]} them"
        fail(refusal(refused, assembly=f"endpoints {command} cdk.out", otherwise=otherwise))
