"""Where artifacts lie, and what a role may read of them."""

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
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import RootConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    Model,
    ModelData,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]

OWN = ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1")
ENV = cdk.Environment(account="111111111111", region="eu-west-1")
BOOTSTRAP_BUCKET = "cdk-hnb659fds-assets-111111111111-eu-west-1"


def model_of(scope: cdk.Stack, data: ModelData, name: str = "Model") -> Model:
    return Model(scope, name, containers=[ContainerDefinition(image=OWN, model_data=data)])


def url_and_reads(stack: cdk.Stack, resources: Resources) -> tuple[Any, Any]:
    """The artifact's address, and the statements of the role about artifacts and their key."""
    (model,) = resources(stack, "AWS::SageMaker::Model")
    (role,) = resources(stack, "AWS::IAM::Role")
    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    reads = {
        statement["Sid"]: (statement["Action"], statement["Resource"])
        for statement in statements
        if "ModelData" in statement["Sid"]
    }
    return model["PrimaryContainer"]["ModelDataUrl"], reads


def asset_key(url: str) -> str:
    """The digest in the address of an asset."""
    found = re.fullmatch(rf"s3://{BOOTSTRAP_BUCKET}/([0-9a-f]{{64}})\.gz", url)
    assert found is not None, url
    return found[1]


def digest_in(app: cdk.App, folder: Path) -> str:
    """The digest that a folder or archive gets as an asset of a stack."""
    stack = cdk.Stack(app, f"Stack{len(app.node.children)}", env=ENV)
    model = model_of(stack, ModelData.from_asset(folder))
    container = stack.resolve(model.cfn_model.primary_container)
    return asset_key(container["modelDataUrl"])


def test_folder_becomes_an_asset_that_the_role_may_read(
    app: cdk.App, stack: cdk.Stack, model_folder: Path, resources: Resources
) -> None:
    model_of(stack, ModelData.from_asset(model_folder))

    url, reads = url_and_reads(stack, resources)

    digest = asset_key(url)
    with tarfile.open(Path(app.outdir, f"asset.{digest}.tar.gz"), "r:gz") as tar:
        assert tar.getnames() == ["code/inference.py", "model.pth"]
    assert reads == {
        "ReadModelData": ("s3:GetObject", f"arn:aws:s3:::{BOOTSTRAP_BUCKET}/{digest}.gz")
    }


def test_path_may_be_text_and_relative(
    stack: cdk.Stack, model_folder: Path, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(model_folder.parent)
    model_of(stack, ModelData.from_asset(model_folder.name))

    url, _ = url_and_reads(stack, resources)

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
    stack: cdk.Stack, model_folder: Path, resources: Resources
) -> None:
    nested = cdk.NestedStack(stack, "Nested")
    model_of(nested, ModelData.from_asset(model_folder))

    url, _ = url_and_reads(nested, resources)

    assert asset_key(url)


