"""Checks a file against what SageMaker hosting knows: instance types, images, artifacts."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from sagemaker_hosting.facts.artifacts import artifact_members, is_tar_gz, script_mode_fault
from sagemaker_hosting.facts.instance_types import (
    hosting_type_doubt,
    hosting_type_fault,
    scaling_fault,
    transform_type_doubt,
    transform_type_fault,
)
from sagemaker_hosting.twins import rules_for
from stacks.settings.checks._container import containers_of
from stacks.settings.checks._framework_images import look_up
from stacks.settings.checks._known import ends_synth, is_acknowledged
from stacks.settings.checks._uses import BATCH, Use, types_by_model, uses_of
from stacks.settings.common._acknowledge import NAMESPACE
from stacks.settings.files._environment import Environment
from stacks.settings.yaml._faults import Finding, KeyPath
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import instead_of, shown

_UNKNOWN = "UnknownInstanceType"


def check_hosting(top: Entry, root: Path) -> Iterator[Finding]:
    """Check a file.

    Args:
        top: The file's data.
        root: The project's folder, below which artifacts and Dockerfiles lie.

    Yields:
        The faults, in no order.
    """
    types = types_by_model(top)
    for instance_type, use in _places(top):
        yield from _instance_type(instance_type, use)
    for model in top.at("models").entries():
        for container in containers_of(model):
            yield from _container(container, types.get(model.key, []), root)


def notes_on_types(environment: Environment) -> Iterator[Finding]:
    """Tell the instance types that no table knows, where the file does not say that it is right.

    They are warnings of the synth as well, which know no lines.

    Args:
        environment: As it was loaded, without faults.

    Yields:
        What to tell beside the synth.
    """
    top = Entry(path=(), value=environment.model_dump(mode="json", exclude_unset=True))
    known = (f"{NAMESPACE}::{_UNKNOWN}", *rules_for(_UNKNOWN))
    for instance_type, use in _places(top):
        name = instance_type.text("")
        doubt = transform_type_doubt(name) if use.kind == BATCH else hosting_type_doubt(name)
        if doubt is not None and not is_acknowledged(top, instance_type, known):
            message = f"{doubt}{ends_synth(instance_type, known[0])}"
            yield Finding(path=instance_type.path, message=message)


def _places(top: Entry) -> Iterator[tuple[Entry, Use]]:
    """Find each place of a file that names an instance type, and what is run on it."""
    places: dict[KeyPath, tuple[Entry, Use]] = {}
    for use in uses_of(top):
        for instance_type in use.instance_types:
            places.setdefault(instance_type.path, (instance_type, use))
    yield from places.values()


def _instance_type(instance_type: Entry, use: Use) -> Iterator[Finding]:
    name = instance_type.text()
    if name is None:
        return
    fault = transform_type_fault(name) if use.kind == BATCH else hosting_type_fault(name)
    if fault is None and use.scaling.value is not None:
        fault = scaling_fault(name)
    if fault is not None:
        yield Finding(path=instance_type.path, message=fault)


def _container(container: Entry, instance_types: list[str | None], root: Path) -> Iterator[Finding]:
    image = container.at("image")
    framework = look_up(image, instance_types)
    for fault in framework.faults:
        yield Finding(path=image.path, message=fault)
    script_mode = any(found.script_mode for found in framework.images)
    yield from _paths(container, root, script_mode=script_mode)


def _paths(container: Entry, root: Path, *, script_mode: bool) -> Iterator[Finding]:
    for entry in (container.at("data", "asset"), container.at("image", "dockerfile")):
        path = _below(entry, root)
        if path is None:
            continue
        try:
            if not path.exists():
                fault: str | None = _nothing_at(entry, path, root)
            elif entry.key == "dockerfile":
                fault = _dockerfile_fault(entry, path)
            else:
                fault = _artifact_fault(container, path, script_mode=script_mode)
        except OSError as error:
            fault = f"cannot be read: {(error.strerror or str(error)).lower()}"
        if fault is not None:
            yield Finding(path=entry.path, message=fault)


def _dockerfile_fault(entry: Entry, path: Path) -> str | None:
    if (path / "Dockerfile").is_file():
        return None
    return f"must be a folder with a Dockerfile in it, got {shown(entry.value)}"


def _artifact_fault(container: Entry, path: Path, *, script_mode: bool) -> str | None:
    asset = shown(container.at("data", "asset").value)
    if path.is_file() and not is_tar_gz(path.name):
        return f"must be a folder or a .tar.gz file, got {asset}"
    try:
        members = artifact_members(path)
    except ValueError as error:
        return str(error).replace(str(path), asset)
    if not members:
        return f"must hold at least one file, got {asset}"
    if not script_mode:
        return None
    folders = {member.partition("/")[0] for member in members if "/" in member}
    if path.is_dir() and "inference.py" in members and "code" not in folders:
        # Packed, the Python files of such a folder go below code/.
        members = frozenset(f"code/{name}" if name.endswith(".py") else name for name in members)
    program = container.at("environment", "SAGEMAKER_PROGRAM").text("inference.py")
    return script_mode_fault(members, program=program)


def _below(entry: Entry, root: Path) -> Path | None:
    """Give the place that a path of the file means; None where the path itself is a fault."""
    parts = PurePosixPath(entry.text("")).parts
    if not parts or ".." in parts or parts[0] == "/":
        return None
    return root.joinpath(*parts)


def _nothing_at(entry: Entry, path: Path, root: Path) -> str:
    message = f"nothing is at {shown(entry.value)} in the project's folder"
    above = path.parent
    while not above.is_dir():
        path, above = above, above.parent
    siblings = [child for child in above.iterdir() if not child.name.startswith(".")]
    names = [child.relative_to(root).as_posix() for child in siblings]
    return f"{message}; {instead_of(path.relative_to(root).as_posix(), names)}"
