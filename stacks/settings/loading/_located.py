"""Gives findings their place in a file, before and after it became an environment."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from stacks.settings.checks._notes import notes_on
from stacks.settings.files._environment import Environment
from stacks.settings.yaml._document import Document, read_document
from stacks.settings.yaml._faults import Fault, Finding, KeyPath


def located(path: Path, document: Document, findings: Iterable[Finding]) -> Iterator[Fault]:
    """Give what is found in a file its lines.

    Args:
        path: The file.
        document: What was read of it.
        findings: By their keys.

    Yields:
        The faults, in the same order.
    """
    for finding in findings:
        line = finding.line if finding.line is not None else document.line(finding.path)
        yield Fault(file=shown_path(path), line=line, path=finding.path, message=finding.message)


def fault_in(environment: Environment, path: KeyPath, message: str) -> Fault:
    """Make a fault that only what the file becomes can tell.

    Args:
        environment: As it was loaded.
        path: The keys that lead to the value.
        message: What is wrong with it.

    Returns:
        The fault, with the line of the file; without one where the environment has no file.
    """
    file = environment.file
    if file is None:
        return Fault(file=environment.name, line=None, path=path, message=message)
    (fault,) = located(file, read_document(file), [Finding(path=path, message=message)])
    return fault


def faults_in(environment: Environment, path: KeyPath, refused: Iterable[str]) -> tuple[Fault, ...]:
    """Make the faults of what constructs refuse.

    Args:
        environment: As it was loaded.
        path: The keys that lead to what the construct is of.
        refused: What it says; each fault may begin with the property, and a colon.

    Returns:
        The faults: at the property's own key where the file has one of that name.
    """
    lines = read_document(environment.file).lines if environment.file is not None else {}
    faults = []
    for text in refused:
        name, _, rest = text.partition(": ")
        of_key = rest and (*path, name) in lines
        place, message = ((*path, name), rest) if of_key else (path, text)
        faults.append(fault_in(environment, place, message))
    return tuple(faults)


def notes_in(environment: Environment) -> tuple[Fault, ...]:
    """Tell what is doubtful about an environment, and stops nothing.

    Args:
        environment: As it was loaded.

    Returns:
        What to tell, in the order of the lines of the file.
    """
    notes = [fault_in(environment, note.path, note.message) for note in notes_on(environment)]
    return tuple(sorted(notes, key=lambda note: note.line or 0))


def shown_path(path: Path) -> str:
    """Show a path as it is seen from the project's folder."""
    return path.name if path.suffix == "" else f"{path.parent.name}/{path.name}"
