"""Small projects: environment files, and the templates that a synth would make of them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from sagemaker_hosting.environment_files import VERSION, version_told

FILE = """\
region: eu-west-1
monthly_budget_usd: 400
models: {nlinear: {}}
endpoints:
  demand:
    instance_type: %s
"""
_NOBODY = {
    "GIT_AUTHOR_NAME": "nobody",
    "GIT_AUTHOR_EMAIL": "nobody@example.com",
    "GIT_COMMITTER_NAME": "nobody",
    "GIT_COMMITTER_EMAIL": "nobody@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def edited(project: Path, name: str, instance_type: str = "ml.c6i.large") -> None:
    """Write the file of an environment with one endpoint."""
    path = project / "environments" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(FILE % instance_type)


def made(project: Path, *names: str) -> None:
    """Write templates/ of environments, as `make templates` does."""
    for name in names:
        folder = project / "templates" / name
        folder.mkdir(parents=True, exist_ok=True)
        for stack, template in _templates(project, name).items():
            (folder / f"{stack}.json").write_text(json.dumps(template))
        (folder / VERSION).write_text(version_told(name, _file(project, name)))


def assembled(project: Path, *names: str) -> Path:
    """Write a cloud assembly of environments, as `make synth ENV=...` does."""
    folder = project / "cdk.out"
    stages = {}
    for name in names:
        stage = folder / f"assembly-{name}"
        stage.mkdir(parents=True, exist_ok=True)
        stacks = {}
        for stack, template in _templates(project, name).items():
            (stage / f"{stack}.template.json").write_text(json.dumps(template))
            stacks[stack] = {
                "type": "aws:cloudformation:stack",
                "environment": "aws://111111111111/eu-west-1",
                "properties": {"templateFile": f"{stack}.template.json"},
                "displayName": f"{name}/{stack}",
            }
        (stage / VERSION).write_text(version_told(name, _file(project, name)))
        _manifest(stage, stacks)
        properties = {"directoryName": stage.name}
        stages[stage.name] = {"type": "cdk:cloud-assembly", "properties": properties}
    _manifest(folder, stages)
    return folder


def committed(project: Path) -> None:
    """Commit all that a project holds."""
    if not (project / ".git").exists():
        git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message=one")


def git(project: Path, *arguments: str) -> None:
    """Run git in a project, as nobody."""
    environment = {**os.environ, **_NOBODY}
    subprocess.run(["git", "-C", str(project), *arguments], check=True, env=environment)


def _file(project: Path, name: str) -> bytes:
    return (project / "environments" / f"{name}.yaml").read_bytes()


def _manifest(folder: Path, artifacts: dict[str, Any]) -> None:
    content = {"version": "54.0.0", "artifacts": artifacts}
    (folder / "manifest.json").write_text(json.dumps(content))


def _templates(project: Path, name: str) -> dict[str, dict[str, Any]]:
    instance_type = _file(project, name).decode().split()[-1]
    here = {"name": name, "region": "eu-west-1"}
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": "nlinear",
        "InstanceType": instance_type,
        "InitialInstanceCount": 1,
    }
    config = {"EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]}}
    demand = {
        "Config": {
            "Type": "AWS::SageMaker::EndpointConfig",
            "Properties": {"ProductionVariants": [variant]},
        },
        "Endpoint": {"Type": "AWS::SageMaker::Endpoint", "Properties": config},
    }
    return {
        "Shared": _template(here, {"Key": {"Type": "AWS::KMS::Key"}}),
        "Demand": _template(here, demand),
    }


def _template(said: dict[str, Any], resources: dict[str, Any]) -> dict[str, Any]:
    return {"Metadata": {"sagemaker-hosting:environment": said}, "Resources": resources}
