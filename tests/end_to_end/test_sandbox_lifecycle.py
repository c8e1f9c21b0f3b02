"""The sandbox as a whole: CloudFormation operations, server processes and the real CDK CLI."""

import contextlib
import io
import json
import math
import os
import re
import signal
import socket
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EventStreamError

from sandbox import Sandbox, SandboxError

PROJECT = Path(__file__).parents[2]
SERVER = PROJECT / "tests" / "unit" / "sandbox" / "emulator" / "tiny_model_server.py"
SERVE = (sys.executable, "-S", str(SERVER))
ACCOUNT, REGION = "111111111111", "eu-west-1"
IMAGE = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(
        not (PROJECT / ".venv-ministack").exists(), reason="MiniStack is not installed"
    ),
]


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    root = tmp_path_factory.mktemp("sandbox")
    with Sandbox(root=root, serve_command=SERVE, startup_seconds=5) as sandbox:
        s3 = sandbox.client("s3", account=ACCOUNT, region=REGION)
        s3.create_bucket(Bucket="models", CreateBucketConfiguration={"LocationConstraint": REGION})
        for name, behaviour in (
            ("champion", {}),
            ("challenger", {}),
            ("broken", {"start": "fail"}),
        ):
            model = {"model.json": json.dumps({"name": name, **behaviour})}
            s3.put_object(Bucket="models", Key=f"{name}.tar.gz", Body=_archive(model))
        yield sandbox


@pytest.fixture
def clients(aws: Sandbox) -> Callable[[str], Any]:
    return lambda service: aws.client(service, account=ACCOUNT, region=REGION)


