"""Finds the local AWS that runs in a project, and tells how a shell gets to it."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sagemaker_hosting.templates import Template, UnusableInput, read_templates

# Where the local AWS keeps its state: its port, and the assembly that it deployed last.
_STATE: Final = Path(".sandbox")
_ADDRESS: Final = _STATE / "endpoint.json"
_ASSEMBLY: Final = _STATE / "cdk.out"
_LOOPBACK: Final = "127.0.0.1"
_ANSWER_SECONDS: Final = 0.5


def way_to_local_aws(
    environment: str, templates: Sequence[Template], *, folder: Path | None = None
) -> str | None:
    """Tell what leads a shell to the local AWS of a project, if one runs.

    Args:
        environment: the environment that is asked about.
        templates: its templates, which may tell account and Region.
        folder: the folder of the project; the working folder if None.

    Returns:
        A sentence with the command; None where nothing listens at the port that is kept there.
    """
    project = folder if folder is not None else Path()
    if not _listens(project / _ADDRESS):
        return None
    places, told = _places_of(templates), ""
    if not places:
        places = _places_of(_deployed(environment, project / _ASSEMBLY))
        told = f", and --app {_ASSEMBLY} to its stacks" if places else ""
    options = ""
    if len(places) == 1:
        ((account, region),) = places
        options = f" --account {account} --region {region}"
    return f'a sandbox runs here: eval "$(python -m sandbox env{options})" leads to it{told}'


def _listens(address: Path) -> bool:
    """Whether anything is at the port: one that was killed has left its address behind."""
    try:
        port = int(json.loads(address.read_text(encoding="utf-8"))["port"])
        socket.create_connection((_LOOPBACK, port), timeout=_ANSWER_SECONDS).close()
    except (OSError, OverflowError, ValueError, KeyError, TypeError):
        return False
    return True


def _places_of(templates: Sequence[Template]) -> set[tuple[str, str]]:
    return {(t.account, t.region) for t in templates if t.account and t.region}


def _deployed(environment: str, assembly: Path) -> list[Template]:
    try:
        everything = read_templates([assembly])
    except UnusableInput:
        return []
    return [t for t in everything if t.name.partition("/")[0] == environment]
