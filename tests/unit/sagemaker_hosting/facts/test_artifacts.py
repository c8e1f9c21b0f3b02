import gzip
import io
import tarfile
from pathlib import Path

import pytest

from sagemaker_hosting.facts.artifacts import artifact_members, is_tar_gz, script_mode_fault


def write_tar(path: Path, names: list[str], mode: str = "gz") -> Path:
    with tarfile.open(path, mode=f"w:{mode}") as archive:  # type: ignore[call-overload] # built mode
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 1
            archive.addfile(member, io.BytesIO(b"x"))
    return path


def message_of(path: Path) -> str:
    with pytest.raises(ValueError, match=path.name) as caught:
        artifact_members(path)
    return str(caught.value)


class TestArtifactMembers:
    def test_a_tar_gives_its_files_without_a_leading_dot(self, tmp_path: Path) -> None:
        path = write_tar(tmp_path / "model.tar.gz", ["./code/inference.py", "model.pth"])

        assert artifact_members(path) == {"code/inference.py", "model.pth"}

    def test_a_folder_gives_the_same_as_its_tar(self, tmp_path: Path) -> None:
        folder = tmp_path / "nlinear"
        (folder / "code").mkdir(parents=True)
        (folder / "empty").mkdir()
        (folder / "code" / "inference.py").touch()
        (folder / "model.pth").touch()
        with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
            archive.add(folder, arcname=".")

        members = artifact_members(folder)

        assert members == {"code/inference.py", "model.pth"}
        assert members == artifact_members(tmp_path / "model.tar.gz")

    def test_a_tar_without_gzip_is_refused(self, tmp_path: Path) -> None:
        message = message_of(write_tar(tmp_path / "model.tar.gz", ["model.pth"], mode=""))

        assert "is no gzip-compressed tar, which SageMaker needs: not a gzip file" in message
        assert message.endswith("make one with: tar -czf model.tar.gz -C FOLDER .")

    def test_gzip_of_something_else_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "model.tar.gz"
        path.write_bytes(gzip.compress(b"no tar " * 200))

        assert "is no gzip-compressed tar" in message_of(path)

    def test_a_tar_that_was_cut_off_is_refused(self, tmp_path: Path) -> None:
        path = write_tar(tmp_path / "model.tar.gz", [f"file-{number}" for number in range(200)])
        path.write_bytes(path.read_bytes()[:-100])

        assert "is no gzip-compressed tar" in message_of(path)

    def test_a_path_with_nothing_there_is_refused(self, tmp_path: Path) -> None:
        assert message_of(tmp_path / "model.tar.gz").startswith("there is no model artifact at ")


class TestScriptMode:
    @pytest.mark.parametrize(
        "members",
        [
            {"code/inference.py", "model.pth"},
            {"model.pt"},
            {"config.json", "model.safetensors"},
            {"config.json", "model-00001-of-00002.safetensors"},
            {"config.json", "pytorch_model.bin"},
        ],
    )
    def test_artifacts_that_a_container_can_serve_have_no_fault(self, members: set[str]) -> None:
        assert script_mode_fault(members) is None

    def test_weights_alone_have_to_come_with_a_script(self) -> None:
        assert script_mode_fault({"model.pth", "config.json"}) == (
            "the artifact has neither code/inference.py nor a TorchScript model.pt at its root; "
            "it holds config.json, model.pth; "
            "add code/inference.py with model_fn, input_fn, predict_fn and output_fn as needed"
        )

    def test_an_empty_artifact_is_called_so(self) -> None:
        assert "it holds nothing" in str(script_mode_fault(frozenset()))

    def test_many_files_are_counted(self) -> None:
        members = {f"part-{number}.pth" for number in range(9)}

        assert "part-5.pth and 3 more" in str(script_mode_fault(members))

    def test_a_folder_inside_is_to_be_unpacked(self) -> None:
        fault = script_mode_fault({"nlinear/code/inference.py", "nlinear/model.pth"})

        assert str(fault).endswith("pack the contents of nlinear/ instead of the folder itself")

    def test_a_script_at_the_root_is_to_be_moved(self) -> None:
        fault = script_mode_fault({"inference.py", "model.pth"})

        assert str(fault).endswith("; move inference.py to code/inference.py")

    def test_a_script_by_another_name_is_to_be_named(self) -> None:
        fault = script_mode_fault({"code/predict.py", "model.pth"})

        assert str(fault).endswith(
            "; move code/predict.py to code/inference.py, or name it by SAGEMAKER_PROGRAM"
        )

    def test_a_script_that_the_environment_names_is_enough(self) -> None:
        assert script_mode_fault({"code/serve.py"}, program="serve.py") is None


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("s3://bucket/model.tar.gz", True),
        ("model.tgz", False),
        ("model.tar", False),
        ("model.tar.gz/", False),
    ],
)
def test_only_tar_gz_is_tar_gz(name: str, *, accepted: bool) -> None:
    assert is_tar_gz(name) is accepted
