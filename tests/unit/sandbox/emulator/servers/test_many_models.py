"""Multi-model containers and stand-ins: what runs instead of what a template names."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import Sandbox, SandboxError
from sandbox.emulator.common._errors import AwsError, ServingError
from sandbox.emulator.common._store import Scope
from sandbox.emulator.control_plane._control_plane import ControlPlane
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.runtime._runtime import Runtime
from sandbox.emulator.servers._artifacts import repository_of
from sandbox.emulator.servers._servers import ModelServers
from sandbox.emulator.servers._stand_ins import StandIns

Make = Callable[..., str]
Refusal = Callable[[Callable[[], object]], AwsError]
IMAGE = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"


def test_artifact_is_loaded_by_the_request_that_names_it_first(
    *,
    sagemaker: ControlPlane,
    endpoints: Endpoints,
    runtime: Runtime,
    servers: ModelServers,
    scope: Scope,
    publish: Make,
    refusal: Refusal,
) -> None:
    for artifact in ("norwich", "ely"):
        publish(artifact)
    container = {"Image": IMAGE, "Mode": "MultiModel", "ModelDataUrl": "s3://models/"}
    sagemaker.call(scope, "CreateModel", {"ModelName": "many", "PrimaryContainer": container})
    variant = {"VariantName": "v", "ModelName": "many", "InstanceType": "ml.m5.large"}
    config = {"EndpointConfigName": "c", "ProductionVariants": [variant]}
    sagemaker.call(scope, "CreateEndpointConfig", config)
    names = {"EndpointName": "substations", "EndpointConfigName": "c"}
    endpoints.create(scope, names, wait=True)

    def ask(artifact: str) -> str:
        headers = {"x-amzn-sagemaker-target-model": artifact}
        return str(json.loads(runtime.invoke(scope, "substations", headers, b"x")[2])["model"])

    at_first = len(servers.running)
    answers = [ask(artifact) for artifact in ("norwich.tar.gz", "ely.tar.gz", "/norwich.tar.gz")]
    loaded = len(servers.running)
    unnamed = refusal(lambda: runtime.invoke(scope, "substations", {}, b"x"))
    missing = refusal(lambda: ask("nowhere.tar.gz"))
    endpoints.delete(scope, {"EndpointName": "substations"})

    assert (at_first, answers) == (0, ["norwich", "ely", "norwich"])
    assert loaded >= 2
    assert unnamed.message == "variant v has many models: name one by TargetModel"
    assert missing.message == "Could not find model data at s3://models/nowhere.tar.gz."
    assert {unnamed.code, missing.code} == {"ValidationError"}
    assert servers.running == []


@pytest.mark.parametrize(
    ("image", "repository"),
    [
        ("1.dkr.ecr.eu-west-1.amazonaws.com/forecasting/chronos:2026.11", "forecasting/chronos"),
        ("1.dkr.ecr.eu-west-1.amazonaws.com/chronos@sha256:abc", "chronos"),
        ("localhost:5000/chronos:1", "chronos"),
        ("forecasting/chronos", "forecasting/chronos"),
        ("", ""),
    ],
)
def test_repository_of_an_image_is_without_registry_and_tag(image: str, repository: str) -> None:
    assert repository_of(image) == repository


def test_stand_in_is_laid_out_as_a_model_archive(tmp_path: Path) -> None:
    source = tmp_path / "chronos"
    (source / "samples").mkdir(parents=True)
    for name in ("inference.py", "net.py", "model.pth"):
        (source / name).write_text(name)
    (tmp_path / "empty").mkdir()
    folders = {"forecasting/chronos": source, "empty": tmp_path / "empty"}
    stand_ins = StandIns(folders, models_folder=tmp_path / "models")

    folder = stand_ins.folder_for("r.example.com/forecasting/chronos:1")

    assert folder is not None
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {"code/inference.py", "code/net.py", "model.pth"}
    assert stand_ins.folder_for("r.example.com/forecasting/other:1") is None
    with pytest.raises(ServingError, match=r"has no inference\.py"):
        stand_ins.folder_for("empty")


def test_stand_in_without_model_code_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"the stand-in of chronos, .* has no inference\.py"):
        Sandbox(root=tmp_path, stand_ins={"chronos": tmp_path})