def _archive(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


def _template(*, retain: bool = True, **weights: float) -> dict[str, Any]:
    """A stack with an endpoint: a variant of each model with that weight; the first one scales."""
    models = {
        f"Model{name.capitalize()}": {
            "Type": "AWS::SageMaker::Model",
            "Properties": {
                "PrimaryContainer": {"Image": IMAGE, "ModelDataUrl": f"s3://models/{name}.tar.gz"}
            },
        }
        for name in weights
    }
    variants = [
        {
            "VariantName": f"v{index}",
            "ModelName": {"Fn::GetAtt": [model, "ModelName"]},
            "InstanceType": "ml.c6i.large",
            "InitialInstanceCount": 1,
            "InitialVariantWeight": weight,
        }
        for index, (model, weight) in enumerate(zip(models, weights.values(), strict=True))
    ]
    endpoint_name = {"Fn::GetAtt": ["Endpoint", "EndpointName"]}
    resource = {"Fn::Sub": ["endpoint/${Name}/variant/v0", {"Name": endpoint_name}]}
    endpoint: dict[str, Any] = {
        "EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]}
    }
    if retain:
        endpoint["RetainAllVariantProperties"] = True
        endpoint["ExcludeRetainedVariantProperties"] = [{"VariantPropertyType": "DesiredWeight"}]
    return {
        "Resources": models
        | {
            "Config": {
                "Type": "AWS::SageMaker::EndpointConfig",
                "Properties": {"ProductionVariants": variants},
            },
            "Endpoint": {"Type": "AWS::SageMaker::Endpoint", "Properties": endpoint},
            "Target": {
                "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
                "Properties": {
                    "ServiceNamespace": "sagemaker",
                    "ResourceId": resource,
                    "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
                    "MinCapacity": 1,
                    "MaxCapacity": 4,
                },
            },
            "Policy": {
                "Type": "AWS::ApplicationAutoScaling::ScalingPolicy",
                "Properties": {
                    "PolicyName": {"Fn::Sub": "${AWS::StackName}-load"},
                    "PolicyType": "TargetTrackingScaling",
                    "ScalingTargetId": {"Ref": "Target"},
                    "TargetTrackingScalingPolicyConfiguration": {
                        "TargetValue": 900,
                        "PredefinedMetricSpecification": {
                            "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
                        },
                    },
                },
            },
        },
        "Outputs": {"Endpoint": {"Value": endpoint_name}, "Arn": {"Value": {"Ref": "Endpoint"}}},
    }


class Stack:
    """One stack, brought to an end state by each operation."""

    def __init__(self, cloudformation: Any, name: str) -> None:
        self.cloudformation = cloudformation
        self.name = name

    def create(self, template: dict[str, Any]) -> str:
        self.cloudformation.create_stack(StackName=self.name, TemplateBody=json.dumps(template))
        return self._settled()

    def update(self, template: dict[str, Any]) -> str:
        self.cloudformation.update_stack(StackName=self.name, TemplateBody=json.dumps(template))
        return self._settled()

    def delete(self) -> str:
        stack_id = self._describe(self.name)["StackId"]
        self.cloudformation.delete_stack(StackName=self.name)
        return self._settled(stack_id)

    def outputs(self) -> dict[str, str]:
        outputs = self._describe(self.name)["Outputs"]
        return {output["OutputKey"]: output["OutputValue"] for output in outputs}

    def failures(self) -> str:
        events = self.cloudformation.describe_stack_events(StackName=self.name)["StackEvents"]
        return "\n".join(
            e["ResourceStatusReason"] for e in events if "FAILED" in e["ResourceStatus"]
        )

    def _describe(self, name: str) -> dict[str, Any]:
        [stack] = self.cloudformation.describe_stacks(StackName=name)["Stacks"]
        found: dict[str, Any] = stack
        return found

    def _settled(self, stack_id: str | None = None) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            status = str(self._describe(stack_id or self.name)["StackStatus"])
            if not status.endswith("IN_PROGRESS"):
                return status
            time.sleep(0.05)
        raise AssertionError(f"{self.name} did not settle")


@pytest.fixture
def stack(clients: Callable[[str], Any], request: pytest.FixtureRequest) -> Iterator[Stack]:
    name = request.node.name.replace("_", "-")[:60].rstrip("-")
    stack = Stack(clients("cloudformation"), name)
    yield stack
    with contextlib.suppress(ClientError):
        stack.delete()


def _weights(described: dict[str, Any]) -> list[float]:
    return [variant["CurrentWeight"] for variant in described["ProductionVariants"]]


def test_deployed_endpoint_splits_its_calls_and_tells_of_errors(
    stack: Stack, clients: Callable[[str], Any]
) -> None:
    assert stack.create(_template(champion=3, challenger=1)) == "CREATE_COMPLETE"
    name = stack.outputs()["Endpoint"]
    runtime, calls = clients("sagemaker-runtime"), 400

    invoked = Counter(
        runtime.invoke_endpoint(EndpointName=name, Body=b"x")["InvokedProductionVariant"]
        for _ in range(calls)
    )
    targeted = runtime.invoke_endpoint(EndpointName=name, Body=b"x", TargetVariant="v1")
    with pytest.raises(runtime.exceptions.ModelError) as bad:
        runtime.invoke_endpoint(EndpointName=name, Body=b"bad input", TargetVariant="v1")
    with pytest.raises(runtime.exceptions.ValidationError, match="Variant v9 not found"):
        runtime.invoke_endpoint(EndpointName=name, Body=b"x", TargetVariant="v9")
    with pytest.raises(ClientError, match=r"\(413\).*HTTP content length exceeded 6291456 bytes"):
        runtime.invoke_endpoint(EndpointName=name, Body=b"x" * (6 * 1024 * 1024 + 1))

    bound = 4.8916 * math.sqrt(calls * 0.75 * 0.25)  # all but one run in a million
    assert abs(invoked["v0"] - 0.75 * calls) <= bound
    assert json.loads(targeted["Body"].read())["model"] == "challenger"
    assert targeted["InvokedProductionVariant"] == "v1"
    assert targeted["CustomAttributes"] == "trace=1"
    assert bad.value.response["OriginalStatusCode"] == 400
    assert bad.value.response["OriginalMessage"] == "give me numbers"
    metrics = clients("cloudwatch").get_metric_statistics(
        Namespace="AWS/SageMaker",
        MetricName="Invocations",
        Dimensions=[
            {"Name": "EndpointName", "Value": name},
            {"Name": "VariantName", "Value": "v0"},
        ],
        StartTime=time.time() - 600,
        EndTime=time.time() + 60,
        Period=3600,
        Statistics=["Sum"],
    )
    assert sum(point["Sum"] for point in metrics["Datapoints"]) == invoked["v0"]


def test_answer_is_streamed_part_by_part_as_the_model_sends_it(
    stack: Stack, clients: Callable[[str], Any]
) -> None:
    stack.create(_template(champion=1, challenger=0))
    runtime, name = clients("sagemaker-runtime"), stack.outputs()["Endpoint"]

    answer = runtime.invoke_endpoint_with_response_stream(
        EndpointName=name, Body=b"stream", Accept="text/plain"
    )
    with contextlib.closing(answer["Body"]) as stream:
        parts = [(time.monotonic(), event["PayloadPart"]["Bytes"]) for event in stream]
    targeted = runtime.invoke_endpoint_with_response_stream(
        EndpointName=name, Body=b"x", TargetVariant="v1", Accept="text/plain"
    )
    with contextlib.closing(targeted["Body"]) as stream:
        whole = b"".join(event["PayloadPart"]["Bytes"] for event in stream)
    broken = runtime.invoke_endpoint_with_response_stream(EndpointName=name, Body=b"break off")
    with (
        contextlib.closing(broken["Body"]) as stream,
        pytest.raises(EventStreamError, match=r"ModelStreamError.*the model's answer broke off"),
    ):
        list(stream)
    with pytest.raises(runtime.exceptions.ModelError, match="out of cheese"):
        runtime.invoke_endpoint_with_response_stream(EndpointName=name, Body=b"crash")
    with pytest.raises(runtime.exceptions.ValidationError, match="Endpoint nobody of account"):
        runtime.invoke_endpoint_with_response_stream(EndpointName="nobody", Body=b"x")

    assert [part for _, part in parts] == [b"one", b"two", b"three"]
    assert parts[2][0] - parts[0][0] > 0.2
    assert (answer["ContentType"], answer["InvokedProductionVariant"]) == ("text/plain", "v0")
    told = json.loads(whole)
    assert (told["model"], told["headers"]["accept"]) == ("challenger", "text/plain")


def test_change_of_weights_updates_in_place_and_keeps_what_scaling_set(
    stack: Stack, clients: Callable[[str], Any]
) -> None:
    sagemaker = clients("sagemaker")
    stack.create(_template(champion=3, challenger=1))
    name, arn = stack.outputs()["Endpoint"], stack.outputs()["Arn"]
    old_config = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    live = [{"VariantName": "v0", "DesiredInstanceCount": 3, "DesiredWeight": 8}]
    sagemaker.update_endpoint_weights_and_capacities(
        EndpointName=name, DesiredWeightsAndCapacities=live
    )

    assert stack.update(_template(champion=9, challenger=1)) == "UPDATE_COMPLETE"

    described = sagemaker.describe_endpoint(EndpointName=name)
    assert (described["EndpointArn"], stack.outputs()["Arn"]) == (arn, arn)
    assert described["EndpointStatus"] == "InService"
    assert _weights(described) == [9, 1]
    assert [v["CurrentInstanceCount"] for v in described["ProductionVariants"]] == [3, 1]
    assert described["EndpointConfigName"] != old_config
    with pytest.raises(ClientError, match="Could not find endpoint configuration"):
        sagemaker.describe_endpoint_config(EndpointConfigName=old_config)


def test_smoke_test_passes_until_another_configuration_serves(
    clients: Callable[[str], Any], aws: Sandbox, tmp_path: Path
) -> None:
    stack, template = Stack(clients("cloudformation"), "smoke-dev-demand"), _template(champion=1)
    samples = tmp_path / "models" / "champion" / "samples"
    samples.mkdir(parents=True)
    sample: dict[str, Any] = {"models": ["*"], "content_type": "text/plain", "text": "x"}
    sample["expect"] = [{"at": "model", "equals": "champion"}]
    (samples / "any.json").write_text(json.dumps(sample))
    (tmp_path / "templates" / "dev").mkdir(parents=True)
    (tmp_path / "templates" / "dev" / "Demand.json").write_text(json.dumps(template))
    stack.create(template)

    def smoke() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                *(sys.executable, "-m", "sagemaker_hosting.cli", "smoke", "dev"),
                *("--app", "templates", "--samples", "models", "--endpoint-url", aws.endpoint_url),
            ],
            cwd=tmp_path,
            env=aws.environment(ACCOUNT, REGION),
            capture_output=True,
            text=True,
            check=False,
        )

    deployed = smoke()
    sagemaker, name = clients("sagemaker"), stack.outputs()["Endpoint"]
    config = sagemaker.describe_endpoint(EndpointName=name)["EndpointConfigName"]
    variants = sagemaker.describe_endpoint_config(EndpointConfigName=config)["ProductionVariants"]
    variants[0]["InstanceType"] = "ml.m5.large"
    sagemaker.create_endpoint_config(EndpointConfigName="older", ProductionVariants=variants)
    clients("application-autoscaling").deregister_scalable_target(
        ServiceNamespace="sagemaker",
        ResourceId=f"endpoint/{name}/variant/v0",
        ScalableDimension="sagemaker:variant:DesiredInstanceCount",
    )
    sagemaker.update_endpoint(EndpointName=name, EndpointConfigName="older")
    other = smoke()
    stack.delete()
    sagemaker.delete_endpoint_config(EndpointConfigName="older")
    gone = smoke()

    assert (deployed.returncode, deployed.stderr) == (0, "")
    assert re.search(r"^  ok +v0 answers champion/any in \d+ ms$", deployed.stdout, re.MULTILINE)
    assert (other.returncode, other.stderr) == (1, "")
    assert "older serves, the stack has " in other.stdout
    assert "runs on ml.m5.large, not on ml.c6i.large" in other.stdout
    assert gone.returncode == 2
    assert "one in eu-west-1 must be called ...dev-demand: there is none" in gone.stdout


