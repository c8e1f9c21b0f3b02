"""What a file acknowledges is told no more, and what nothing raises any more is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.environment_stage import EnvironmentStage
from stacks.settings import Environment, load_environment

REASON = "tried out by this team, and it is right here"
URI = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.2"
MODELS: dict[str, Any] = {
    "nlinear": {"image": {"uri": URI}},
    "series": {"containers": [{"image": {"uri": URI}}, {"image": {"uri": URI}}]},
    "stores": {
        "image": {"framework": "pytorch", "version": "2.6.0"},
        "data": {"prefix": "stores/"},
        "acknowledge": {"sagemaker-endpoints::ImagePastEndOfPatch": REASON},
    },
}


def real_time(model: str = "nlinear", *, endpoint: Any = None, **variant: Any) -> dict[str, Any]:
    one = {"model": model, "instance_type": "ml.c6i.large"} | variant
    return {"kind": "real_time", "variants": {"all": one}} | (endpoint or {})


def component(**changes: Any) -> dict[str, Any]:
    one = {"model": "nlinear", "memory_mb": 1024, "cpus": 1, "copies": 4} | changes
    return {
        "kind": "inference_component",
        "instance_type": "ml.c6i.4xlarge",
        "max_instances": 2,
        "components": {"one": one},
    }


RAISING = {
    "RolloutAboveHalf": real_time(
        instance_count=2,
        endpoint={"rollout": {"canary": {"instance_count": 2, "bake_minutes": 10}}},
    ),
    "BakeShorterThanAlarms": real_time(
        endpoint={"rollout": {"all_at_once": {"bake_minutes": 1}}},
    ),
    "LatencyAboveTimeout": real_time(
        endpoint={
            "rollout": {"all_at_once": {"bake_minutes": 5}, "alarms": {"model_latency_ms": 300000}}
        },
    ),
    "ShareForPercent": real_time(
        endpoint={
            "rollout": {"all_at_once": {"bake_minutes": 5}, "alarms": {"error_rate_percent": 0.01}}
        },
    ),
    "InferenceAmiWithoutDevice": real_time(
        inference_ami_version="al2023-ami-sagemaker-inference-gpu-4-1"
    ),
    "UnknownInferenceAmi": real_time(
        instance_type="ml.g5.xlarge", inference_ami_version="al2023-ami-sagemaker-inference-gpu-9-1"
    ),
    "DataCaptureOfSeveral": real_time(
        "series", endpoint={"data_capture": {"sampling_percentage": 20}}
    ),
    "ServerlessMemoryQuota": {
        "kind": "serverless",
        "model": "nlinear",
        "memory_mb": 6144,
        "max_concurrency": 5,
    },
    "AsyncPipeline": {
        "kind": "async",
        "model": "series",
        "instance_type": "ml.c6i.large",
        "output": "answers/",
    },
    "LargeBatch": component(rollout={"batch_copy_count": 3, "bake_minutes": 5}),
    "NoCopies": component(copies=0),
}


def synthesized(
    context: dict[str, Any], outdir: Path, environment: Environment
) -> tuple[list[str], Path]:
    """The warnings of an environment, and the folder of its stacks."""
    app = cdk.App(context=context, outdir=str(outdir))
    assembly = EnvironmentStage(app, environment=environment).synth()
    told = [
        str(message.entry.data)
        for stack in assembly.stacks
        for message in stack.messages
        if message.entry.type == "aws:cdk:warning"
    ]
    return told, Path(assembly.directory)


def warnings_of(context: dict[str, Any], outdir: Path, **changes: Any) -> list[str]:
    """The warnings of an environment of these endpoints and batch transforms."""
    data = {"name": "test", "account": "111111111111", "region": "eu-west-1", "models": MODELS}
    return synthesized(context, outdir, Environment.model_validate(data | changes))[0]


def knowing(rule: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings with a warning acknowledged."""
    return settings | {"acknowledge": {f"sagemaker-endpoints::{rule}": REASON}}


