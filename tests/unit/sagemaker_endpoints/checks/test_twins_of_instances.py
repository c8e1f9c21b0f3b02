"""What a construct and a rule both warn of a variant's instances is acknowledged once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from constructs import IConstruct

from sagemaker_endpoints import (
    ContainerDefinition,
    ContainerImage,
    InferenceComponentEndpoint,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
    SageMakerChecks,
)
from sagemaker_hosting.twins import ids_for

IMAGE = ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.2")


def _on_local_disks(stack: cdk.Stack) -> IConstruct:
    variant = InstanceVariant(name="only", model=_model(stack), instance_type="ml.m5d.xlarge")
    key = kms.Key(stack, "Key")
    return RealTimeEndpoint(stack, "Endpoint", variants=[variant], encryption_key=key)


def _of_one_type(stack: cdk.Stack) -> IConstruct:
    variant = InstanceVariant(
        name="only",
        model=_model(stack),
        instance_type="ml.c6i.large",
        provision_timeout=cdk.Duration.minutes(10),
    )
    return RealTimeEndpoint(stack, "Endpoint", variants=[variant])


def _below_its_bounds(stack: cdk.Stack) -> IConstruct:
    return InferenceComponentEndpoint(
        stack,
        "Endpoint",
        instance_type="ml.c6i.large",
        initial_instance_count=1,
        min_instance_count=2,
        max_instance_count=3,
    )


def _of_an_unknown_size(stack: cdk.Stack) -> IConstruct:
    variant = InstanceVariant(name="only", model=_model(stack), instance_type="ml.m6i.48xlarge")
    return RealTimeEndpoint(stack, "Endpoint", variants=[variant])


def _model(stack: cdk.Stack) -> Model:
    return Model(stack, "Model", containers=[ContainerDefinition(image=IMAGE)])


def _found(outdir: Path, build: Callable[[cdk.Stack], IConstruct], *acknowledged: str) -> list[str]:
    context = {"@aws-cdk/core:annotationsInValidationReport": True}
    app = cdk.App(outdir=str(outdir), context=context)
    stack = cdk.Stack(app, "Demand", env=cdk.Environment(account="1" * 12, region="eu-west-1"))
    known = [cdk.Acknowledgment(id=i, reason="it is meant so") for i in acknowledged]
    cdk.Validations.of(build(stack)).acknowledge(*known)
    cdk.Validations.of(app).add_plugins(SageMakerChecks())
    app.synth()
    report = json.loads((outdir / "validation-report.json").read_text())
    return [v["ruleName"] for plugin in report["pluginReports"] for v in plugin["violations"]]


@pytest.mark.parametrize(
    ("rule", "build"),
    [
        ("VAR-02", _of_an_unknown_size),
        ("VAR-11", _on_local_disks),
        ("VAR-19", _of_one_type),
        ("VAR-21", _below_its_bounds),
    ],
)
def test_either_acknowledgement_of_a_variants_instances_is_enough(
    rule: str, build: Callable[[cdk.Stack], IConstruct], tmp_path: Path
) -> None:
    of_rule, of_construct = ids_for(rule)

    told = _found(tmp_path / "0", build)
    left = [
        _found(tmp_path / str(n), build, i) for n, i in enumerate((of_rule, of_construct), start=1)
    ]

    assert sorted(told) == sorted([rule, of_construct])
    assert left == [[], []]
