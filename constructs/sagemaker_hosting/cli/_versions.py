"""Says of templates that they are not what the environment files give now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sagemaker_hosting.environment_files import EnvironmentFiles, versions_of

if TYPE_CHECKING:
    from sagemaker_hosting.environment_files import Outdated
    from sagemaker_hosting.templates import Template


def outdated_in(
    source: str | Path, templates: Sequence[Template], *, stated: bool
) -> list[Outdated]:
    """Find the environments of which a path has templates that are not what their files give.

    Args:
        source: the path; `-` is standard input, beside which nothing lies.
        templates: what was read, of this path and of others.
        stated: whether traffic, budget and Region count.
    """
    files = EnvironmentFiles.beside(Path(source)) if str(source) != "-" else None
    if files is None:
        return []
    own = [template for template in templates if template.path.is_relative_to(source)]
    return files.outdated(versions_of(own), stated=stated)


def refusal(faults: Sequence[Outdated], *, assembly: str, otherwise: str) -> str:
    """Word why templates that were found, and not named by their path, are not read.

    `make templates` ends where a check or a budget refuses the synth. `make synth` ends there as
    well, but its cloud assembly is written by then.

    Args:
        faults: the environments that are out of date, one at least.
        assembly: what reads a cloud assembly.
        otherwise: what reads them as they are.
    """
    told = [f"templates: {fault.environment} {fault.says}" for fault in faults]
    names = ",".join(fault.environment for fault in faults if fault.has_file)
    synth = f", or make synth ENV={names} and {assembly}" if names else ""
    return "\n".join([*told, f"make templates writes them anew{synth}; {otherwise} as they are"])


def notes(faults: Sequence[Outdated]) -> list[str]:
    """Word what is to be known of templates that were named, and are read as they are."""
    return [f"note: {fault.environment} {fault.says}; synthesize it again" for fault in faults]
