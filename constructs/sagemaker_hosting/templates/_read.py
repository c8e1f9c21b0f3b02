"""Reads whatever holds templates."""

from collections.abc import Sequence
from pathlib import Path

from sagemaker_hosting._collection import uncollected
from sagemaker_hosting.templates._assembly import is_assembly, read_assembly
from sagemaker_hosting.templates._folder import plain_name, read_folder
from sagemaker_hosting.templates._near import is_folder
from sagemaker_hosting.templates._reading import Reading, Stack
from sagemaker_hosting.templates._template import Template
from sagemaker_hosting.templates._text import STDIN
from sagemaker_hosting.templates._unusable import UnusableInput


def read_templates(
    paths: Sequence[Path | str], *, account: str | None = None, region: str | None = None
) -> tuple[Template, ...]:
    """Read CloudFormation templates, whichever tool wrote them.

    Args:
        paths: Each is one of

            - a file of JSON or YAML: JSON if it starts with `{`, whatever it is called,
            - `-`, the standard input, likewise,
            - a cloud assembly, the folder that `cdk synth` writes (`cdk.out`): every stack of
              every Stage, in the order of the manifest, each followed by those nested in it,
            - a folder: every template and every assembly in it, at any depth, in alphabetical
              order. Hidden folders, `node_modules`, assets, links to folders, and files that are
              no templates are passed over.

            What is named twice is read once.
        account: The account of templates that do not tell theirs.
        region: The Region of templates that do not tell theirs.

    Returns:
        The templates, in the order of the paths.

    Raises:
        UnusableInput: A path leads nowhere or to no template, or a template cannot be read
            without doubt. All faults of all paths are in it.
    """
    reading = Reading(account=account, region=region)
    with uncollected():
        for path in paths:
            if str(path):
                _read(reading, Path(path))
            else:
                reading.faults.append(
                    "'': the path is empty; name a template, or . for this folder"
                )
    if reading.faults:
        raise UnusableInput(reading.faults)
    return tuple(reading.templates)


def _read(reading: Reading, path: Path) -> None:
    if path == STDIN or not is_folder(path):
        _read_file(reading, path)
    elif is_assembly(path):
        read_assembly(reading, path)
    else:
        read_folder(reading, path)


def _read_file(reading: Reading, path: Path) -> None:
    if not reading.is_new(path):
        return
    document = reading.document(path)
    if document is not None:
        name = "stdin" if path == STDIN else plain_name(Path(path.name))
        folder = "-" if path == STDIN else path.parent.as_posix()
        reading.template(path, document, Stack(name=name, folder=folder))
