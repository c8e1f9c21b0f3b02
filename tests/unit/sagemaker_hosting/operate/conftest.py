"""AWS as it would answer: real clients of boto3, with answers of the shapes AWS documents."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel
from botocore.response import StreamingBody
from botocore.validate import validate_parameters

from sagemaker_hosting.operate import Aws
from sagemaker_hosting.operate.smoke import (
    Check,
    Options,
    Outcome,
    Pace,
    Report,
    Sample,
    read_samples,
    smoke,
)
from sagemaker_hosting.templates import read_templates

ACCOUNT, REGION, STACK = "111111111111", "eu-west-1", "sagemaker-dev-demand"
NAME = "sagemaker-dev-demand-EndpointEEF1FD8F-4xYz"
CONFIG = "sagemaker-dev-demand-EndpointConfig24AD0A28-7aBc"
MODEL = "sagemaker-dev-demand-Nlinear0A0D003C-9dEf"
ARTIFACT = "s3://artifacts/nlinear/1/model.tar.gz"
IMAGE = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"
THEN = "2026-11-22T12:00:00Z"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """An error that AWS answers."""

    code: str
    message: str = ""
    status: int = 400
    retries: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)


Answer = dict[str, Any] | Failure
Responder = Answer | Callable[[dict[str, Any]], Answer] | list[Answer]


class Cloud:
    """What AWS answers, by operation; a list is answered in turn, its last item from then on."""

    def __init__(self) -> None:
        self.answers: dict[str, Responder] = {}
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.regions: set[str] = set()

    def times(self, operation: str) -> int:
        return sum(name == operation for name, _ in self.asked)

    def parameters(self, operation: str) -> list[dict[str, Any]]:
        return [parameters for name, parameters in self.asked if name == operation]

    def aws(self, **options: Any) -> Aws:
        return _CloudAws(self, **options)

    def fail(self, operation: str, code: str, message: str = "", **more: Any) -> None:
        """Have AWS answer an error from now on."""
        self.answers[operation] = Failure(code=code, message=message, **more)

    def fail_first(self, operation: str, *codes: str) -> None:
        """Have AWS answer errors, each once, and then what it answered before."""
        then, left = self.answers[operation], list(codes)
        assert callable(then)

        def answer(parameters: dict[str, Any]) -> Answer:
            return Failure(code=left.pop(0)) if left else then(parameters)

        self.answers[operation] = answer

    def answer(self, model: OperationModel, parameters: dict[str, Any]) -> tuple[Any, Any]:
        self.asked.append((model.name, parameters))
        assert model.name in self.answers, f"nobody answers {model.name}"
        responder = self.answers[model.name]
        if isinstance(responder, list):
            answer = responder.pop(0) if len(responder) > 1 else responder[0]
        else:
            answer = responder(parameters) if callable(responder) else responder
        if isinstance(answer, Failure):
            parsed = {
                "Error": {"Code": answer.code, "Message": answer.message},
                "ResponseMetadata": {"RetryAttempts": answer.retries},
                **answer.details,
            }
            return _response(answer.status), parsed
        if isinstance(answer.get("Body"), bytes):
            body = answer["Body"]
            answer = answer | {"Body": StreamingBody(io.BytesIO(body), len(body))}
        else:
            answer = copy.deepcopy(answer)
            assert model.output_shape is not None
            validate_parameters(answer, model.output_shape)
        return _response(200), {**answer, "ResponseMetadata": {}}


def _response(status: int) -> AWSResponse:
    return AWSResponse("https://aws", status, HTTPHeaders(), io.BytesIO())


_CLIENTS: dict[tuple[str, str, bool], Any] = {}
"""Clients cost a quarter of a second each to make: they are made once, whatever cloud answers."""
_ANSWERING: list[Cloud] = []


class _CloudAws(Aws):
    def __init__(self, cloud: Cloud, **options: Any) -> None:
        super().__init__(**options)
        _ANSWERING[:] = [cloud]

    def _made(self, session: Any, service: str, region: str, *, repeat: bool) -> Any:
        key = (service, region, repeat)
        if key not in _CLIENTS:
            client = super()._made(session, service, region, repeat=repeat)
            client.meta.events.register("before-parameter-build", _keep)
            client.meta.events.register("before-call", _answer)
            _CLIENTS[key] = client
        return _CLIENTS[key]


def _keep(*, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    context["asked"] = dict(params)


def _answer(*, model: OperationModel, context: dict[str, Any], **_: Any) -> Any:
    [cloud] = _ANSWERING
    cloud.regions.add(context["client_region"])
    return cloud.answer(model, context["asked"])


def arn(kind: str, name: str) -> str:
    """As SageMaker writes ARNs: the name is in lower case there."""
    return f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:{kind}/{name.lower()}"


def variant(name: str, **properties: Any) -> dict[str, Any]:
    """A variant as a template writes it; None takes a property away."""
    written = {
        "VariantName": name,
        "ModelName": {"Fn::GetAtt": ["Nlinear", "ModelName"]},
        "InstanceType": "ml.c6i.large",
        "InitialInstanceCount": 1,
        "InitialVariantWeight": 1,
    } | properties
    return {key: value for key, value in written.items() if value is not None}


class Deployment:
    """A template, the stack it became, and an AWS in which both agree until a test changes it."""

    def __init__(self, cloud: Cloud, folder: Path) -> None:
        self.cloud = cloud
        self.folder = folder
        self.now = 0.0
        self.slept: list[float] = []
        self.environment = {"FORECAST_HORIZON": "3"}
        self.variants = [variant("champion", InitialVariantWeight=3), variant("challenger")]
        self.config: dict[str, Any] = {}
        self.endpoint: dict[str, Any] = {}
        self.model: dict[str, Any] = {}
        self.resources: dict[str, Any] = {}
        self.physical: dict[str, str] = {}
        self.outputs = True
        self.answer_seconds = 0.02
        self.variant, self.arn, self.name, self.config_name = variant, arn, NAME, CONFIG
        self.answers({"predictions": [[1.0, 2.0, 3.0]]})

    def template(self) -> dict[str, Any]:
        container = {"Image": IMAGE, "ModelDataUrl": ARTIFACT, "Environment": self.environment}
        resources: dict[str, Any] = {
            "Nlinear": {
                "Type": "AWS::SageMaker::Model",
                "Properties": {"PrimaryContainer": container, **self.model},
                "Metadata": {"aws:cdk:path": "dev/Demand/Nlinear/Resource"},
            },
            "Config": {
                "Type": "AWS::SageMaker::EndpointConfig",
                "Properties": {"ProductionVariants": self.variants, **self.config},
            },
            "Endpoint": {
                "Type": "AWS::SageMaker::Endpoint",
                "Properties": {
                    "EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]},
                    **self.endpoint,
                },
                "Metadata": {"aws:cdk:path": "dev/Demand/Endpoint/Resource"},
            },
        }
        outputs = {"EndpointName": {"Value": {"Fn::GetAtt": ["Endpoint", "EndpointName"]}}}
        return {
            "Resources": resources | self.resources,
            **({"Outputs": outputs} if self.outputs else {}),
        }

    def synthesized(self) -> Path:
        """A cloud assembly with the template."""
        folder = self.folder / "cdk.out"
        folder.mkdir(exist_ok=True)
        artifact = {
            "type": "aws:cloudformation:stack",
            "environment": f"aws://{ACCOUNT}/{REGION}",
            "properties": {"templateFile": "Demand.template.json", "stackName": STACK},
            "displayName": f"dev/Demand ({STACK})",
        }
        manifest = {"version": "48.0.0", "artifacts": {"Demand": artifact}}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (folder / "cdk.out").write_text("{}")
        (folder / "Demand.template.json").write_text(json.dumps(self.template()))
        return folder

    def deploy(self) -> None:
        """Have AWS be what the template says."""
        serving = [self._serving(v) for v in self.template_variants("ProductionVariants")]
        shadows = [self._serving(v) for v in self.template_variants("ShadowProductionVariants")]
        physical = {
            "Nlinear": arn("model", MODEL),
            "Config": arn("endpoint-config", CONFIG),
            "Endpoint": arn("endpoint", NAME),
        }
        config = {"EndpointConfigName": CONFIG, "EndpointConfigArn": arn("endpoint-config", CONFIG)}
        endpoint = {
            "EndpointName": NAME,
            "EndpointArn": arn("endpoint", NAME),
            "EndpointConfigName": CONFIG,
            "EndpointStatus": "InService",
            "ProductionVariants": [_summary(v) for v in serving],
            "CreationTime": THEN,
            "LastModifiedTime": THEN,
        }
        if shadows:
            endpoint["ShadowProductionVariants"] = [_summary(v) for v in shadows]
        self.cloud.answers |= {
            "GetCallerIdentity": {"Account": ACCOUNT, "Arn": "arn:aws:iam::1:role/x"},
            "DescribeStacks": {"Stacks": [self._stack()]},
            "ListStacks": {"StackSummaries": [_listed(STACK), _listed("sagemaker-dev-shared")]},
            "ListStackResources": {
                "StackResourceSummaries": [
                    _resource(key, value) for key, value in (physical | self.physical).items()
                ]
            },
            "DescribeEndpoint": self._describes(endpoint),
            "ListEndpoints": {"Endpoints": [_summary_of(NAME), _summary_of("other-endpoint")]},
            "DescribeEndpointConfig": {
                **config,
                "ProductionVariants": serving,
                **({"ShadowProductionVariants": shadows} if shadows else {}),
                "CreationTime": THEN,
            },
            "DescribeModel": {
                "ModelName": MODEL,
                "ModelArn": arn("model", MODEL),
                "PrimaryContainer": {
                    "Image": IMAGE,
                    "ModelDataUrl": ARTIFACT,
                    "Environment": self.environment,
                },
                "CreationTime": THEN,
            },
        }

    def template_variants(self, key: str) -> list[dict[str, Any]]:
        properties = self.template()["Resources"]["Config"]["Properties"]
        found: list[dict[str, Any]] = properties.get(key, [])
        return found

    def described(self) -> dict[str, Any]:
        """What AWS says of the endpoint: for a test to change."""
        responder = self.cloud.answers["DescribeEndpoint"]
        assert callable(responder)
        answer = responder({"EndpointName": NAME})
        assert isinstance(answer, dict)
        return answer

    def answers(self, content: object, content_type: str = "application/json") -> None:
        """Have the models answer."""
        text = content if isinstance(content, str) else json.dumps(content)

        def invoked(parameters: dict[str, Any]) -> Answer:
            self.now += self.answer_seconds
            return {
                "Body": text.encode(),
                "ContentType": content_type,
                "InvokedProductionVariant": parameters.get("TargetVariant", "champion"),
            }

        self.cloud.answers["InvokeEndpoint"] = invoked

    def sample(self, name: str = "week", model: str = "nlinear", **keys: Any) -> None:
        """Write a sample beside a model."""
        folder = self.folder / "model_code" / model / "samples"
        folder.mkdir(parents=True, exist_ok=True)
        given = {"content_type": "application/json", "body": {"instances": [[1, 2]]}} | keys
        given = {key: value for key, value in given.items() if value is not None}
        (folder / f"{name}.json").write_text(json.dumps(given))

    def samples(self) -> tuple[Sample, ...]:
        folder = self.folder / "model_code"
        folder.mkdir(exist_ok=True)
        return read_samples(folder)

    def smoke(self, aws: Aws | None = None, **options: Any) -> Report:
        return smoke(
            read_templates([self.synthesized()]),
            environment="dev",
            read_from="cdk.out",
            aws=aws if aws is not None else self.cloud.aws(),
            samples=self.samples(),
            options=Options(**options),
            pace=Pace(now=lambda: self.now, sleep=self._sleep),
        )

    def checks(self, **options: Any) -> dict[str, Check]:
        """The checks of the one endpoint, by name."""
        [result] = self.smoke(**options).endpoints
        return {check.what: check for check in result.checks}

    def wrong(self, **options: Any) -> dict[str, str]:
        """What did not pass of the one endpoint: name to outcome and detail."""
        return {
            what: f"{check.outcome}: {check.detail}"
            for what, check in self.checks(**options).items()
            if check.outcome is not Outcome.PASSED
        }

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def _describes(self, endpoint: dict[str, Any]) -> Callable[[dict[str, Any]], Answer]:
        def describe(parameters: dict[str, Any]) -> Answer:
            if parameters["EndpointName"] == endpoint["EndpointName"]:
                return endpoint
            asked = arn("endpoint", parameters["EndpointName"])
            return Failure(
                code="ValidationException", message=f'Could not find endpoint "{asked}".'
            )

        return describe

    def _serving(self, written: dict[str, Any]) -> dict[str, Any]:
        reference = {"ModelName": MODEL} if isinstance(written.get("ModelName"), dict) else {}
        return written | reference

    def _stack(self) -> dict[str, Any]:
        outputs = [{"OutputKey": "EndpointName", "OutputValue": NAME}] if self.outputs else []
        return {
            "StackName": STACK,
            "StackStatus": "UPDATE_COMPLETE",
            "CreationTime": THEN,
            "Outputs": outputs,
        }


def _summary(serving: dict[str, Any]) -> dict[str, Any]:
    if "ServerlessConfig" in serving:
        config = {"MemorySizeInMB": 2048, "MaxConcurrency": 5}
        return {"VariantName": serving["VariantName"], "CurrentServerlessConfig": config}
    return {
        "VariantName": serving["VariantName"],
        "CurrentWeight": float(serving.get("InitialVariantWeight", 1)),
        "CurrentInstanceCount": serving.get("InitialInstanceCount", 1),
        "DesiredInstanceCount": serving.get("InitialInstanceCount", 1),
    }


def _summary_of(name: str) -> dict[str, Any]:
    return {
        "EndpointName": name,
        "EndpointArn": arn("endpoint", name),
        "CreationTime": THEN,
        "LastModifiedTime": THEN,
        "EndpointStatus": "InService",
    }


def _resource(logical_id: str, physical_id: str) -> dict[str, Any]:
    return {
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": physical_id,
        "ResourceType": "AWS::SageMaker::Endpoint",
        "ResourceStatus": "CREATE_COMPLETE",
        "LastUpdatedTimestamp": THEN,
    }


def _listed(name: str) -> dict[str, Any]:
    return {"StackName": name, "StackStatus": "CREATE_COMPLETE", "CreationTime": THEN}


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of whoever runs the tests, and a key that AWS does not know."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr("sagemaker_hosting.operate._aws._TRIES", 1)


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
def deployment(cloud: Cloud, tmp_path: Path) -> Deployment:
    return Deployment(cloud, tmp_path)
