"""Deploys that fail in the sandbox: the real CDK CLI fails, and the error ends with what to do."""

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox import Sandbox, SandboxError

PROJECT = Path(__file__).parents[2]
SERVER = PROJECT / "tests" / "unit" / "sandbox" / "emulator" / "tiny_model_server.py"
ACCOUNT, REGION = "111111111111", "eu-west-1"
IMAGES = "763104351884.dkr.ecr.eu-west-1.amazonaws.com"
TOPIC = {"Type": "AWS::SNS::Topic"}

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(
        not (PROJECT / ".venv-ministack").exists(), reason="MiniStack is not installed"
    ),
]


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    serve = (sys.executable, "-S", str(SERVER))
    root = tmp_path_factory.mktemp("failures")
    with Sandbox(root=root, serve_command=serve, startup_seconds=5) as sandbox:
        s3 = sandbox.client("s3", account=ACCOUNT, region=REGION)
        s3.create_bucket(Bucket="models", CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket="models", Key="champion.tar.gz", Body=_archive({"name": "champion"}))
        s3.put_object(Bucket="models", Key="broken.tar.gz", Body=_archive({"start": "fail"}))
        yield sandbox


def _archive(behaviour: dict[str, str]) -> bytes:
    buffer, content = io.BytesIO(), json.dumps(behaviour).encode()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        member = tarfile.TarInfo("model.json")
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def _endpoint(artifact: str, *, image: str = "pytorch-inference:2.6.0-cpu-py312") -> dict[str, Any]:
    """The resources of an endpoint with one model, as a construct of the path dev/X/Demand."""
    container = {"Image": f"{IMAGES}/{image}", "ModelDataUrl": f"s3://models/{artifact}.tar.gz"}
    variant = {
        "VariantName": "champion",
        "ModelName": {"Fn::GetAtt": ["Model", "ModelName"]},
        "InstanceType": "ml.c6i.large",
        "InitialInstanceCount": 1,
        "InitialVariantWeight": 1,
    }
    config = {"Fn::GetAtt": ["Config", "EndpointConfigName"]}
    return {
        "Model": {
            "Type": "AWS::SageMaker::Model",
            "Properties": {"PrimaryContainer": container},
        },
        "Config": {
            "Type": "AWS::SageMaker::EndpointConfig",
            "Properties": {"ProductionVariants": [variant]},
        },
        "EndpointEEF1FD8F": {
            "Type": "AWS::SageMaker::Endpoint",
            "Properties": {"EndpointConfigName": config},
            "Metadata": {"aws:cdk:path": "dev/Failing/Endpoint/Resource"},
        },
    }


