"""What every build of the pipeline runs in, and the versions of CDK's command lines."""

from __future__ import annotations

import json
from pathlib import Path

from aws_cdk import aws_codebuild as codebuild
from aws_cdk import pipelines

_PACKAGE = Path(__file__).parents[2] / "package.json"
CDK_CLI: str = json.loads(_PACKAGE.read_text(encoding="utf-8"))["devDependencies"]["aws-cdk"]
"""The version that package.json pins: the pipeline updates itself with it."""
ASSETS_CLI = "4.7.3"
"""Of cdk-assets, which uploads models and templates."""
# https://docs.aws.amazon.com/codebuild/latest/userguide/available-runtimes.html
_RUNTIMES = {"python": "3.11", "nodejs": "22"}


def build_defaults() -> pipelines.CodeBuildOptions:
    """The image of all builds, with one Python and one Node."""
    return pipelines.CodeBuildOptions(
        build_environment=codebuild.BuildEnvironment(
            build_image=codebuild.LinuxBuildImage.STANDARD_7_0,
            compute_type=codebuild.ComputeType.MEDIUM,
        ),
        partial_build_spec=codebuild.BuildSpec.from_object(
            {"version": "0.2", "phases": {"install": {"runtime-versions": _RUNTIMES}}}
        ),
    )
