"""Kinds of endpoints in the sandbox: real boto3 clients ask, and the real forecaster answers."""

import contextlib
import functools
import io
import json
import re
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox import Sandbox

PROJECT = Path(__file__).parents[2]
NLINEAR = PROJECT / "model_code" / "nlinear"
QUESTION = (NLINEAR / "sample.json").read_bytes()
ACCOUNT, REGION = "444444444444", "eu-west-1"
IMAGE = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"
BUCKET = "forecasts"

STAND_INS = {
    "forecasting/chronos": NLINEAR,
    "forecasting/hub-server": PROJECT / "model_code" / "outages",
}
# A model that starts, and fails at every request.
FAULTY = {
    "code/inference.py": (
        b"def model_fn(model_dir, context=None):\n    return None\n"
        b"def predict_fn(data, model, context=None):\n    raise RuntimeError('out of order')\n"
    )
}

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(
        not (PROJECT / ".venv-ministack").exists(), reason="MiniStack is not installed"
    ),
]
Clients = Callable[[str], Any]


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    root = tmp_path_factory.mktemp("kinds")
    with Sandbox(root=root, bake_seconds=1, stand_ins=STAND_INS) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def clients(aws: Sandbox) -> Clients:
    return functools.cache(lambda service: aws.client(service, account=ACCOUNT, region=REGION))


@pytest.fixture(scope="module")
def models(clients: Clients) -> tuple[str, str]:
    """Two models of the same network: of a day and of four hours."""
    s3, sagemaker = clients("s3"), clients("sagemaker")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=BUCKET, Key="nlinear.tar.gz", Body=_nlinear())
    s3.put_object(Bucket=BUCKET, Key="faulty.tar.gz", Body=_archive(FAULTY))
    for name, horizon in (("day", "48"), ("hours", "8")):
        container = {
            "Image": IMAGE,
            "ModelDataUrl": f"s3://{BUCKET}/nlinear.tar.gz",
            "Environment": {"FORECAST_HORIZON": horizon, "SAGEMAKER_PROGRAM": "inference.py"},
        }
        sagemaker.create_model(ModelName=name, PrimaryContainer=container)
    return "day", "hours"


def _nlinear() -> bytes:
    root, code = ("config.json", "model.pth"), ("inference.py", "net.py")
    files = {name: (NLINEAR / name).read_bytes() for name in root}
    return _archive(files | {f"code/{name}": (NLINEAR / name).read_bytes() for name in code})


def _archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def _endpoint(clients: Clients, name: str, **config: Any) -> str:
    sagemaker = clients("sagemaker")
    sagemaker.create_endpoint_config(EndpointConfigName=f"{name}-config", **config)
    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=f"{name}-config")
    sagemaker.get_waiter("endpoint_in_service").wait(
        EndpointName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30}
    )
    return name


def _variant(**settings: Any) -> dict[str, Any]:
    common = {"VariantName": "AllTraffic", "InstanceType": "ml.m5.xlarge"}
    return common | {"InitialInstanceCount": 1} | settings