def _assembly(folder: Path, template: dict[str, Any]) -> Path:
    """What `cdk synth` writes of an environment with one stack."""
    inner = folder / "assembly-dev"
    inner.mkdir(parents=True)
    (inner / "Failing.template.json").write_text(json.dumps(template))
    stack = {
        "type": "aws:cloudformation:stack",
        "environment": f"aws://{ACCOUNT}/{REGION}",
        "displayName": "dev/Failing",
        "properties": {"templateFile": "Failing.template.json", "stackName": folder.name},
    }
    stage = {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-dev"}}
    for place, artifacts in ((inner, {"Failing": stack}), (folder, {"assembly-dev": stage})):
        manifest = json.dumps({"version": "36.0.0", "artifacts": artifacts})
        (place / "manifest.json").write_text(manifest)
    return folder


@dataclass(frozen=True, kw_only=True)
class Case:
    """A template that fails, how that is told, and how the advice begins."""

    template: dict[str, Any]
    failure: str
    fix: str


OF_ENDPOINT = "dev/Failing/Endpoint (AWS::SageMaker::Endpoint): "
IMPORTING = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Fn::ImportValue": "nobody"}}}
TAKEN = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "models"}}
UNKNOWN = "AWS::SageMaker::InferenceExperiment"
NO_VALUE = {"Parameters": {"Name": {"Type": "String"}}, "Resources": {"Topic": TOPIC}}
CASES = {
    "model that does not start": Case(
        template={"Resources": _endpoint("broken")},
        failure=f"{OF_ENDPOINT}The primary container for production variant champion did not pass",
        fix="correct inference.py, or what it loads; python -m sandbox logs shows",
    ),
    "artifact that is not there": Case(
        template={"Resources": _endpoint("nothing")},
        failure=f"{OF_ENDPOINT}Could not find model data at s3://models/nothing.tar.gz.",
        fix="put the artifact there first; python -m sandbox env prints",
    ),
    "image without a stand-in": Case(
        template={"Resources": _endpoint("champion", image="djl-inference:0.36.0-cu128")},
        failure=f"{OF_ENDPOINT}model ",
        fix="python -m sandbox down, then up with --stand-in",
    ),
    "type that the sandbox does not have": Case(
        template={"Resources": {"Trial": {"Type": UNKNOWN}}},
        failure=f"dev/Failing/Trial ({UNKNOWN}): Unrecognized resource types: [{UNKNOWN}]",
        fix="the sandbox does not have this type: deploy the other stacks without it",
    ),
    # CloudFormation finds it before it makes anything, and the CLI does not say what it is.
    "name that is taken": Case(
        template={"Resources": {"Artifacts": TAKEN}},
        failure="dev/Failing/Artifacts (AWS::S3::Bucket): Resource of type 'AWS::S3::Bucket' with "
        "identifier 'models' already exists.",
        fix="give it another name, or forget what was deployed before: python -m sandbox reset",
    ),
    "export that nobody makes": Case(
        template={"Resources": {"Topic": IMPORTING}},
        failure="dev/Failing/Topic (AWS::SNS::Topic): Export 'nobody' not found",
        fix="deploy the stack that exports it first",
    ),
    # The CLI itself refuses it: there is no stack, and no resource.
    "parameter without a value": Case(
        template=NO_VALUE,
        failure="The following CloudFormation Parameters are missing a value: Name",
        fix="give the parameter a default",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_deploy_that_fails_ends_with_what_failed_and_what_to_do(
    name: str, aws: Sandbox, tmp_path: Path
) -> None:
    case = CASES[name]
    assembly = _assembly(tmp_path / name.replace(" ", "-"), case.template)

    with pytest.raises(SandboxError) as error:
        aws.deploy(assembly, stacks=["dev/**"], capture=False)

    *_, failure, fix = str(error.value).splitlines()
    assert case.failure in failure
    assert fix.startswith(f"  what to do: {case.fix}")
    # What the CLI has shown is not told again.
    assert len(str(error.value).splitlines()) <= 3


def test_another_type_of_a_scaled_variant_ends_with_the_two_deploys_that_it_takes(
    aws: Sandbox, tmp_path: Path
) -> None:
    resources = _endpoint("champion")
    name = {"Fn::GetAtt": ["EndpointEEF1FD8F", "EndpointName"]}
    resources["Target"] = {
        "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
        "Properties": {
            "ServiceNamespace": "sagemaker",
            "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
            "ResourceId": {"Fn::Join": ["", ["endpoint/", name, "/variant/champion"]]},
            "MinCapacity": 1,
            "MaxCapacity": 2,
        },
    }
    aws.deploy(_assembly(tmp_path / "scaled", {"Resources": resources}), stacks=["dev/**"])
    (variant,) = resources["Config"]["Properties"]["ProductionVariants"]
    variant["InstanceType"] = "ml.c7i.large"
    changed = _assembly(tmp_path / "changed" / "scaled", {"Resources": resources})

    with pytest.raises(SandboxError) as error:
        aws.deploy(changed, stacks=["dev/**"], capture=False)

    *_, failure, fix = str(error.value).splitlines()
    assert "must be deregistered as scalable targets with AWS Auto Scaling" in failure
    assert fix.startswith("  what to do: deploy twice, as on AWS: first without the scaling of the")


def test_port_that_is_taken_is_told_with_the_way_to_another(aws: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(SandboxError) as error:
        Sandbox(root=tmp_path, port=aws.port).start()

    assert str(error.value).splitlines()[1] == (
        f"port {aws.port} of 127.0.0.1 cannot be opened (Address already in use): name another one "
        "by --port, which another program or sandbox does not use; 0 takes any free one"
    )


def test_second_sandbox_of_a_folder_is_refused_with_what_to_do(aws: Sandbox) -> None:
    with pytest.raises(SandboxError) as error:
        Sandbox(root=aws.root).start()

    assert str(error.value) == (
        f"a sandbox runs in {aws.root} already: go on with it, or stop it with "
        f"`python -m sandbox down --root {aws.root}`; another one needs a --root and a --port of "
        "its own"
    )


def test_error_of_a_captured_deploy_has_what_the_cli_said_first(
    aws: Sandbox, tmp_path: Path
) -> None:
    assembly = _assembly(tmp_path / "captured", {"Resources": {"Topic": IMPORTING}})

    with pytest.raises(SandboxError) as error:
        aws.deploy(assembly, stacks=["dev/**"])

    before, _, after = str(error.value).partition("\ncdk deploy failed:\n")
    assert before.startswith(f"cdk deploy --app {assembly} --exclusively dev/Failing failed (1):\n")
    assert "CREATE_FAILED" in before
    assert after.splitlines() == [
        "  dev/Failing/Topic (AWS::SNS::Topic): Export 'nobody' not found",
        "  what to do: deploy the stack that exports it first",
    ]


def test_command_that_fails_ends_with_what_failed_and_what_to_do(
    aws: Sandbox, tmp_path: Path
) -> None:
    assembly = _assembly(tmp_path / "command", {"Resources": _endpoint("nothing")})

    done = subprocess.run(
        [
            *(sys.executable, "-m", "sandbox", "deploy", "dev"),
            *("--root", str(aws.root), "--app", str(assembly)),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.splitlines()[-3:-1] == [
        "error: cdk deploy failed:",
        f"  {OF_ENDPOINT}Could not find model data at s3://models/nothing.tar.gz.",
    ]
    assert done.stderr.splitlines()[-1].startswith("  what to do: put the artifact there first; ")


def test_failures_of_an_earlier_deploy_are_not_told_again(aws: Sandbox, tmp_path: Path) -> None:
    broken = _assembly(tmp_path / "once", {"Resources": _endpoint("nothing")})
    with pytest.raises(SandboxError, match="Could not find model data"):
        aws.deploy(broken, stacks=["dev/**"])
    (broken / "assembly-dev" / "Failing.template.json").write_text(json.dumps(NO_VALUE))

    with pytest.raises(SandboxError, match="are missing a value: Name") as error:
        aws.deploy(broken, stacks=["dev/**"])

    assert "Could not find model data" not in str(error.value)
