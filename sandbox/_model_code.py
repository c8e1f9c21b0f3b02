"""Reads the model code of an assembly before anything is deployed: code that cannot run, cannot."""

import json
import platform
import tarfile
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

from sandbox._assembly import StackOfAssembly
from sandbox._errors import SandboxError

# Where AWS's framework images look for it, and what they load.
_PROGRAM = "code/inference.py"


def check_model_code(stacks: Iterable[StackOfAssembly]) -> None:
    """Refuse stacks whose model code does not compile: no model server would come up.

    Only the Python that runs the models here is asked. An image on AWS may have another one.

    Args:
        stacks: What is to be deployed.

    Raises:
        SandboxError: With file and line of each program that does not compile.
    """
    faults = [fault for stack in stacks for fault in _faults(stack)]
    if faults:
        raise SandboxError("\n".join(dict.fromkeys(faults)))


def fault_of(source: bytes, name: str) -> str | None:
    """What keeps a program from being compiled, with its line; None where nothing does.

    Args:
        source: The content of the file.
        name: What it is called.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(source, name, "exec", dont_inherit=True)
    except SyntaxError as error:
        at = name if error.lineno is None else f"{name}:{error.lineno}"
        line = f": {error.text.strip()}" if error.text else ""
        return f"{at}: {type(error).__name__}: {error.msg}{line}"
    except ValueError as error:  # what Python 3.11 says of null bytes
        return f"{name}: {error}"
    return None


def _faults(stack: StackOfAssembly) -> Iterator[str]:
    for archive in _archives(stack):
        source = _program(archive)
        fault = fault_of(source, _PROGRAM) if source is not None else None
        if fault is not None:
            python = f"Python {platform.python_version()}, which runs models here"
            yield f"{stack.path}: {fault}; {python}, does not compile it: correct it, and deploy"


def _archives(stack: StackOfAssembly) -> Iterator[Path]:
    """The archives that CDK uploads for a stack."""
    if stack.template is None:
        return
    name = stack.template.name.replace(".template.json", ".assets.json")
    listed = stack.template.with_name(name)
    if not listed.is_file() or listed == stack.template:
        return
    for file in json.loads(listed.read_text()).get("files", {}).values():
        path = file["source"].get("path", "")
        if path.endswith(".tar.gz"):
            yield listed.parent / path


def _program(archive: Path) -> bytes | None:
    try:
        with tarfile.open(archive, mode="r:gz") as members:
            for member in members:
                if member.isfile() and member.name.removeprefix("./") == _PROGRAM:
                    content = members.extractfile(member)
                    return content.read() if content is not None else None
    except (OSError, EOFError, tarfile.TarError):
        return None  # what it is instead is told when it is unpacked
    return None
