"""Artifacts on this machine: one asset for the same contents, wherever the stack lies."""

from __future__ import annotations

import gzip
import json
import os
import re
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from constructs import RootConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    Model,
    ModelData,
)

Reads = Callable[[cdk.Stack], tuple[Any, dict[str, Any]]]

OWN = ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1")
ENV = cdk.Environment(account="111111111111", region="eu-west-1")
BOOTSTRAP_BUCKET = "cdk-hnb659fds-assets-111111111111-eu-west-1"


def model_of(scope: cdk.Stack, data: ModelData, name: str = "Model") -> Model:
    return Model(scope, name, containers=[ContainerDefinition(image=OWN, model_data=data)])


def asset_key(url: str) -> str:
    """The digest in the address of an asset."""
    found = re.fullmatch(rf"s3://{BOOTSTRAP_BUCKET}/([0-9a-f]{{64}})\.tar\.gz", url)
    assert found is not None, url
    return found[1]


def digest_in(app: cdk.App, folder: Path) -> str:
    """The digest that a folder or archive gets as an asset of a stack."""
    stack = cdk.Stack(app, f"Stack{len(app.node.children)}", env=ENV)
    model = model_of(stack, ModelData.from_asset(folder))
    container = stack.resolve(model.cfn_model.primary_container)
    return asset_key(container["modelDataUrl"])


def test_folder_becomes_an_asset_that_the_role_may_read(
    app: cdk.App, stack: cdk.Stack, model_folder: Path, url_and_reads: Reads
) -> None:
    model_of(stack, ModelData.from_asset(model_folder))

    url, reads = url_and_reads(stack)

    digest = asset_key(url)
    with tarfile.open(Path(app.outdir, f"asset.{digest}.tar.gz"), "r:gz") as tar:
        assert tar.getnames() == ["code/inference.py", "model.pth"]
    assert reads == {
        "ReadModelData": ("s3:GetObject", f"arn:aws:s3:::{BOOTSTRAP_BUCKET}/{digest}.tar.gz")
    }


def test_path_may_be_text_and_relative(
    stack: cdk.Stack, model_folder: Path, url_and_reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(model_folder.parent)
    model_of(stack, ModelData.from_asset(model_folder.name))

    url, _ = url_and_reads(stack)

    assert asset_key(url)


def test_copy_of_a_folder_gives_the_same_asset_and_a_change_another(
    app: cdk.App, model_folder: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("model.pth", "inference.py"):
        (copy / name).write_bytes((model_folder / name).read_bytes())
        os.utime(copy / name, (1, 1))

    before, same = digest_in(app, model_folder), digest_in(app, copy)
    (copy / "model.pth").write_bytes(b"weightS")
    changed = digest_in(app, copy)

    assert before == same
    assert changed != before


def test_same_artifact_in_two_stages_lies_once_in_the_assembly(
    app: cdk.App, model_folder: Path
) -> None:
    for name in ("Dev", "Prod"):
        stack = cdk.Stack(cdk.Stage(app, name), "Stack", env=ENV)
        model_of(stack, ModelData.from_asset(model_folder))

    app.synth()

    assembly = Path(app.outdir)
    (asset,) = assembly.rglob("*.tar.gz")
    sources = [
        manifest.parent / source["source"]["path"]
        for manifest in assembly.rglob("*.assets.json")
        for source in json.loads(manifest.read_text())["files"].values()
        if source["source"]["path"].endswith(".tar.gz")
    ]
    assert asset.parent == assembly
    assert [source.resolve() for source in sources] == [asset.resolve()] * 2


def test_stage_within_a_stage_finds_the_asset(app: cdk.App, model_folder: Path) -> None:
    inner = cdk.Stage(cdk.Stage(app, "Outer"), "Inner")
    model_of(cdk.Stack(inner, "Stack", env=ENV), ModelData.from_asset(model_folder))

    app.synth()

    (manifest,) = Path(app.outdir).rglob("*Stack*.assets.json")
    files = json.loads(manifest.read_text())["files"].values()
    sources = [manifest.parent / file["source"]["path"] for file in files]
    assert [source.name for source in sources if source.suffix == ".gz"] != []
    assert all(source.exists() for source in sources)


def test_nested_stack_takes_assets(
    stack: cdk.Stack, model_folder: Path, url_and_reads: Reads
) -> None:
    nested = cdk.NestedStack(stack, "Nested")
    model_of(nested, ModelData.from_asset(model_folder))

    url, _ = url_and_reads(nested)

    assert asset_key(url)


def test_interrupted_synth_leaves_nothing_that_the_next_would_ship(
    app: cdk.App, stack: cdk.Stack, model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ModelData.from_asset(model_folder)
    # A file that vanishes between digest and copy ends the writing halfway.
    monkeypatch.setattr(
        "sagemaker_endpoints.models._model_data_local.archive_digest", lambda _members: "same"
    )
    (model_folder / "model.pth").unlink()

    with pytest.raises(FileNotFoundError):
        model_of(stack, data)

    assert list(Path(app.outdir).glob("*.tar.gz")) == []


def test_archive_is_uploaded_as_it_is(
    app: cdk.App, stack: cdk.Stack, tmp_path: Path, url_and_reads: Reads
) -> None:
    archive = tmp_path / "model.tar.gz"
    archive.write_bytes(gzip.compress(b"whatever its own image reads"))
    model_of(stack, ModelData.from_asset(archive))

    url, _ = url_and_reads(stack)

    shipped = Path(app.outdir, f"asset.{asset_key(url)}.tar.gz")
    assert shipped.read_bytes() == archive.read_bytes()


def test_touched_archive_stays_the_same_asset(app: cdk.App, tmp_path: Path) -> None:
    archive = tmp_path / "model.tar.gz"
    archive.write_bytes(b"weights")

    before = digest_in(app, archive)
    os.utime(archive, (1, 1))

    assert digest_in(app, archive) == before


def test_path_to_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        ModelData.from_asset(tmp_path / "untrained")

    message = str(refusal.value)
    assert message.startswith("ModelData.from_asset: nothing lies at ")
    assert message.endswith(f"(looked in {tmp_path}); train the model first, or correct the path")


@pytest.mark.parametrize("name", ["model.pth", "model.zip", "model.tgz", "model.tar"])
def test_file_of_another_format_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"weights")

    with pytest.raises(ConfigurationError, match=r"gzip-compressed tar.*, or a folder"):
        ModelData.from_asset(tmp_path / name)


def test_folder_with_nothing_to_ship_is_refused(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("")

    with pytest.raises(ConfigurationError, match="holds no file to ship"):
        ModelData.from_asset(tmp_path, exclude=["train.py"])


def test_excluded_files_are_not_shipped(app: cdk.App, stack: cdk.Stack, model_folder: Path) -> None:
    (model_folder / "train.py").write_text("")

    model_of(stack, ModelData.from_asset(model_folder, exclude=["train.py"]))

    (asset,) = Path(app.outdir).glob("asset.*.tar.gz")
    with tarfile.open(asset, "r:gz") as tar:
        assert tar.getnames() == ["code/inference.py", "model.pth"]


def test_asset_outside_an_app_is_refused(model_folder: Path) -> None:
    stack = cdk.Stack(RootConstruct("Root"), "Stack", env=ENV)

    with pytest.raises(ConfigurationError, match="a stack inside an App or a Stage"):
        model_of(stack, ModelData.from_asset(model_folder))
