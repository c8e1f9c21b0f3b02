"""What the benchmark brings for itself: virtual environments for what it compares with.

Nothing of it is needed to use or to test the project; it lies in .venv-bench and is made once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from functools import cache
from pathlib import Path

from benchmarks._runs import tell

ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".venv-bench"
NODE = ROOT / ".venv" / "node" / "node"
JSII = {"JSII_NODE": str(NODE)}


@cache
def python_of(name: str) -> str:
    """The Python of a virtual environment with what `requirements-NAME.txt` pins.

    Args:
        name: "alpha", "generative-ai", "plot" or "torchserve".
    """
    requirements = Path(__file__).with_name(f"requirements-{name}.txt")
    folder = PLACE / name
    python, stamp = folder / "bin" / "python", folder / "made-of.txt"
    if not stamp.exists() or stamp.read_text() != requirements.read_text():
        tell(f"installing what {requirements.name} pins")
        _call(sys.executable, "-m", "venv", "--clear", str(folder))
        _call(str(python), "-m", "pip", "install", "-qq", "-r", str(requirements))
        # A process without .pyc files compiles for longer than it works.
        _call(str(python), "-m", "compileall", "-q", "-j", "0", str(folder / "lib"), check=False)
        stamp.write_text(requirements.read_text())
    return str(python)


@cache
def node_modules() -> Path:
    """A node_modules of the very JavaScript that the Python packages of CDK bring with them."""
    site = next((ROOT / ".venv" / "lib").glob("python3*/site-packages"))
    folder = PLACE / "node" / "node_modules"
    folder.mkdir(parents=True, exist_ok=True)
    archives = sorted(site.glob("aws_cdk/**/_jsii/*.tgz")) + sorted(site.glob("constructs/_jsii/*"))
    for archive in (archive for archive in archives if archive.suffix == ".tgz"):
        _unpack(archive, folder)
    return folder


def _unpack(archive: Path, folder: Path) -> None:
    # aws-cdk-lib@2.275.0.jsii.tgz; CDK's smaller packages are of the scope @aws-cdk.
    name = archive.name.partition("@")[0]
    scoped = name if name in ("aws-cdk-lib", "constructs") else f"@aws-cdk/{name}"
    package, stamp = folder / scoped, folder / f".{archive.name}"
    if stamp.exists():
        return
    with tempfile.TemporaryDirectory(dir=folder.parent) as new:
        with tarfile.open(archive) as content:
            content.extractall(new, filter="data")
        shutil.rmtree(package, ignore_errors=True)  # of another version, or half of one
        package.parent.mkdir(parents=True, exist_ok=True)
        Path(new, "package").rename(package)
    stamp.touch()


def _call(*command: str, check: bool = True) -> None:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=check, env=environment, stdout=quiet)  # noqa: S603  # ourselves