def test_model_that_cannot_start_rolls_back_and_the_old_one_goes_on_serving(
    stack: Stack, clients: Callable[[str], Any]
) -> None:
    sagemaker, runtime = clients("sagemaker"), clients("sagemaker-runtime")
    stack.create(_template(champion=1))
    name = stack.outputs()["Endpoint"]
    models = {model["ModelName"] for model in sagemaker.list_models()["Models"]}

    assert stack.update(_template(broken=1)) == "UPDATE_ROLLBACK_COMPLETE"

    answer = runtime.invoke_endpoint(EndpointName=name, Body=b"x")
    assert json.loads(answer["Body"].read())["model"] == "champion"
    assert sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"] == "InService"
    assert {model["ModelName"] for model in sagemaker.list_models()["Models"]} == models
    assert "did not pass the ping health check" in stack.failures()
    assert "the weights are broken" in stack.failures()


def test_first_deployment_that_cannot_start_leaves_nothing(
    stack: Stack, clients: Callable[[str], Any], aws: Sandbox
) -> None:
    sagemaker, before = clients("sagemaker"), aws.status()["server_pids"]

    assert stack.create(_template(champion=1, broken=1)) == "ROLLBACK_COMPLETE"

    names = [e["EndpointName"] for e in sagemaker.list_endpoints()["Endpoints"]]
    assert not [name for name in names if name.startswith(stack.name)]
    assert aws.status()["server_pids"] == before


