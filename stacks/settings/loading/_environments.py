"""Loads environment files: an environment each, or one error with every fault of them all."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from stacks.settings.checks._acknowledge import check_acknowledged
from stacks.settings.checks._hosting import check_hosting
from stacks.settings.checks._instance import check_instances
from stacks.settings.checks._kind import check_kinds
from stacks.settings.checks._references import check_references
from stacks.settings.checks._region import check_region
from stacks.settings.checks._stack_size import check_stack_sizes
from stacks.settings.checks._traffic import check_traffic
from stacks.settings.files._environment import Environment
from stacks.settings.loading._located import located, shown_path
from stacks.settings.loading._structure import build
from stacks.settings.yaml._document import Document, read_document
from stacks.settings.yaml._faults import Fault, Finding, InvalidEnvironment
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import instead_of, shown

_FIRST = ("dev", "staging", "prod")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """Defines what one file gave; the environment is None where there are faults."""

    path: Path
    document: Document
    environment: Environment | None
    faults: tuple[Fault, ...]


def load_environment(path: Path) -> Environment:
    """Load one environment file.

    The paths in it go from the project's folder: the parent of the one that the file is in.

    Args:
        path: The file, such as `environments/dev.yaml`; its stem is the environment's name.

    Returns:
        The environment, its paths absolute.

    Raises:
        InvalidEnvironment: The file is missing or wrong; the error lists every fault.
    """
    return _environments([_read(path.absolute())])[0]


def load_environments(
    folder: Path, names: Collection[str] | None = None
) -> tuple[Environment, ...]:
    """Load the environment files of a folder.

    What files say together, such as endpoints of one name, is checked among those that are read.

    Args:
        folder: What holds them, such as `environments`; its parent is the project's folder.
        names: The environments to read; the files of others are not opened. None = all.

    Returns:
        The environments: dev, staging, prod, then others by name.

    Raises:
        InvalidEnvironment: There is no file, or files are wrong; the error lists every fault of
            them all.
    """
    folder = folder.absolute()
    if not folder.is_dir():
        raise InvalidEnvironment([_fault_of_file(folder, "no such folder")])
    if (reason := _why_unreadable(folder)) is not None:
        raise InvalidEnvironment([_fault_of_file(folder, f"cannot be read: {reason}")])
    paths = [folder / f"{name}.yaml" for name in names_in(folder)]
    others = _files(folder, "*.yml")
    if not paths and not others:
        raise InvalidEnvironment([_fault_of_file(folder, "holds no *.yaml file")])
    readings = [_read(path) for path in paths if names is None or path.stem in names]
    misnamed = [_misnamed(path) for path in others if names is None or path.stem in names]
    return _environments(readings, [*misnamed, *_taken_endpoint_names(readings)])


def names_in(folder: Path) -> tuple[str, ...]:
    """Tell the environments that a folder has files of, none of which is opened.

    Args:
        folder: As of `load_environments`.

    Returns:
        The names: dev, staging, prod, then others by name.
    """
    return tuple(path.stem for path in sorted(_files(folder, "*.yaml"), key=_rank))


def _environments(
    readings: Sequence[_Reading], more: Iterable[Fault] = ()
) -> tuple[Environment, ...]:
    faults = [fault for reading in readings for fault in reading.faults]
    faults += more
    if faults:
        order = {shown_path(reading.path): rank for rank, reading in enumerate(readings)}
        faults.sort(key=lambda fault: (order.get(fault.file, len(order)), fault.line or 0))
        raise InvalidEnvironment(faults)
    return tuple(reading.environment for reading in readings if reading.environment is not None)


def _read(path: Path) -> _Reading:
    if not path.exists():
        fault = _fault_of_file(path, _why_missing(path))
        return _Reading(path=path, document=Document(), environment=None, faults=(fault,))
    document = read_document(path)
    findings, environment = [], None
    if document.data is not None or not document.findings:
        root = path.parent.parent
        built = build(document, path=path, root=root)
        environment = built if isinstance(built, Environment) else None
        findings += built if isinstance(built, list) else []
        top = Entry(path=(), value=document.data)
        findings += check_references(top)
        findings += check_kinds(top)
        findings += check_instances(top)
        findings += check_region(top)
        findings += check_hosting(top, root)
        findings += check_traffic(top)
        findings += check_acknowledged(top)
        findings += check_stack_sizes(top, path.stem)
    read = [finding for finding in findings if document.is_read(finding.path)]
    faults = tuple(located(path, document, [*document.findings, *read]))
    return _Reading(path=path, document=document, environment=environment, faults=faults)


def _why_unreadable(folder: Path) -> str | None:
    """Tell why a folder cannot be listed: a search in it would find nothing, and not say so."""
    try:
        next(folder.iterdir(), None)
    except OSError as problem:
        return str(problem.strerror).lower()
    return None


def _why_missing(path: Path) -> str:
    if path.is_symlink():
        return "is a link that leads nowhere"
    others = [f"{name}.yaml" for name in names_in(path.parent)]
    return f"no such file; {instead_of(path.name, others)}" if others else "no such file"


def _taken_endpoint_names(readings: Iterable[_Reading]) -> Iterator[Fault]:
    """Find fixed endpoint names that two environments of one account and Region share."""
    first: dict[tuple[str, str, str], str] = {}
    for reading in readings:
        environment = reading.environment
        for key, endpoint in environment.endpoints.items() if environment is not None else ():
            if environment is None or endpoint.endpoint_name is None:
                continue
            name = endpoint.endpoint_name
            place = (environment.account, environment.region, name.casefold())
            owner = first.setdefault(place, environment.name)
            if owner != environment.name:
                path = ("endpoints", key, "endpoint_name")
                message = f"got {shown(name)}, a name of {owner} in the same account and Region"
                yield from located(
                    reading.path, reading.document, [Finding(path=path, message=message)]
                )


def _misnamed(path: Path) -> Fault:
    return _fault_of_file(path, f"is not read; call it {path.stem}.yaml")


def _fault_of_file(path: Path, message: str) -> Fault:
    return Fault(file=shown_path(path), line=None, path=(), message=message)


def _files(folder: Path, pattern: str) -> list[Path]:
    """Give the files of a pattern by name, but for what editors keep beside them: .#dev.yaml."""
    return sorted(path for path in folder.glob(pattern) if not path.name.startswith("."))


def _rank(path: Path) -> tuple[int, str]:
    rank = _FIRST.index(path.stem) if path.stem in _FIRST else len(_FIRST)
    return rank, path.stem