def _eventually(look: Callable[[], Any], *, seconds: float = 15) -> Any:
    """What *look* finds, once it finds something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.1)
    return found


def _object(clients: Clients, location: str) -> Any:
    """An S3 object, None while it is not there."""
    bucket, _, key = location.removeprefix("s3://").partition("/")
    try:
        return clients("s3").get_object(Bucket=bucket, Key=key)
    except clients("s3").exceptions.NoSuchKey:
        return None


def _lengths(answer: Any) -> list[int]:
    return [len(forecast) for forecast in json.loads(answer["Body"].read())["predictions"]]


def _sum(clients: Clients, metric: str, statistic: str = "Sum", **dimensions: str) -> float:
    found = clients("cloudwatch").get_metric_statistics(
        Namespace="AWS/SageMaker",
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=time.time() - 600,
        EndTime=time.time() + 60,
        Period=3600,
        Statistics=[statistic],
    )
    return float(sum(point[statistic] for point in found["Datapoints"]))


# --- asynchronous endpoints


@pytest.fixture(scope="module")
def queue(clients: Clients, models: tuple[str, str]) -> dict[str, str]:
    """An asynchronous endpoint whose topics tell an SQS queue."""
    sns, sqs = clients("sns"), clients("sqs")
    url = sqs.create_queue(QueueName="told")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    topics = {name: sns.create_topic(Name=name)["TopicArn"] for name in ("answered", "failed")}
    for topic in topics.values():
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"])
    output = {
        "S3OutputPath": f"s3://{BUCKET}/answers/",
        "S3FailurePath": f"s3://{BUCKET}/failures/",
        "NotificationConfig": {"SuccessTopic": topics["answered"], "ErrorTopic": topics["failed"]},
    }
    name = _endpoint(
        clients,
        "backfill",
        ProductionVariants=[_variant(ModelName=models[0])],
        AsyncInferenceConfig={
            "OutputConfig": output,
            "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 2},
        },
    )
    return {"endpoint": name, "url": url} | topics


def _told(clients: Clients, queue: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """The next notification: its topic, and what it says."""
    sqs = clients("sqs")
    [message] = _eventually(
        lambda: sqs.receive_message(QueueUrl=queue["url"], WaitTimeSeconds=1).get("Messages")
    )
    sqs.delete_message(QueueUrl=queue["url"], ReceiptHandle=message["ReceiptHandle"])
    envelope = json.loads(message["Body"])
    return envelope["TopicArn"].rpartition(":")[2], json.loads(envelope["Message"])


def test_asynchronous_answer_lies_in_s3_and_the_topic_is_told(
    clients: Clients, queue: dict[str, str]
) -> None:
    location = f"s3://{BUCKET}/requests/a week.json"
    clients("s3").put_object(Bucket=BUCKET, Key="requests/a week.json", Body=QUESTION)

    accepted = clients("sagemaker-runtime").invoke_endpoint_async(
        EndpointName=queue["endpoint"],
        InputLocation=location,
        ContentType="application/json",
        Accept="application/json",
        InferenceId="week-1",
    )

    answer = _eventually(lambda: _object(clients, accepted["OutputLocation"]))
    topic, told = _told(clients, queue)
    assert accepted["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert accepted["InferenceId"] == "week-1"
    assert accepted["OutputLocation"] == f"s3://{BUCKET}/answers/week-1.out"
    assert answer["ContentType"] == "application/json"
    assert _lengths(answer) == [48]
    assert (topic, told["invocationStatus"], told["inferenceId"]) == (
        *("answered", "Completed", "week-1"),
    )
    assert told["requestParameters"] == {
        "contentType": "application/json",
        "endpointName": queue["endpoint"],
        "inputLocation": location,
    }
    assert told["responseParameters"] == {
        "contentType": "application/json",
        "outputLocation": accepted["OutputLocation"],
    }


@pytest.mark.parametrize(
    ("payload", "reason", "metric"),
    [
        ({"Body": b"no json"}, "the body is not JSON", "Invocation4XXErrors"),
        (
            {"InputLocation": f"s3://{BUCKET}/requests/nothing"},
            f"there is no object at s3://{BUCKET}/requests/nothing",
            "RequestDownloadFailures",
        ),
    ],
)
def test_asynchronous_failure_lies_at_the_failure_path_and_its_topic_is_told(
    payload: dict[str, Any], reason: str, metric: str, clients: Clients, queue: dict[str, str]
) -> None:
    accepted = clients("sagemaker-runtime").invoke_endpoint_async(
        EndpointName=queue["endpoint"], ContentType="application/json", **payload
    )

    written = _eventually(lambda: _object(clients, accepted["FailureLocation"]))
    topic, told = _told(clients, queue)
    name = accepted["InferenceId"]
    assert accepted["FailureLocation"] == f"s3://{BUCKET}/failures/{name}-error.out"
    assert reason in written["Body"].read().decode()
    assert _object(clients, accepted["OutputLocation"]) is None
    assert (topic, told["invocationStatus"], told["inferenceId"]) == ("failed", "Failed", name)
    assert reason in told["failureReason"]
    variant = {"EndpointName": queue["endpoint"], "VariantName": "AllTraffic"}
    assert _eventually(lambda: _sum(clients, metric, **variant)) == 1
    assert _eventually(lambda: _sum(clients, "InvocationFailures", **variant)) >= 1
    assert _sum(clients, "Invocations", **variant) == 0


def test_requests_wait_while_no_instance_runs_and_the_backlog_tells_it(
    clients: Clients, queue: dict[str, str]
) -> None:
    runtime, name = clients("sagemaker-runtime"), queue["endpoint"]

    def run(instances: int) -> None:
        desired = {"VariantName": "AllTraffic", "DesiredInstanceCount": instances}
        clients("sagemaker").update_endpoint_weights_and_capacities(
            EndpointName=name, DesiredWeightsAndCapacities=[desired]
        )

    run(0)
    accepted = [
        runtime.invoke_endpoint_async(
            EndpointName=name, Body=QUESTION, ContentType="application/json", Filename=f"{i}.json"
        )
        for i in range(3)
    ]

    def all_wait() -> bool:
        highest = {"statistic": "Maximum", "EndpointName": name}
        size = _sum(clients, "ApproximateBacklogSize", **highest)
        return size == 3 and _sum(clients, "HasBacklogWithoutCapacity", **highest) == 1

    _eventually(all_wait)
    early = [_object(clients, each["OutputLocation"]) for each in accepted]
    run(1)
    answers = [
        _eventually(functools.partial(_object, clients, each["OutputLocation"]))
        for each in accepted
    ]

    assert early == [None] * 3
    assert [_lengths(answer) for answer in answers] == [[48]] * 3
    assert accepted[0]["OutputLocation"] == f"s3://{BUCKET}/answers/0.json"


def test_asynchronous_endpoint_refuses_what_it_cannot_answer(
    clients: Clients, queue: dict[str, str]
) -> None:
    runtime, name = clients("sagemaker-runtime"), queue["endpoint"]

    invoke, invoke_async = runtime.invoke_endpoint, runtime.invoke_endpoint_async
    for call, parameters, refused in (
        (invoke, {"EndpointName": name, "Body": b""}, "is asynchronous: ask it by"),
        (invoke_async, {"EndpointName": name}, "got neither"),
        (invoke_async, {"EndpointName": name, "Body": b"x" * 128_001}, "Body has 128001 bytes"),
        (invoke_async, {"EndpointName": "nobody"}, "Endpoint nobody of account"),
    ):
        with pytest.raises(ClientError, match=refused) as caught:
            call(**parameters)
        assert caught.value.response["Error"]["Code"] == "ValidationError"


# --- inference components


@pytest.fixture(scope="module")
def shared(clients: Clients, models: tuple[str, str]) -> str:
    """An endpoint with a component for each model."""
    name = _endpoint(clients, "shared", ProductionVariants=[_variant()])
    sagemaker = clients("sagemaker")
    for model in models:
        sagemaker.create_inference_component(
            InferenceComponentName=f"of-{model}",
            EndpointName=name,
            VariantName="AllTraffic",
            Specification={
                "ModelName": model,
                "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 512},
            },
            RuntimeConfig={"CopyCount": 2},
        )
    for model in models:
        _in_service(clients, f"of-{model}")
    return name


def _in_service(clients: Clients, component: str) -> dict[str, Any]:
    sagemaker = clients("sagemaker")

    def settled() -> Any:
        described = sagemaker.describe_inference_component(InferenceComponentName=component)
        status = described["InferenceComponentStatus"]
        assert status != "Failed", described["FailureReason"]
        return described if status == "InService" else None

    found: dict[str, Any] = _eventually(settled)
    return found


def _ask(clients: Clients, endpoint: str, **parameters: str) -> list[int]:
    answer = clients("sagemaker-runtime").invoke_endpoint(
        EndpointName=endpoint, ContentType="application/json", Body=QUESTION, **parameters
    )
    return _lengths(answer)


def _stream(clients: Clients, endpoint: str, **parameters: str) -> list[int]:
    answer = clients("sagemaker-runtime").invoke_endpoint_with_response_stream(
        EndpointName=endpoint, ContentType="application/json", Body=QUESTION, **parameters
    )
    with contextlib.closing(answer["Body"]) as stream:
        whole = b"".join(event["PayloadPart"]["Bytes"] for event in stream)
    return [len(forecast) for forecast in json.loads(whole)["predictions"]]


def test_each_component_answers_with_its_own_model(clients: Clients, shared: str) -> None:
    listed = clients("sagemaker").list_inference_components(EndpointNameEquals=shared)

    assert _ask(clients, shared, InferenceComponentName="of-day") == [48]
    assert _ask(clients, shared, InferenceComponentName="of-hours") == [8]
    assert _stream(clients, shared, InferenceComponentName="of-hours") == [8]
    assert {c["InferenceComponentName"] for c in listed["InferenceComponents"]} == {
        *("of-day", "of-hours"),
    }
    component = {"InferenceComponentName": "of-day"}
    assert _sum(clients, "Invocations", **component) == 1
    assert _sum(clients, "InvocationsPerCopy", **component) == 0.5


def test_requests_without_a_component_or_with_a_wrong_one_are_refused(
    clients: Clients, shared: str
) -> None:
    for parameters, refused in (
        ({}, "Inference Component Name header is required for endpoints to which you plan"),
        ({"InferenceComponentName": "nobody"}, "Inference Component nobody of account"),
    ):
        with pytest.raises(ClientError, match=refused) as caught:
            _ask(clients, shared, **parameters)
        assert caught.value.response["Error"]["Code"] == "ValidationError"


def test_copies_are_counted_and_without_any_there_is_no_capacity(
    clients: Clients, shared: str
) -> None:
    name = {"InferenceComponentName": "of-hours"}
    before = _in_service(clients, "of-hours")["RuntimeConfig"]

    clients("sagemaker").update_inference_component_runtime_config(
        DesiredRuntimeConfig={"CopyCount": 0}, **name
    )
    after = _in_service(clients, "of-hours")["RuntimeConfig"]
    with pytest.raises(ClientError, match="Inference Component has no capacity to process") as no:
        _ask(clients, shared, **name)

    assert before == {"DesiredCopyCount": 2, "CurrentCopyCount": 2}
    assert after == {"DesiredCopyCount": 0, "CurrentCopyCount": 0}
    assert no.value.response["Error"]["Code"] == "ValidationError"
    assert _sum(clients, "NoCapacityInvocationFailures", **name) == 1


# --- guarded rollouts


def _guarded(artifact: str) -> dict[str, Any]:
    """A stack whose endpoint rolls out, watched by an alarm on a query, as `lab`'s demand does."""
    config = {"Fn::GetAtt": ["Config", "EndpointConfigName"]}
    text = (
        'SELECT AVG(Invocation5XXErrors) FROM "AWS/SageMaker" '
        "WHERE EndpointConfigName = '${Config}' AND VariantName = 'AllTraffic'"
    )
    query = {"Fn::Sub": [text, {"Config": config}]}
    container = {
        "Image": IMAGE,
        "ModelDataUrl": f"s3://{BUCKET}/{artifact}.tar.gz",
        "Environment": {"SAGEMAKER_PROGRAM": "inference.py"},
    }
    model = {"Fn::GetAtt": ["Model", "ModelName"]}
    routing = {
        "Type": "CANARY",
        "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 50},
        "WaitIntervalInSeconds": 600,
    }
    deployment = {
        "BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing},
        "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": {"Ref": "ErrorRate"}}]},
    }
    resources = {
        "Model": ("AWS::SageMaker::Model", {"PrimaryContainer": container}),
        "Config": (
            "AWS::SageMaker::EndpointConfig",
            {"ProductionVariants": [_variant(ModelName=model)]},
        ),
        "ErrorRate": (
            "AWS::CloudWatch::Alarm",
            {
                "ComparisonOperator": "GreaterThanThreshold",
                "EvaluationPeriods": 2,
                "Metrics": [{"Id": "average", "Expression": query, "Period": 60}],
                "Threshold": 0.01,
                "TreatMissingData": "notBreaching",
            },
        ),
        "Endpoint": (
            "AWS::SageMaker::Endpoint",
            {
                "EndpointName": "guarded",
                "EndpointConfigName": config,
                "DeploymentConfig": deployment,
            },
        ),
    }
    return {
        "Resources": {
            name: {"Type": kind, "Properties": properties}
            for name, (kind, properties) in resources.items()
        }
    }