def test_deleted_stack_leaves_nothing(
    stack: Stack, clients: Callable[[str], Any], aws: Sandbox
) -> None:
    sagemaker, scaling = clients("sagemaker"), clients("application-autoscaling")
    before = set(aws.status()["server_pids"])
    stack.create(_template(champion=1, challenger=1))
    servers = set(aws.status()["server_pids"]) - before
    resource = {"ServiceNamespace": "sagemaker"}
    assert scaling.describe_scaling_policies(**resource)["ScalingPolicies"]

    assert stack.delete() == "DELETE_COMPLETE"

    assert len(servers) == 2
    assert not any(map(_alive, servers))
    for found in (
        sagemaker.list_endpoints(NameContains=stack.name)["Endpoints"],
        sagemaker.list_endpoint_configs(NameContains=stack.name)["EndpointConfigs"],
        sagemaker.list_models(NameContains=stack.name)["Models"],
        scaling.describe_scalable_targets(**resource)["ScalableTargets"],
        scaling.describe_scaling_policies(**resource)["ScalingPolicies"],
    ):
        assert found == []


def test_resource_with_a_fixed_name_is_not_replaced(stack: Stack) -> None:
    def template(horizon: str) -> dict[str, Any]:
        container = {"Image": IMAGE, "Environment": {"HORIZON": horizon}}
        properties = {"ModelName": "fixed", "PrimaryContainer": container}
        return {"Resources": {"M": {"Type": "AWS::SageMaker::Model", "Properties": properties}}}

    stack.create(template("24"))

    assert stack.update(template("48")) == "UPDATE_ROLLBACK_COMPLETE"

    assert "cannot update a stack when a custom-named resource requires replacing" in (
        stack.failures()
    )


