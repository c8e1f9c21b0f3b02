"""Where a model's files come from, and how they get to disk."""

import io
import tarfile
from pathlib import Path

import pytest

from sandbox.emulator.common._errors import ServingError
from sandbox.emulator.common._store import Scope
from sandbox.emulator.servers._artifacts import fetch, locate, servable_container

IMAGE = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"


def _archive(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


@pytest.mark.parametrize(
    "uri",
    [
        "s3://models/a/model.tar.gz",
        "https://s3.eu-west-1.amazonaws.com/models/a/model.tar.gz",
        "https://s3-eu-west-1.amazonaws.com/models/a/model.tar.gz",
        "https://s3.amazonaws.com/models/a/model.tar.gz",
        "https://models.s3.eu-west-1.amazonaws.com/a/model.tar.gz",
        "https://models.s3.amazonaws.com/a/model.tar.gz",
        "https://s3.cn-north-1.amazonaws.com.cn/models/a/model.tar.gz",
    ],
)
def test_every_spelling_of_an_s3_address_is_understood(uri: str) -> None:
    assert locate(uri) == ("models", "a/model.tar.gz")


@pytest.mark.parametrize("uri", ["", "models/a", "https://example.com/models/a", "s3://models"])
def test_other_address_is_refused_with_what_is_allowed(uri: str) -> None:
    with pytest.raises(ServingError, match="model data must be s3://bucket/key or https"):
        locate(uri)


def test_artifact_is_unpacked_once_and_shared(tmp_path: Path, scope: Scope) -> None:
    data = _archive(("code/inference.py", b"x = 1"), ("model.pth", b"weights"))
    read: list[str] = []

    def read_object(_scope: Scope, _bucket: str, key: str) -> bytes:
        read.append(key)
        return data

    first = fetch("s3://m/a.tar.gz", scope=scope, read_object=read_object, folder=tmp_path)
    (first / "kept").touch()
    second = fetch("s3://m/b.tar.gz", scope=scope, read_object=read_object, folder=tmp_path)

    assert (first / "code" / "inference.py").read_bytes() == b"x = 1"
    assert second == first
    assert (second / "kept").exists()
    assert read == ["a.tar.gz", "b.tar.gz"]
    assert list(tmp_path.iterdir()) == [first]


def test_member_that_would_leave_the_folder_is_refused(tmp_path: Path, scope: Scope) -> None:
    data = _archive(("model.pth", b"weights"), ("../outside", b"evil"))
    folder = tmp_path / "models"

    with pytest.raises(ServingError, match="outside the destination"):
        fetch("s3://m/a.tar.gz", scope=scope, read_object=lambda *_: data, folder=folder)

    assert list(tmp_path.rglob("*")) == [folder]


def test_absolute_member_is_unpacked_inside_the_folder(tmp_path: Path, scope: Scope) -> None:
    data = _archive((str(tmp_path / "outside"), b"weights"))
    folder = tmp_path / "models"

    model = fetch("s3://m/a.tar.gz", scope=scope, read_object=lambda *_: data, folder=folder)

    assert not (tmp_path / "outside").exists()
    assert [path.name for path in model.rglob("*") if path.is_file()] == ["outside"]


@pytest.mark.parametrize("data", [b"no archive", b""])
def test_broken_artifact_is_an_error_that_names_it(
    data: bytes, tmp_path: Path, scope: Scope
) -> None:
    with pytest.raises(ServingError, match=r"s3://m/a\.tar\.gz is not a model\.tar\.gz"):
        fetch("s3://m/a.tar.gz", scope=scope, read_object=lambda *_: data, folder=tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_missing_artifact_is_told_in_the_words_of_sagemaker(tmp_path: Path, scope: Scope) -> None:
    with pytest.raises(ServingError, match=r"Could not find model data at s3://m/a\.tar\.gz"):
        fetch("s3://m/a.tar.gz", scope=scope, read_object=lambda *_: None, folder=tmp_path)


def test_artifact_of_a_data_source_is_found() -> None:
    source = {"S3Uri": "s3://m/k", "S3DataType": "S3Object", "CompressionType": "Gzip"}
    container = {"Image": IMAGE, "ModelDataSource": {"S3DataSource": source}}

    found, uri = servable_container({"ModelName": "m", "Containers": [container]})

    assert (found, uri) == (container, "s3://m/k")


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ({"PrimaryContainer": {"Image": IMAGE}}, "'m' has no artifact"),
        (
            {"PrimaryContainer": {"Image": "x/huggingface-pytorch-inference:1"}},
            "runs image 'x/huggingface-pytorch-inference:1'",
        ),
        ({"PrimaryContainer": {"Image": IMAGE, "Mode": "MultiModel"}}, "Mode 'MultiModel'"),
        ({"Containers": [{"Image": IMAGE}, {"Image": IMAGE}]}, "a pipeline of 2 containers"),
        (
            {
                "PrimaryContainer": {
                    "Image": IMAGE,
                    "ModelDataSource": {"S3DataSource": {"CompressionType": "None"}},
                }
            },
            "CompressionType 'None'",
        ),
    ],
)
def test_model_that_cannot_be_served_says_why(model: dict[str, object], reason: str) -> None:
    with pytest.raises(ServingError, match=reason):
        servable_container({"ModelName": "m", **model})
