"""Folders of model code that stand in for images."""

from pathlib import Path

from sandbox._errors import SandboxError


def with_model_code(repository: str, folder: Path) -> Path:
    """The folder as a whole path.

    Raises:
        SandboxError: When it has no model code.
    """
    if not any((folder / name).is_file() for name in ("inference.py", "code/inference.py")):
        lacks = "has no inference.py" if folder.is_dir() else "is no folder"
        raise SandboxError(
            f"the stand-in of {repository}, {folder}, {lacks}: name a folder of model "
            "code, such as model_code/nlinear"
        )
    return folder.resolve()