@pytest.mark.parametrize("rule", RAISING)
def test_acknowledged_warning_is_told_no_more(
    rule: str, cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    known = knowing(rule, RAISING[rule])

    before = warnings_of(cdk_context, tmp_path / "1", endpoints={"live": RAISING[rule]})
    after = warnings_of(cdk_context, tmp_path / "2", endpoints={"live": known})

    assert len(before) == 1
    assert f"[ack: sagemaker-endpoints::{rule}]" in before[0]
    assert after == []


def test_warning_of_a_batch_transform_is_told_no_more(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    job = {
        "model": "nlinear",
        "instance_type": "ml.m5.xlarge",
        "input": "input/",
        "output": "output/",
        "content_type": "text/csv",
        "split_type": "Line",
    }
    known = knowing("AnswersRunTogether", job)

    (before,) = warnings_of(cdk_context, tmp_path / "1", batch={"nightly": job})
    after = warnings_of(cdk_context, tmp_path / "2", batch={"nightly": known})

    assert "[ack: sagemaker-endpoints::AnswersRunTogether]" in before
    assert after == []


def test_acknowledgement_is_of_its_endpoint_alone(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    endpoint = RAISING["ServerlessMemoryQuota"]
    endpoints = {"live": knowing("ServerlessMemoryQuota", endpoint), "other": endpoint}

    warnings = warnings_of(cdk_context, tmp_path, endpoints=endpoints)

    assert len(warnings) == 1


def test_finding_of_a_check_is_acknowledged_at_the_endpoint(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    endpoint = real_time() | {"acknowledge": {"SageMaker::SRV-21": REASON}}
    data = {"name": "test", "account": "111111111111", "region": "eu-west-1", "models": MODELS}
    environment = Environment.model_validate(data | {"endpoints": {"live": endpoint}})

    warnings, folder = synthesized(cdk_context, tmp_path, environment)

    metadata = [json.loads(path.read_text()) for path in folder.glob("*.metadata.json")]
    entries = [
        entry["data"]
        for of_stack in metadata
        for entry in of_stack.get("/test/Live/Endpoint", [])
        if entry["type"] == "aws:cdk:acknowledged-rules"
    ]
    assert {"SageMaker::SRV-21": REASON} in entries
    # Whether a check of the synth finds it is not known before the synth.
    assert warnings == []


# ------------------------------------------------------------------- stale ones

FILE = f"""\
account: "111111111111"
region: eu-west-1
models:
  nlinear:
    image: {{uri: "{URI}"}}
    acknowledge:
      "sagemaker-endpoints::MutableImageTag": {REASON}
  stores:
    image: {{framework: pytorch, version: "2.6.0"}}
    data: {{prefix: stores/}}
    acknowledge:
      "sagemaker-endpoints::ImagePastEndOfPatch": {REASON}
endpoints:
  live:
    kind: real_time
    variants: {{all: {{model: nlinear, instance_type: ml.c6i.large}}}}
    acknowledge:
      "sagemaker-endpoints::RolloutAboveHalf": {REASON}
  stores:
    kind: multi_model
    model: stores
    instance_type: ml.c6i.large
"""


def test_acknowledgement_that_nothing_needs_is_told_with_its_line(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "environments" / "dev.yaml"
    path.parent.mkdir()
    path.write_text(FILE)

    warnings, _ = synthesized(cdk_context, tmp_path / "cdk.out", load_environment(path))

    assert warnings == [
        f"environments/dev.yaml:{place}: nothing raises this warning any more; remove the "
        "acknowledgement [ack: environments::StaleAcknowledgement]"
        for place in (
            '7: models.nlinear.acknowledge["sagemaker-endpoints::MutableImageTag"]',
            '18: endpoints.live.acknowledge["sagemaker-endpoints::RolloutAboveHalf"]',
        )
    ]


def test_warning_that_one_of_several_uses_raises_is_not_stale(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    models = {"series": knowing("AsyncPipeline", MODELS["series"])}
    endpoints = {"live": real_time("series"), "queue": RAISING["AsyncPipeline"]}

    warnings = warnings_of(cdk_context, tmp_path, models=models, endpoints=endpoints)

    assert warnings == []


def test_environment_without_a_file_is_named(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    endpoints = {"live": knowing("NoCopies", real_time())}

    (warning,) = warnings_of(cdk_context, tmp_path, endpoints=endpoints)

    assert warning.startswith('test: endpoints.live.acknowledge["sagemaker-endpoints::NoCopies"]: ')
