"""The dashboards of an environment: one in each stack that hosts something, when it wants them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.environment_stage import EnvironmentStage
from stacks.settings import Environment

DASHBOARD = "AWS::CloudWatch::Dashboard"
ENVIRONMENT: dict[str, Any] = {
    "name": "test",
    "account": "111111111111",
    "region": "eu-west-1",
    "models": {
        "nlinear": {"image": {"uri": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1"}}
    },
    "endpoints": {
        "demand": {
            "kind": "real_time",
            "variants": {"all": {"model": "nlinear", "instance_type": "ml.m5.large"}},
            "rollout": {"canary": {"percent": 10, "bake_minutes": 10}},
        },
        "pool": {
            "kind": "inference_component",
            "instance_type": "ml.g5.2xlarge",
            "min_instances": 1,
            "max_instances": 2,
            "components": {
                "chat": {
                    "model": "nlinear",
                    "memory_mb": 1024,
                    "rollout": {"batch_percent": 50, "bake_minutes": 10},
                }
            },
        },
        "rare": {"kind": "serverless", "model": "nlinear", "memory_mb": 2048, "max_concurrency": 5},
    },
    "batch": {
        "nightly": {
            "model": "nlinear",
            "instance_type": "ml.m5.xlarge",
            "input": "in/",
            "output": "out/",
            "content_type": "text/csv",
        }
    },
}


def dashboards_of(context: dict[str, Any], outdir: Path, **changes: Any) -> dict[str, list[str]]:
    """The bodies of the dashboards of each stack, as text with references in it."""
    app = cdk.App(context=context, outdir=str(outdir))
    EnvironmentStage(app, environment=Environment.model_validate(ENVIRONMENT | changes))
    return {
        stack.hierarchical_id.removeprefix("test/"): [
            json.dumps(resource["Properties"]["DashboardBody"])
            for resource in stack.template["Resources"].values()
            if resource["Type"] == DASHBOARD
        ]
        for nested in app.synth().nested_assemblies
        for stack in nested.nested_assembly.stacks
    }


def test_every_endpoint_and_batch_transform_gets_one(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    dashboards = dashboards_of(cdk_context, tmp_path, dashboards=True)

    counts = {stack: len(bodies) for stack, bodies in dashboards.items()}
    assert counts == {"Shared": 0, "Demand": 1, "Pool": 1, "Rare": 1, "Nightly": 1}
    assert "ExecutionsFailed" in dashboards["Nightly"][0]


@pytest.mark.parametrize("changes", [{}, {"dashboards": False}], ids=["left out", "false"])
def test_nobody_gets_one_unasked(
    changes: dict[str, bool], cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    dashboards = dashboards_of(cdk_context, tmp_path, **changes)

    assert dashboards == {"Shared": [], "Demand": [], "Pool": [], "Rare": [], "Nightly": []}


def test_dashboard_shows_the_alarms_of_the_file_and_of_the_rollout(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    dashboards = dashboards_of(cdk_context, tmp_path, dashboards=True)

    # Each is there by its state and as a graph.
    alarms = {
        stack: body.count('"Arn"') // 2 for stack, bodies in dashboards.items() for body in bodies
    }
    of_file, of_rollout = 1, 2
    assert alarms["Demand"] == alarms["Pool"] == of_file + of_rollout
    assert alarms["Rare"] == of_file


def test_dashboard_imports_nothing_from_other_stacks(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    dashboards = dashboards_of(cdk_context, tmp_path, dashboards=True)

    assert "ImportValue" not in json.dumps(dashboards)
