"""What an app tells beside its templates: of which version of an environment file they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aws_cdk as cdk

from sagemaker_hosting.environment_files import VERSION, version_told
from stacks.environment_stage import EnvironmentStage
from stacks.reviewed_templates import reviewed_files
from stacks.settings import Environment, load_environment
from stacks.versions import tell_versions

FILE = """\
account: "111111111111"
region: eu-west-1
models:
  nlinear: {image: {repository: team/forecaster, tag: "1.2"}}
endpoints:
  demand:
    kind: serverless
    model: nlinear
    memory_mb: 2048
    max_concurrency: 1
"""


def assembly_of(environment: Environment, outdir: Path, context: dict[str, Any]) -> Path:
    app = cdk.App(context=context, outdir=str(outdir))
    stages = [EnvironmentStage(app, environment=environment)]
    tell_versions(stages, [environment])
    app.synth()
    return outdir


def loaded(project: Path) -> Environment:
    path = project / "environments" / "dev.yaml"
    path.parent.mkdir()
    path.write_text(FILE)
    return load_environment(path)


def test_version_of_the_file_lies_beside_the_templates_and_is_copied_with_them(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    assembly = assembly_of(loaded(tmp_path), tmp_path / "cdk.out", cdk_context)

    told = version_told("dev", FILE.encode(), stacks=["Demand", "Shared"])
    assert (assembly / "assembly-dev" / VERSION).read_text() == told
    copied = reviewed_files(assembly)
    assert [str(path) for path in copied] == [
        "dev/Shared.json",
        "dev/Demand.json",
        f"dev/{VERSION}",
    ]
    assert copied[Path("dev", VERSION)] == told


def test_environment_without_a_file_tells_no_version(
    tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    made = Environment.model_validate(loaded(tmp_path).model_dump(exclude_unset=True))

    assembly = assembly_of(made, tmp_path / "cdk.out", cdk_context)

    assert not (assembly / "assembly-dev" / VERSION).exists()
    assert Path("dev", VERSION) not in reviewed_files(assembly)