def test_reference_to_another_stack_is_resolved(
    stack: Stack, clients: Callable[[str], Any]
) -> None:
    producer = Stack(clients("cloudformation"), "producer")
    topic: dict[str, Any] = {"T": {"Type": "AWS::SNS::Topic"}}
    producer.create({"Resources": topic, "Outputs": {"Arn": {"Value": {"Ref": "T"}}}})
    arn = {"Fn::GetStackOutput": {"StackName": "producer", "Region": REGION, "OutputName": "Arn"}}
    model = {
        "Type": "AWS::SageMaker::Model",
        "Properties": {"Tags": [{"Key": "topic", "Value": arn}]},
    }

    created = stack.create({"Resources": {"M": model}, "Outputs": {"Arn": {"Value": arn}}})

    assert created == "CREATE_COMPLETE"
    assert stack.outputs() == producer.outputs()
    producer.delete()


def test_callers_aws_settings_do_not_matter(
    aws: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile production]\nregion = us-west-2\nendpoint_url = http://10.0.0.1\n")
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://10.0.0.1")
    monkeypatch.setenv("HTTP_PROXY", "http://10.0.0.1")

    for account in (ACCOUNT, "222222222222"):
        sts = aws.client("sts", account=account, region=REGION)
        assert sts.get_caller_identity()["Account"] == account
    elsewhere = aws.client("sagemaker", account="222222222222", region=REGION)
    assert elsewhere.list_models()["Models"] == []


def test_real_cdk_cli_deploys_an_asset_and_destroys_it(
    aws: Sandbox, clients: Callable[[str], Any], tmp_path: Path
) -> None:
    assembly = _synthesize(tmp_path)

    aws.deploy(assembly, stacks=["dev/**"])
    diff = aws.cdk("diff", "dev/**", "--app", str(assembly), account=ACCOUNT, region=REGION)
    answer = clients("sagemaker-runtime").invoke_endpoint(EndpointName="by-cdk", Body=b"x")
    status = aws.status()
    aws.destroy(assembly, stacks=["dev/**"])

    assert json.loads(answer["Body"].read())["model"] == "from-an-asset"
    assert "There were no differences" in diff.stdout
    [endpoint] = [e for e in status["endpoints"] if e["name"] == "by-cdk"]
    assert (endpoint["account"], endpoint["region"]) == (ACCOUNT, REGION)
    with pytest.raises(ClientError, match="Could not find endpoint"):
        clients("sagemaker").describe_endpoint(EndpointName="by-cdk")


