"""Templates of whole environments, against an AWS that is as they say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.operate.smoke import Pace, Report, read_samples, smoke
from sagemaker_hosting.templates import read_templates

ROOT = Path(__file__).parents[4]
THEN = "2026-11-22T12:00:00Z"
KINDS = {
    "AWS::SageMaker::Endpoint": "endpoint",
    "AWS::SageMaker::EndpointConfig": "endpoint-config",
    "AWS::SageMaker::InferenceComponent": "inference-component",
    "AWS::SageMaker::Model": "model",
}
PSEUDO = {"AWS::Region": "eu-west-1", "AWS::URLSuffix": "amazonaws.com"}
PRODUCTION, SHADOW = "ProductionVariants", "ShadowProductionVariants"


class Mirror:
    """AWS as the templates of an environment have it."""

    def __init__(self, cloud: Any, folder: Path) -> None:
        self.cloud, self.environment, self.now = cloud, folder.name, 0.0
        self.folder = folder
        self.stacks: dict[str, dict[str, Any]] = {}
        self.things: dict[str, tuple[str, dict[str, Any]]] = {}
        for path in sorted(folder.glob("*.json")):
            kebab = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", path.stem).lower()
            stack = f"sagemaker-{folder.name}-{kebab}"
            self.stacks[stack] = json.loads(path.read_text())["Resources"]
            for key, resource in self.stacks[stack].items():
                if resource["Type"] in KINDS:
                    properties = resolved(resource["Properties"], stack)
                    self.things[f"{stack}-{key}"] = (KINDS[resource["Type"]], properties)
        cloud.answers |= {
            name: getattr(self, re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower())
            for name in (
                *("ListStacks", "DescribeStacks", "ListStackResources", "ListEndpoints"),
                *("DescribeEndpoint", "DescribeEndpointConfig", "DescribeModel"),
                *("ListInferenceComponents", "DescribeInferenceComponent"),
                *("InvokeEndpoint", "InvokeEndpointAsync", "GetObject"),
            )
        }

    def smoke(self) -> Report:
        return smoke(
            read_templates([self.folder]),
            environment=self.environment,
            read_from="templates",
            aws=self.cloud.aws(),
            samples=read_samples(ROOT / "model_code"),
            pace=Pace(now=lambda: self.now, sleep=self._sleep),
        )

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def list_stacks(self, _: Any) -> Any:
        status = {"StackStatus": "CREATE_COMPLETE", "CreationTime": THEN}
        return {"StackSummaries": [{"StackName": name} | status for name in self.stacks]}

    def describe_stacks(self, asked: Any) -> Any:
        stack = {"StackName": asked["StackName"], "CreationTime": THEN}
        return {"Stacks": [stack | {"StackStatus": "CREATE_COMPLETE"}]}

    def list_stack_resources(self, asked: Any) -> Any:
        stack = asked["StackName"]
        return {
            "StackResourceSummaries": [
                {
                    "LogicalResourceId": key,
                    "PhysicalResourceId": self._arn(f"{stack}-{key}", resource),
                    "ResourceType": resource["Type"],
                    "ResourceStatus": "CREATE_COMPLETE",
                    "LastUpdatedTimestamp": THEN,
                }
                for key, resource in self.stacks[stack].items()
            ]
        }

    def list_endpoints(self, _: Any) -> Any:
        names = [name for name, (kind, _) in self.things.items() if kind == "endpoint"]
        return {"Endpoints": [self._identity(name, "Endpoint", "endpoint") for name in names]}

    def describe_endpoint(self, asked: Any) -> Any:
        name = asked["EndpointName"]
        if name not in self.things:
            failure = "ValidationException", f'Could not find endpoint "{name}".'
            self.cloud.fail("Absent", *failure)
            return self.cloud.answers.pop("Absent")
        _, properties = self.things[name]
        config = self.things[properties["EndpointConfigName"]][1]
        return {
            **self._identity(name, "Endpoint", "endpoint"),
            "EndpointConfigName": properties["EndpointConfigName"],
            **{
                key: list(map(summary, config[key]))
                for key in (PRODUCTION, SHADOW)
                if key in config
            },
        }

    def describe_endpoint_config(self, asked: Any) -> Any:
        name = asked["EndpointConfigName"]
        config = self.things[name][1]
        return {
            "EndpointConfigName": name,
            "EndpointConfigArn": f"arn:{name}".ljust(20, "x"),
            **{key: config[key] for key in (PRODUCTION, SHADOW) if key in config},
            "CreationTime": THEN,
        }

    def describe_model(self, asked: Any) -> Any:
        model = self.things[asked["ModelName"]][1]
        kept = {key: model[key] for key in ("PrimaryContainer", "Containers") if key in model}
        identity = {"ModelName": asked["ModelName"], "ModelArn": "arn:".ljust(20, "x")}
        return {**identity, **kept, "CreationTime": THEN}

    def list_inference_components(self, asked: Any) -> Any:
        return {
            "InferenceComponents": [
                self._component(name, properties)
                for name, (kind, properties) in self.things.items()
                if kind == "inference-component"
                and properties["EndpointName"] == asked["EndpointNameEquals"]
            ]
        }

    def describe_inference_component(self, asked: Any) -> Any:
        [(name, properties)] = [
            (name, properties)
            for name, (kind, properties) in self.things.items()
            if kind == "inference-component"
            and properties["InferenceComponentName"] == asked["InferenceComponentName"]
        ]
        return self._component(name, properties) | {
            "InferenceComponentStatus": "InService",
            "Specification": {"ModelName": properties["Specification"]["ModelName"]},
            "RuntimeConfig": {"DesiredCopyCount": 1, "CurrentCopyCount": 1},
        }

    def invoke_endpoint(self, asked: Any) -> Any:
        if json.loads(asked.get("Body", "{}")).keys() == {"inputs"}:
            answer: Any = [{"label": "third party", "score": 0.9}]
        else:
            answer = {"predictions": [[30_000.0] * self._horizon(asked["EndpointName"])]}
        return {"Body": json.dumps(answer).encode(), "ContentType": "application/json"}

    def _horizon(self, endpoint_name: str) -> int:
        config = self.things[self.things[endpoint_name][1]["EndpointConfigName"]][1]
        model = self.things.get(config[PRODUCTION][0].get("ModelName"), (None, {}))[1]
        [container, *_] = [model.get("PrimaryContainer"), *model.get("Containers", [])][-1:]
        return int((container or {}).get("Environment", {}).get("FORECAST_HORIZON", 48))

    def invoke_endpoint_async(self, asked: Any) -> Any:
        return {"InferenceId": "1", "OutputLocation": f"s3://data/{asked['EndpointName']}"}

    def get_object(self, asked: Any) -> Any:
        return self.invoke_endpoint({"EndpointName": asked["Key"]})

    def _arn(self, name: str, resource: dict[str, Any]) -> str:
        kind = KINDS.get(resource["Type"], "other")
        fixed = resource.get("Properties", {}).get("InferenceComponentName")
        return f"arn:aws:sagemaker:eu-west-1:1:{kind}/{(fixed or name).lower()}"

    def _identity(self, name: str, word: str, kind: str) -> dict[str, Any]:
        return {
            f"{word}Name": name,
            f"{word}Arn": f"arn:aws:sagemaker:eu-west-1:1:{kind}/{name.lower()}",
            f"{word}Status": "InService",
            "CreationTime": THEN,
            "LastModifiedTime": THEN,
        }

    def _component(self, name: str, properties: dict[str, Any]) -> dict[str, Any]:
        told = self._identity(name, "InferenceComponent", "inference-component")
        return told | {
            "InferenceComponentName": properties["InferenceComponentName"],
            "EndpointName": properties["EndpointName"],
            "EndpointArn": "arn:".ljust(20, "x"),
            "VariantName": properties["VariantName"],
        }


def summary(variant: dict[str, Any]) -> dict[str, Any]:
    weight = variant.get("InitialVariantWeight")
    return {
        "VariantName": variant["VariantName"],
        **({"CurrentWeight": float(weight)} if weight is not None else {}),
        **({} if "ServerlessConfig" in variant else {"CurrentInstanceCount": 1}),
    }


def resolved(value: Any, stack: str) -> Any:
    """What a deploy makes of a value: references are names, all else that is not said is a word."""
    if isinstance(value, list):
        return [resolved(item, stack) for item in value]
    if not isinstance(value, dict):
        return value
    if "Fn::GetAtt" in value:
        return f"{stack}-{value['Fn::GetAtt'][0]}"
    if "Fn::Join" in value:
        between, parts = value["Fn::Join"]
        return between.join(resolved(parts, stack))
    if any(key == "Ref" or key.startswith("Fn::") for key in value):
        return PSEUDO.get(str(value.get("Ref")), "decided-by-the-deploy")
    return {key: resolved(item, stack) for key, item in value.items()}


@pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
def test_environment_that_is_deployed_as_it_is_written_passes(
    cloud: Any, environment: str, example_templates: Path
) -> None:
    folder = example_templates / environment

    report = Mirror(cloud, folder).smoke()

    outcomes = {str(check.outcome) for result in report.endpoints for check in result.checks}
    assert len(report.endpoints) == len(list(folder.glob("*.json"))) - 1
    assert outcomes == {"passed"}


def test_every_kind_of_hosting_passes_and_a_shadow_answers_nobody(
    cloud: Any, example_templates: Path
) -> None:
    report = Mirror(cloud, example_templates / "lab").smoke()

    wrong = {
        f"{result.endpoint}: {check.what}": f"{check.outcome}: {check.detail.partition(' or ')[0]}"
        for result in report.endpoints
        for check in result.checks
        if check.outcome != "passed"
    }
    assert wrong == {
        "Demand: shadow answers": "skipped: a shadow answers nobody",
    }