def _settled(clients: Clients, stack: str) -> str | None:
    """The status of a stack, None while an operation is in progress."""
    [found] = clients("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    status = str(found["StackStatus"])
    return None if status.endswith("IN_PROGRESS") else status


@pytest.mark.usefixtures("models")
def test_alarm_on_a_query_takes_a_rollout_back(clients: Clients) -> None:
    cloudformation, runtime = clients("cloudformation"), clients("sagemaker-runtime")
    stack = {"StackName": "guarded"}
    cloudformation.create_stack(TemplateBody=json.dumps(_guarded("nlinear")), **stack)
    created = _eventually(lambda: _settled(clients, "guarded"), seconds=30)
    answered = []

    def ask() -> str | None:
        """Whether a caller gets an answer, while the update goes on."""
        try:
            _ask(clients, "guarded")
            answered.append(True)
        except runtime.exceptions.ModelError:
            answered.append(False)
        return _settled(clients, "guarded")

    cloudformation.update_stack(TemplateBody=json.dumps(_guarded("faulty")), **stack)
    updated = _eventually(ask, seconds=30)

    events = cloudformation.describe_stack_events(**stack)["StackEvents"]
    told = [e["ResourceStatusReason"] for e in events if "FAILED" in e["ResourceStatus"]]
    assert (created, updated) == ("CREATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"), told
    assert any("in state ALARM while it baked: guarded-ErrorRate" in reason for reason in told)
    assert set(answered) == {True, False}
    assert _ask(clients, "guarded") == [48]


# --- the endpoints of lab


def _stack(clients: Clients, name: str) -> dict[str, str]:
    """The outputs of a stack that `lab` has, once it is made."""
    [stack] = clients("cloudformation").describe_stacks(StackName=name)["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack.get("StackStatusReason")
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def test_samples_are_answered_by_the_endpoints_of_lab_that_the_sandbox_can_serve(
    aws: Sandbox, clients: Clients, tmp_path: Path, example_templates: Path
) -> None:
    cloudformation = clients("cloudformation")
    clients("ssm").put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String")
    reviewed, stacks = example_templates / "lab", {}
    (tmp_path / "templates" / "lab").mkdir(parents=True)

    def create(template: str, stack: str) -> None:
        body = json.loads((reviewed / f"{template}.json").read_text())
        (tmp_path / "templates" / "lab" / f"{template}.json").write_text(json.dumps(body))
        stacks[stack] = cloudformation.create_stack(StackName=stack, TemplateBody=json.dumps(body))

    create("Shared", "sagemaker-lab-shared")
    _eventually(lambda: _settled(clients, "sagemaker-lab-shared"), seconds=30)
    bucket = _stack(clients, "sagemaker-lab-shared")["ArtifactBucketName"]
    clients("s3").put_object(Bucket=bucket, Key="substations/norwich-main.tar.gz", Body=_nlinear())
    create("OutageCauses", "sagemaker-lab-outage-causes")
    create("Substations", "sagemaker-lab-substations")
    create("Pretrained", "sagemaker-lab-pretrained")
    for stack in stacks:
        _eventually(functools.partial(_settled, clients, stack), seconds=30)
        _stack(clients, stack)

    done = subprocess.run(
        [
            *(sys.executable, "-m", "sagemaker_hosting.cli", "smoke", "lab", "--app", "templates"),
            *("--samples", str(PROJECT / "model_code"), "--endpoint-url", aws.endpoint_url),
            *("--region", REGION),
        ],
        cwd=tmp_path,
        env=aws.environment(ACCOUNT, REGION),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    answered = re.findall(r"^  ok +(\S+ answers \S+) in \d+ ms$", done.stdout, re.MULTILINE)
    assert sorted(answered) == [
        "AllTraffic answers nlinear/substation",
        "AllTraffic answers outages/report",
        "ChronosComponent answers chronos/week",
    ]
    assert "1 of 1 copies run" in done.stdout
