"""Alarms of every kind read what SageMaker publishes, and pass every check of the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns

from sagemaker_endpoints import (
    ContainerImage,
    IModel,
    InferenceComponentEndpoint,
    InstanceVariant,
    Model,
    ModelData,
    MultiModelEndpoint,
    RealTimeEndpoint,
    ServerlessEndpoint,
)
from sagemaker_endpoints.monitoring import _watch
from sagemaker_endpoints.monitoring._watch import Watch
from sagemaker_hosting.facts.metrics import published_metrics
from sagemaker_hosting.rules import check
from sagemaker_hosting.templates import read_templates
from stacks.checks import add_checks

ALARM = "AWS::CloudWatch::Alarm"
TYPE = "ml.g5.12xlarge"
VARIANT = {"EndpointName", "VariantName"}
SECOND = cdk.Duration.seconds(1)
OF_REQUESTS: dict[str, Any] = {
    "client_error_rate_percent": 5,
    "model_latency": SECOND,
    "overhead_latency": SECOND,
    "no_traffic": cdk.Duration.hours(1),
}
OF_INSTANCES: dict[str, Any] = {
    **OF_REQUESTS,
    "cpu_percent": 90,
    "memory_percent": 90,
    "disk_percent": 90,
    "gpu_percent": 90,
    "gpu_memory_percent": 90,
}


def every_alarm(stack: cdk.Stack, model: IModel) -> int:
    """Endpoints of every kind with all alarms that there are: how many."""
    topic = sns.Topic(stack, "Topic", master_key=kms.Key(stack, "Key"), enforce_ssl=True)
    variant = InstanceVariant(name="all", model=model, instance_type=TYPE)
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "my-bucket")
    stores = MultiModelEndpoint(
        stack,
        "Stores",
        image=ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/f:1"),
        models=ModelData.from_prefix(bucket, "stores/"),
        instance_type=TYPE,
    )
    warm = ServerlessEndpoint(
        stack, "Warm", model=model, max_concurrency=5, provisioned_concurrency=2
    )
    shared = InferenceComponentEndpoint(stack, "Shared", instance_type=TYPE)
    component = shared.add_component("Chronos", model=model, min_memory_mb=1024, accelerators=1)
    live = RealTimeEndpoint(stack, "Live", variants=[variant]).variant("all")
    made = [
        *live.add_alarms(topic=topic, **OF_INSTANCES),
        *stores.variant().add_alarms(topic=topic, model_loading_wait_time=SECOND, **OF_INSTANCES),
        *warm.add_alarms(
            topic=topic,
            model_setup_time=SECOND,
            concurrency_percent=90,
            provisioned_concurrency_percent=90,
            provisioned_concurrency_spillover=1,
            **OF_REQUESTS,
        ),
        *component.add_alarms(
            topic=topic,
            concurrent_requests_per_copy=4,
            cpu_percent=90,
            memory_percent=90,
            gpu_percent=90,
            gpu_memory_percent=90,
            **OF_REQUESTS,
        ),
    ]
    return len(made)


def test_no_check_finds_anything_about_an_alarm(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    app = cdk.App(
        context={**cdk_context, "@aws-cdk/core:failSynthOnValidationErrors": False},
        outdir=str(tmp_path),
    )
    stack = cdk.Stack(app, "Alarms", env=cdk.Environment(account="1" * 12, region="eu-west-1"))
    model = Model.from_model_name(stack, "Model", "forecaster")
    count = every_alarm(stack, model)
    add_checks(app)

    app.synth()

    alarms = {
        each.node.path
        for each in stack.node.find_all()
        if isinstance(each, cdk.CfnResource) and each.cfn_resource_type == ALARM
    }
    findings = check(read_templates([tmp_path]))
    report = json.loads((tmp_path / "validation-report.json").read_text())
    found = {
        construct["constructPath"]
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    }
    assert len(alarms) == count == 10 + 11 + 10 + 11
    assert [f.says for f in findings if f.rule.id.startswith("MET-")] == []
    assert found, "the packs have looked"
    assert found & alarms == set()


@pytest.mark.parametrize(
    ("watches", "dimensions"),
    [
        (_watch.OF_VARIANT, VARIANT),
        (_watch.OF_SERVERLESS_ENDPOINT, VARIANT),
        (_watch.OF_COMPONENT, {"InferenceComponentName"}),
    ],
)
def test_what_is_watched_is_published_by_these_dimensions(
    watches: tuple[Watch, ...], dimensions: set[str]
) -> None:
    for metric in (watch.metric for watch in watches):
        known = published_metrics()[metric.namespace][metric.name]
        assert any(needed <= dimensions for needed in known.dimensions), metric.name
