"""Model code that does not compile is told before anything is deployed."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from sandbox import Sandbox
from sandbox._assembly import StackOfAssembly
from sandbox._errors import SandboxError
from sandbox._model_code import check_model_code, fault_of

BROKEN = b"import os\ndef model_fn(model_dir:\n    return None\n"


def _stack(folder: Path, files: dict[str, bytes], *, name: str = "Demand") -> StackOfAssembly:
    """A stack of an assembly with one archive that holds the files."""
    with tarfile.open(folder / f"asset.{name}.tar.gz", mode="w:gz") as archive:
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    (folder / "stage").mkdir(exist_ok=True)
    template = folder / "stage" / f"dev{name}.template.json"
    sources = [f"../asset.{name}.tar.gz", template.name]
    listed = {path: {"source": {"path": path, "packaging": "file"}} for path in sources}
    template.with_name(f"dev{name}.assets.json").write_text(json.dumps({"files": listed}))
    return StackOfAssembly(
        path=f"dev/{name}", name=name, account="1" * 12, region="eu-west-1", template=template
    )


def test_every_program_that_does_not_compile_is_told_with_its_line(tmp_path: Path) -> None:
    stacks = [
        _stack(tmp_path, {"code/inference.py": BROKEN}),
        _stack(tmp_path, {"./code/inference.py": b"\0"}, name="Backfill"),
    ]

    with pytest.raises(SandboxError) as refused:
        check_model_code(stacks)

    demand, backfill = str(refused.value).splitlines()
    assert demand.startswith("dev/Demand: code/inference.py:2: SyntaxError: ")
    assert ": def model_fn(model_dir:; Python 3." in demand
    assert backfill.startswith("dev/Backfill: code/inference.py: ")


@pytest.mark.parametrize(
    "files",
    [
        {"code/inference.py": b"import a_package_that_is_not_here\n"},
        {"code/train.py": BROKEN},
        {"model.pt": b"PK"},
        {},
    ],
    ids=["compiles", "another program", "none", "nothing"],
)
def test_what_compiles_or_is_not_what_the_image_loads_is_deployed(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    check_model_code([_stack(tmp_path, files)])


def test_archive_that_cannot_be_read_is_left_to_what_unpacks_it(tmp_path: Path) -> None:
    stack = _stack(tmp_path, {})
    (tmp_path / "asset.Demand.tar.gz").write_bytes(b"no gzip")

    check_model_code([stack])


def test_doubtful_code_that_compiles_is_no_fault() -> None:
    assert fault_of(b"pattern = '\\d'\n", "inference.py") is None


def test_deploy_looks_at_model_code_first(tmp_path: Path) -> None:
    stack = _stack(tmp_path, {"code/inference.py": BROKEN})
    assert stack.template is not None
    properties = {"templateFile": stack.template.name, "stackName": "demand"}
    artifact = {
        "type": "aws:cloudformation:stack",
        "environment": "aws://111111111111/eu-west-1",
        "displayName": "dev/Demand",
        "properties": properties,
    }
    assembly = stack.template.parent
    (assembly / "manifest.json").write_text(json.dumps({"artifacts": {"devDemand": artifact}}))

    with pytest.raises(SandboxError, match=r"dev/Demand: code/inference\.py:2: SyntaxError"):
        Sandbox(root=tmp_path / "sandbox").deploy(assembly)