def _synthesize(folder: Path) -> Path:
    import aws_cdk as cdk  # noqa: PLC0415  # starts Node: only the test that needs it pays
    from aws_cdk import aws_s3_assets as s3_assets  # noqa: PLC0415  # likewise
    from aws_cdk import aws_sagemaker as sagemaker  # noqa: PLC0415  # likewise

    archive = folder / "model.tar.gz"
    archive.write_bytes(_archive({"model.json": json.dumps({"name": "from-an-asset"})}))
    app = cdk.App(
        outdir=str(folder / "cdk.out"),
        analytics_reporting=False,
        builtin_cloud_formation_validation=False,
    )
    stage = cdk.Stage(app, "dev", env=cdk.Environment(account=ACCOUNT, region=REGION))
    stack = cdk.Stack(stage, "Demand", stack_name="demand-dev", tags={"env": "dev"})
    asset = s3_assets.Asset(stack, "Artifact", path=str(archive))
    source = sagemaker.CfnModel.S3DataSourceProperty(
        compression_type="Gzip", s3_data_type="S3Object", s3_uri=asset.s3_object_url
    )
    container = sagemaker.CfnModel.ContainerDefinitionProperty(
        image=IMAGE,
        model_data_source=sagemaker.CfnModel.ModelDataSourceProperty(s3_data_source=source),
    )
    model = sagemaker.CfnModel(stack, "Model", primary_container=container)
    variant = sagemaker.CfnEndpointConfig.ProductionVariantProperty(
        variant_name="AllTraffic",
        model_name=model.attr_model_name,
        instance_type="ml.c6i.large",
        initial_instance_count=1,
        initial_variant_weight=1,
    )
    config = sagemaker.CfnEndpointConfig(stack, "Config", production_variants=[variant])
    sagemaker.CfnEndpoint(
        stack,
        "Endpoint",
        endpoint_name="by-cdk",
        endpoint_config_name=config.attr_endpoint_config_name,
    )
    app.synth()
    return folder / "cdk.out"


def test_reset_forgets_everything_and_stops_the_servers(tmp_path: Path) -> None:
    with _one_endpoint(tmp_path) as (aws, servers):
        aws.reset()

        assert not any(map(_alive, servers))
        assert aws.status() == {"endpoints": [], "server_pids": []}
        sagemaker = aws.client("sagemaker", account=ACCOUNT, region=REGION)
        assert sagemaker.list_models()["Models"] == []
        assert aws.client("s3", account=ACCOUNT, region=REGION).list_buckets()["Buckets"] == []


def test_stopped_sandbox_leaves_no_process_and_no_port(tmp_path: Path) -> None:
    with _one_endpoint(tmp_path) as (aws, servers):
        port = aws.port
        with pytest.raises(SandboxError, match=r"a sandbox runs in .* already"):
            Sandbox(root=tmp_path).start()

    assert not any(map(_alive, servers))
    assert not _listens(port)
    assert not _processes_of(tmp_path)
    assert "Traceback" not in (tmp_path / "logs" / "ministack.log").read_text()


def test_only_the_loopback_interface_is_open(aws: Sandbox) -> None:
    proc = Path("/proc/net/tcp")
    if not proc.exists():
        pytest.skip("the kernel does not list its sockets in /proc")
    ports = {f"{aws.port:04X}"}
    ports |= {
        f"{variant['port']:04X}"
        for endpoint in aws.status()["endpoints"]
        for variant in endpoint["variants"]
    }

    listening = [line.split()[1].split(":") for line in proc.read_text().splitlines()[1:]]

    opened = {address for address, port in listening if port in ports}
    assert opened == {"0100007F"}  # 127.0.0.1, as the kernel writes it


