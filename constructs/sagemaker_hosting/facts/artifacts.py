"""Checks a model artifact on disk: what it holds, and whether a container could serve it."""

import re
import tarfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from sagemaker_hosting.nearest import nearest

_DEFAULT_PROGRAM = "inference.py"
_TORCHSCRIPT = "model.pt"
# What Hugging Face's containers load by themselves.
_TRANSFORMERS_CONFIG = "config.json"
_TRANSFORMERS_WEIGHTS = re.compile(
    r"model(-.+)?\.safetensors|pytorch_model(-.+)?\.bin|tf_model(-.+)?\.h5"
)
_SHOWN = 6


def artifact_members(path: Path) -> frozenset[str]:
    """List the files of a model artifact, as paths relative to what becomes `/opt/ml/model`.

    Args:
        path: A `.tar.gz` file, which is read to its end, or the folder that one is made of.

    Raises:
        ValueError: There is nothing at the path, or the file is no complete gzip tar.
    """
    if path.is_dir():
        found = (child for child in path.rglob("*") if child.is_file())
        return frozenset(child.relative_to(path).as_posix() for child in found)
    if not path.exists():
        raise ValueError(f"there is no model artifact at {path}")
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            names = [member.name for member in archive if not member.isdir()]
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise ValueError(
            f"{path} is no gzip-compressed tar, which SageMaker needs: {error}; "
            f"make one with: tar -czf model.tar.gz -C FOLDER ."
        ) from error
    return frozenset(str(PurePosixPath(name)) for name in names)


def script_mode_fault(members: Collection[str], *, program: str = _DEFAULT_PROGRAM) -> str | None:
    """Tell why a framework container in script mode could not serve an artifact.

    The container imports `code/inference.py` of the artifact. Without it, PyTorch's default
    handlers load a TorchScript `model.pt`, and Hugging Face's a Transformers model with its
    `config.json`
    ([AWS's description](https://sagemaker.readthedocs.io/en/stable/frameworks/pytorch/using_pytorch.html)).

    Args:
        members: The artifact's files, from `artifact_members`.
        program: The script, if the container's SAGEMAKER_PROGRAM names another.

    Returns:
        What was found, what is needed and the fix; None if the artifact can be served.
    """
    needed = f"code/{program}"
    if needed in members or _loads_by_default(members):
        return None
    shown = sorted(members)[:_SHOWN]
    more = f" and {len(members) - _SHOWN} more" if len(members) > _SHOWN else ""
    found = ", ".join(shown) + more if shown else "nothing"
    return (
        f"the artifact has neither {needed} nor a TorchScript {_TORCHSCRIPT} at its root; "
        f"it holds {found}; {_fix(members, needed)}"
    )


def is_tar_gz(key_or_path: str) -> bool:
    """Tell whether a name ends in `.tar.gz`, as that of a compressed artifact has to.

    [AWS](https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html)
    asks for a gzip-compressed tar with this suffix; `.tgz` is not it.
    """
    return key_or_path.endswith(".tar.gz")


def _loads_by_default(members: Collection[str]) -> bool:
    if _TORCHSCRIPT in members:
        return True
    return _TRANSFORMERS_CONFIG in members and any(map(_TRANSFORMERS_WEIGHTS.fullmatch, members))


def _fix(members: Collection[str], needed: str) -> str:
    for wanted in (needed, _TORCHSCRIPT):
        nested = sorted(name for name in members if name.endswith(f"/{wanted}"))
        if nested:
            folder = nested[0].removesuffix(f"/{wanted}")
            return f"pack the contents of {folder}/ instead of the folder itself"
    program = needed.removeprefix("code/")
    if program in members:
        return f"move {program} to {needed}"
    scripts = [name for name in members if name.endswith(".py")]
    alike = nearest(needed, scripts, count=1)
    if alike:
        return f"move {alike[0]} to {needed}, or name it by SAGEMAKER_PROGRAM"
    return f"add {needed} with model_fn, input_fn, predict_fn and output_fn as needed"
