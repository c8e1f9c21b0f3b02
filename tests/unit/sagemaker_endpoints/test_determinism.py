"""The same arguments give the same template, and every number of it is the one given."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sagemaker_endpoints import (
    ContainerDefinition,
    ContainerImage,
    InstanceVariant,
    Model,
    ModelData,
    RealTimeEndpoint,
)

Render = Callable[[cdk.Stack], dict[str, Any]]


def everything(stack: cdk.Stack, model_folder: Path) -> None:
    """One of each of what the library makes."""
    vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
    image = ContainerImage.from_framework("pytorch", version="2.6.0")
    models = [
        Model(
            stack,
            name,
            containers=[
                ContainerDefinition(image=image, model_data=data, environment={"B": "1", "A": "2"})
            ],
            vpc=vpc,
        )
        for name, data in (
            ("Champion", ModelData.from_asset(model_folder)),
            ("Challenger", ModelData.from_uri("s3://my-bucket/model.tar.gz")),
        )
    ]
    endpoint = RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=[
            InstanceVariant(name=f"v{number}", model=model, instance_type="ml.m5.large")
            for number, model in enumerate(models)
        ],
        encryption_key=kms.Key(stack, "Key"),
    )
    for variant in endpoint.variants:
        capacity = variant.auto_scale_instance_count(max_capacity=4)
        capacity.scale_on_invocations("Load", invocations_per_minute=70)
        capacity.scale_on_schedule(
            "Night", schedule=appscaling.Schedule.cron(hour="2"), min_capacity=2
        )


def test_same_tree_gives_the_same_templates(
    cdk_context: dict[str, Any], tmp_path: Path, model_folder: Path, template: Render
) -> None:
    def build(outdir: str) -> list[dict[str, Any]]:
        app = cdk.App(context=cdk_context, outdir=str(tmp_path / outdir))
        stacks = [
            cdk.Stack(
                app, "Known", env=cdk.Environment(account="111111111111", region="eu-west-1")
            ),
            cdk.Stack(app, "Agnostic"),
        ]
        for stack in stacks:
            everything(stack, model_folder)
        return [template(stack) for stack in stacks]

    assert build("first") == build("second")


VARIANTS = st.lists(
    st.fixed_dictionaries(
        {
            "instance_type": st.sampled_from(
                ["ml.m5.large", "ml.c6i.large", "ml.g5.xlarge", "ml.c7g.large", "ml.z99.large"]
            ),
            "initial_weight": st.one_of(
                st.integers(0, 1000), st.floats(0, 1000, allow_nan=False, width=32)
            ),
            "initial_instance_count": st.integers(1, 100),
        }
    ),
    min_size=1,
    max_size=10,
)
BOUNDS = st.tuples(st.integers(1, 50), st.integers(0, 50)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)
TARGETS = st.floats(0.01, 100_000, allow_nan=False)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # none of them holds state
)
@given(variants=VARIANTS, bounds=BOUNDS, target=TARGETS, cooldown=st.integers(0, 3600))
def test_numbers_of_any_valid_endpoint_are_the_ones_given(
    cdk_context: dict[str, Any],
    template: Render,
    *,
    variants: list[dict[str, Any]],
    bounds: tuple[int, int],
    target: float,
    cooldown: int,
) -> None:
    with tempfile.TemporaryDirectory() as outdir:
        app = cdk.App(context=cdk_context, outdir=outdir)
        stack = cdk.Stack(app, "Stack")
        model = Model.from_model_name(stack, "Model", "forecaster")
        endpoint = RealTimeEndpoint(
            stack,
            "Endpoint",
            variants=[
                InstanceVariant(name=f"v{number}", model=model, **values)
                for number, values in enumerate(variants)
            ],
        )
        for variant in endpoint.variants:
            capacity = variant.auto_scale_instance_count(
                min_capacity=bounds[0], max_capacity=bounds[1]
            )
            capacity.scale_on_invocations(
                "Load",
                invocations_per_minute=target,
                scale_in_cooldown=cdk.Duration.seconds(cooldown),
            )

        rendered = list(template(stack)["Resources"].values())

    def of_type(kind: str) -> list[dict[str, Any]]:
        return [r["Properties"] for r in rendered if r["Type"].endswith(f"::{kind}")]

    (config,) = of_type("EndpointConfig")
    assert [
        (v["InstanceType"], v["InitialVariantWeight"], v["InitialInstanceCount"])
        for v in config["ProductionVariants"]
    ] == [(v["instance_type"], v["initial_weight"], v["initial_instance_count"]) for v in variants]
    assert [(t["MinCapacity"], t["MaxCapacity"]) for t in of_type("ScalableTarget")] == (
        [bounds] * len(variants)
    )
    policies = [p["TargetTrackingScalingPolicyConfiguration"] for p in of_type("ScalingPolicy")]
    assert [(p["TargetValue"], p["ScaleInCooldown"]) for p in policies] == (
        [(target, cooldown)] * len(variants)
    )