@pytest.mark.parametrize("victim", ["the starter", "the emulator"])
def test_nothing_is_left_behind_when_a_process_is_killed(victim: str, tmp_path: Path) -> None:
    # A starter of its own, so that it can be killed: it deploys one endpoint and waits.
    code = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from test_sandbox_lifecycle import _one_endpoint\n"
        "with _one_endpoint(Path(sys.argv[1])) as (aws, servers):\n"
        "    print(aws.port, *servers, flush=True)\n"
        "    sys.stdin.read()\n"
    )
    folder = str(Path(__file__).parent)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path), folder],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as starter:
        assert starter.stdout is not None
        port, *servers = map(int, starter.stdout.readline().split())
        emulator = json.loads((tmp_path / "endpoint.json").read_text())["pid"]
        assert all(map(_alive, [emulator, *servers]))

        os.kill(starter.pid if victim == "the starter" else emulator, signal.SIGKILL)
        deadline = time.monotonic() + 15
        while _processes_of(tmp_path, besides=starter.pid) or _listens(port):
            assert time.monotonic() < deadline, _processes_of(tmp_path, besides=starter.pid)
            time.sleep(0.1)

        starter.kill()
    assert not Sandbox(root=tmp_path)._ministack.running


def test_project_s_own_model_server_answers(tmp_path: Path) -> None:
    code = (
        "import json\n"
        "def model_fn(model_dir, context=None):\n"
        "    return json.load(open(f'{model_dir}/weights.json'))\n"
        "def input_fn(body, content_type, context=None):\n"
        "    return json.loads(body)\n"
        "def predict_fn(data, model, context=None):\n"
        "    return [value * model['factor'] for value in data]\n"
        "def output_fn(prediction, accept, context=None):\n"
        "    return json.dumps(prediction)\n"
    )
    files = {"code/inference.py": code, "weights.json": '{"factor": 3}'}
    with Sandbox(root=tmp_path) as aws:
        name = _deploy_by_api(aws, _archive(files), seconds=45)
        answer = aws.client("sagemaker-runtime", account=ACCOUNT, region=REGION).invoke_endpoint(
            EndpointName=name, Body=b"[1, 2]", ContentType="application/json"
        )

        assert json.loads(answer["Body"].read()) == [3, 6]

    assert not _processes_of(tmp_path)


@contextlib.contextmanager
def _one_endpoint(root: Path) -> Iterator[tuple[Sandbox, list[int]]]:
    with Sandbox(root=root, serve_command=SERVE, startup_seconds=5) as aws:
        _deploy_by_api(aws, _archive({"model.json": '{"name": "m"}'}), seconds=10)
        servers = aws.status()["server_pids"]
        assert servers
        yield aws, servers


def _deploy_by_api(aws: Sandbox, artifact: bytes, *, seconds: float) -> str:
    place = {"account": ACCOUNT, "region": REGION}
    s3, sagemaker = aws.client("s3", **place), aws.client("sagemaker", **place)
    s3.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket="artifacts", Key="model.tar.gz", Body=artifact)
    container = {"Image": IMAGE, "ModelDataUrl": "s3://artifacts/model.tar.gz"}
    sagemaker.create_model(ModelName="m", PrimaryContainer=container)
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": "m",
        "InstanceType": "ml.c6i.large",
        "InitialInstanceCount": 1,
    }
    sagemaker.create_endpoint_config(EndpointConfigName="c", ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName="e", EndpointConfigName="c")
    deadline = time.monotonic() + seconds
    while True:
        described = sagemaker.describe_endpoint(EndpointName="e")
        if described["EndpointStatus"] != "Creating":
            assert described["EndpointStatus"] == "InService", described["FailureReason"]
            return "e"
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _processes_of(root: Path, *, besides: int = 0) -> list[str]:
    """The processes whose command line names the sandbox's folder; zombies name nothing."""
    listing = subprocess.run(
        ["ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True, check=True
    ).stdout
    lines = (line.split(maxsplit=1) for line in listing.splitlines() if str(root) in line)
    return [command for pid, command in lines if int(pid) not in (os.getpid(), besides)]
