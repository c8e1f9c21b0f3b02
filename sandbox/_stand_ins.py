"""Folders of model code that stand in for images."""

from pathlib import Path

from sandbox._errors import SandboxError
from sandbox._model_code import fault_of


def with_model_code(repository: str, folder: Path) -> Path:
    """The folder as a whole path.

    Raises:
        SandboxError: When it has no model code, or code that does not compile.
    """
    programs = [folder / name for name in ("inference.py", "code/inference.py")]
    found = [program for program in programs if program.is_file()]
    for program in found:
        if (fault := fault_of(program.read_bytes(), str(program))) is not None:
            raise SandboxError(f"the stand-in of {repository} does not compile: {fault}")
    if not found:
        lacks = "has no inference.py" if folder.is_dir() else "is no folder"
        raise SandboxError(
            f"the stand-in of {repository}, {folder}, {lacks}: name a folder of model "
            "code, such as model_code/nlinear"
        )
    return folder.resolve()
