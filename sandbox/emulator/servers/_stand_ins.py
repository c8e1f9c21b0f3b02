"""Model code that runs here instead of images that are not AWS's own."""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from sandbox.emulator.common._errors import ServingError
from sandbox.emulator.servers._artifacts import repository_of


class StandIns:
    """Folders of model code by the repository of the image that they stand in for.

    Args:
        folders: A folder with `inference.py` and what it loads, such as `model_code/nlinear`, or an
            unpacked model.tar.gz with `code/inference.py`.
        models_folder: Where models are unpacked.
    """

    def __init__(self, folders: Mapping[str, Path], *, models_folder: Path) -> None:
        self._folders = folders
        self._models_folder = models_folder

    def folder_for(self, image: str) -> Path | None:
        """The model directory that stands in for an image; None where nothing does.

        Raises:
            ServingError: When the folder has no model code.
        """
        source = self._folders.get(repository_of(image))
        if source is None or (source / "code" / "inference.py").exists():
            return source
        if not (source / "inference.py").exists():
            raise ServingError(
                f"the stand-in of {repository_of(image)}, {source}, has no inference.py"
            )
        files = sorted(path for path in source.iterdir() if path.is_file())
        digest = hashlib.sha256()
        for path in files:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        target = self._models_folder / digest.hexdigest()[:24]
        for path in files:  # as in a model.tar.gz: code below code/, what it loads beside it
            folder = target / "code" if path.suffix == ".py" else target
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, folder / path.name)
        return target
