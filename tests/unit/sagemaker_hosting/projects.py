"""Small projects: environment files, and the templates that a synth would make of them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.environment_files import VERSION, version_told

FILE = """\
region: eu-west-1
monthly_budget_usd: 400
models: {nlinear: {}}
endpoints:
"""
_ENDPOINT = re.compile(r"^  (\w+):\n    instance_type: (\S+)$", re.MULTILINE)
_NOBODY = {
    "GIT_AUTHOR_NAME": "nobody",
    "GIT_AUTHOR_EMAIL": "nobody@example.com",
    "GIT_COMMITTER_NAME": "nobody",
    "GIT_COMMITTER_EMAIL": "nobody@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def edited(project: Path, name: str, demand: str = "ml.c6i.large", **others: str) -> None:
    """Write the file of an environment: the types of its endpoints, of which demand is one."""
    path = project / "environments" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    endpoints = {"demand": demand, **others}.items()
    path.write_text(FILE + "".join(f"  {e}:\n    instance_type: {t}\n" for e, t in endpoints))


def made(project: Path, *names: str) -> None:
    """Write templates/ of environments, as `make templates` does."""
    for name in names:
        folder = project / "templates" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for stack, template in _templates(project, name).items():
            (folder / f"{stack}.json").write_text(json.dumps(template))
        (folder / VERSION).write_text(_version(project, name))


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
        (stage / VERSION).write_text(_version(project, name))
        _manifest(stage, stacks)
        properties = {"directoryName": stage.name}
        stages[stage.name] = {"type": "cdk:cloud-assembly", "properties": properties}
    _manifest(folder, stages)
    return folder


def committed(project: Path, *paths: str) -> None:
    """Commit all that a project holds, or what lies at some paths."""
    if not (project / ".git").exists():
        git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", *(paths or ["."]))
    git(project, "commit", "--quiet", "--message=one")


def git(project: Path, *arguments: str) -> None:
    """Run git in a project, as nobody."""
    environment = {**os.environ, **_NOBODY}
    subprocess.run(["git", "-C", str(project), *arguments], check=True, env=environment)


def _file(project: Path, name: str) -> bytes:
    return (project / "environments" / f"{name}.yaml").read_bytes()


def _version(project: Path, name: str) -> str:
    return version_told(name, _file(project, name), stacks=_templates(project, name))


def _manifest(folder: Path, artifacts: dict[str, Any]) -> None:
    content = {"version": "54.0.0", "artifacts": artifacts}
    (folder / "manifest.json").write_text(json.dumps(content))


def _templates(project: Path, name: str) -> dict[str, dict[str, Any]]:
    here = {"name": name, "region": "eu-west-1"}
    endpoints = _ENDPOINT.findall(_file(project, name).decode())
    return {
        "Shared": _template(here, {"Key": {"Type": "AWS::KMS::Key"}}),
        **{key.title(): _template(here, _endpoint(of)) for key, of in endpoints},
    }


def _endpoint(instance_type: str) -> dict[str, Any]:
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": "nlinear",
        "InstanceType": instance_type,
        "InitialInstanceCount": 1,
    }
    config = {"EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]}}
    return {
        "Config": {
            "Type": "AWS::SageMaker::EndpointConfig",
            "Properties": {"ProductionVariants": [variant]},
        },
        "Endpoint": {"Type": "AWS::SageMaker::Endpoint", "Properties": config},
    }


def _template(said: dict[str, Any], resources: dict[str, Any]) -> dict[str, Any]:
    return {"Metadata": {"sagemaker-hosting:environment": said}, "Resources": resources}


def started(project: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Make the project of these environments the current folder, with their templates."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    monkeypatch.chdir(project)
    for name in names:
        edited(project, name)
    made(project, *names)