def test_interrupted_synth_leaves_nothing_that_the_next_would_ship(
    app: cdk.App, stack: cdk.Stack, model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = ModelData.from_asset(model_folder)
    # A file that vanishes between digest and copy ends the writing halfway.
    monkeypatch.setattr("sagemaker_endpoints._model_data.archive_digest", lambda _members: "same")
    (model_folder / "model.pth").unlink()

    with pytest.raises(FileNotFoundError):
        model_of(stack, data)

    assert list(Path(app.outdir).glob("*.tar.gz")) == []


def test_archive_is_uploaded_as_it_is(
    app: cdk.App, stack: cdk.Stack, tmp_path: Path, resources: Resources
) -> None:
    archive = tmp_path / "model.tar.gz"
    archive.write_bytes(gzip.compress(b"whatever its own image reads"))
    model_of(stack, ModelData.from_asset(archive))

    url, _ = url_and_reads(stack, resources)

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


def test_object_of_a_plain_bucket_is_all_that_may_be_read(
    stack: cdk.Stack, resources: Resources
) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Models", "my-bucket")
    model_of(stack, ModelData.from_bucket(bucket, "path/model.tar.gz"))

    url, reads = url_and_reads(stack, resources)

    assert url == "s3://my-bucket/path/model.tar.gz"
    assert reads == {"ReadModelData": ("s3:GetObject", "arn:aws:s3:::my-bucket/path/model.tar.gz")}


def test_key_of_the_bucket_may_be_used_to_read(stack: cdk.Stack, resources: Resources) -> None:
    key = kms.Key.from_key_arn(
        stack, "Key", "arn:aws:kms:eu-west-1:111111111111:key/0a0a0a0a-0000-0000-0000-000000000000"
    )
    bucket = s3.Bucket.from_bucket_attributes(
        stack, "Models", bucket_name="my-bucket", encryption_key=key
    )
    model_of(stack, ModelData.from_bucket(bucket, "model.tar.gz"))

    _, reads = url_and_reads(stack, resources)

    assert reads["DecryptModelData"] == ("kms:Decrypt", key.key_arn)


def test_bucket_made_in_the_app_is_named_late_and_keeps_its_policy(
    stack: cdk.Stack, resources: Resources
) -> None:
    bucket = s3.Bucket(stack, "Models")
    model_of(stack, ModelData.from_bucket(bucket, "model.tar.gz"))

    url, _ = url_and_reads(stack, resources)

    assert url["Fn::Join"][1][::2] == ["s3://", "/model.tar.gz"]
    assert resources(stack, "AWS::S3::BucketPolicy") == []


def test_late_object_key_is_taken(stack: cdk.Stack, resources: Resources) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Models", "my-bucket")
    key = cdk.CfnParameter(stack, "ModelKey").value_as_string
    model_of(stack, ModelData.from_bucket(bucket, key))

    url, _ = url_and_reads(stack, resources)

    assert url["Fn::Join"][1] == ["s3://my-bucket/", {"Ref": "ModelKey"}]


def test_address_gives_the_right_to_read_this_object(
    stack: cdk.Stack, resources: Resources
) -> None:
    model_of(stack, ModelData.from_uri("s3://my-bucket/path/model.tar.gz"))

    found = url_and_reads(stack, resources)

    assert found == (
        "s3://my-bucket/path/model.tar.gz",
        {"ReadModelData": ("s3:GetObject", "arn:aws:s3:::my-bucket/path/model.tar.gz")},
    )


def test_object_in_china_lies_in_its_partition(
    china_stack: cdk.Stack, resources: Resources
) -> None:
    model_of(china_stack, ModelData.from_uri("s3://my-bucket/model.tar.gz"))

    _, reads = url_and_reads(china_stack, resources)

    assert reads["ReadModelData"][1] == "arn:aws-cn:s3:::my-bucket/model.tar.gz"


def test_late_address_grants_what_lies_behind_the_scheme(
    stack: cdk.Stack, resources: Resources
) -> None:
    model_of(stack, ModelData.from_uri(cdk.CfnParameter(stack, "Uri").value_as_string))

    url, reads = url_and_reads(stack, resources)

    behind = {"Fn::Select": [1, {"Fn::Split": ["s3://", {"Ref": "Uri"}]}]}
    assert url == {"Fn::Join": ["", ["s3://", behind]]}
    assert reads["ReadModelData"][1] == {"Fn::Join": ["", ["arn:aws:s3:::", behind]]}


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("my-bucket/model.tar.gz", r"s3://bucket/key\.tar\.gz"),
        ("https://my-bucket.s3.amazonaws.com/model.tar.gz", r"s3://bucket/key\.tar\.gz"),
        ("s3://my-bucket", r"s3://bucket/key\.tar\.gz"),
        ("s3://My_Bucket/model.tar.gz", r"s3://bucket/key\.tar\.gz"),
        ("s3://my-bucket/models/", "gzip-compressed tar"),
        ("s3://my-bucket/model.zip", "gzip-compressed tar"),
    ],
)
def test_address_of_no_archive_is_refused(uri: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"got '{re.escape(uri)}'.*{told}"):
        ModelData.from_uri(uri)


def test_statements_of_a_pipeline_are_merged(stack: cdk.Stack, resources: Resources) -> None:
    containers = [
        ContainerDefinition(image=OWN, model_data=ModelData.from_uri(f"s3://bucket/{name}.tar.gz"))
        for name in ("features", "forecast")
    ]
    Model(stack, "Pipeline", containers=containers)

    (role,) = resources(stack, "AWS::IAM::Role")

    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert [s["Resource"] for s in statements if s["Sid"] == "ReadModelData"] == [
        ["arn:aws:s3:::bucket/features.tar.gz", "arn:aws:s3:::bucket/forecast.tar.gz"]
    ]
