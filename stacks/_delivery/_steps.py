"""What the pipeline runs: the synth, the review before an approval, the checks after a deploy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import pipelines

if TYPE_CHECKING:
    from aws_cdk import aws_s3 as s3

    from stacks.environment_stage import EnvironmentStage
    from stacks.settings import SourceSettings

_ASSEMBLY = "cdk.out"
_INSTALL = (
    "python -m pip install --quiet --disable-pip-version-check "
    '--constraint constraints.txt ".[checks,operate]"'
)
_EXECUTION = "#{codepipeline.PipelineExecutionId}"
"""CodePipeline writes the id of the run in its place."""


class Steps:
    """Makes the steps of one pipeline.

    Args:
        source: the repository.
        artifacts: where reviews are kept, below reviews/.
    """

    def __init__(self, source: SourceSettings, artifacts: s3.IBucket) -> None:
        self._artifacts = artifacts
        self._source = pipelines.CodePipelineSource.connection(
            source.repository, source.branch, connection_arn=source.connection_arn
        )
        self.synth = pipelines.ShellStep(
            "Synth",
            input=self._source,
            commands=["delivery/synth"],
            primary_output_directory=_ASSEMBLY,
        )

    def review(self, stage: EnvironmentStage) -> pipelines.CodeBuildStep:
        """Compare what is deployed with what would be, for who approves.

        Args:
            stage: the environment.
        """
        name = stage.stage_name
        fetch = f"endpoints deployed {name} --app {_ASSEMBLY} --output deployed"
        compare = f"endpoints review deployed {_ASSEMBLY}/{stage.artifact_id}"
        kept = f"s3://$BUCKET/{_review_key(stage, '$EXECUTION')}"
        return self._step(
            "Review",
            stage,
            [
                f'{fetch} --assume-role "$ROLE"',
                f"{compare} --format html --output review.html",
                f'aws s3 cp review.html "{kept}" --content-type "text/html; charset=utf-8"',
                # Into the log; what AWS would refuse ends the run before anybody is asked.
                f"{compare} --format markdown --fail-on refused",
            ],
            env={"BUCKET": self._artifacts.bucket_name, "EXECUTION": _EXECUTION},
            statements=[
                iam.PolicyStatement(
                    actions=["s3:PutObject"],
                    resources=[self._artifacts.arn_for_objects(_review_key(stage, "*"))],
                )
            ],
        )

    def review_url(self, stage: EnvironmentStage) -> str:
        """Where the review of this run is seen: a page of the console.

        Args:
            stage: the environment.
        """
        region = cdk.Stack.of(self._artifacts).region
        key = _review_key(stage, _EXECUTION)
        return (
            f"https://{region}.console.aws.amazon.com/s3/object/{self._artifacts.bucket_name}"
            f"?region={region}&prefix={key}"
        )

    def smoke(self, stage: EnvironmentStage) -> pipelines.CodeBuildStep:
        """Check that what was deployed is in service and answers.

        Args:
            stage: the environment.
        """
        command = f'endpoints smoke {stage.stage_name} --app {_ASSEMBLY} --assume-role "$ROLE"'
        return self._step("Smoke", stage, [command], env={}, statements=[])

    def _step(
        self,
        step_id: str,
        stage: EnvironmentStage,
        commands: list[str],
        *,
        env: dict[str, str],
        statements: list[iam.PolicyStatement],
    ) -> pipelines.CodeBuildStep:
        role = _smoke_role(stage, cdk.Stack.of(self._artifacts).partition)
        take_on = iam.PolicyStatement(actions=["sts:AssumeRole"], resources=[role])
        assembly = self.synth.primary_output
        assert assembly is not None  # noqa: S101  # the synth has one
        return pipelines.CodeBuildStep(
            step_id,
            input=self._source,
            additional_inputs={_ASSEMBLY: assembly},
            install_commands=[_INSTALL],
            commands=commands,
            env={"ROLE": role, **env},
            role_policy_statements=[take_on, *statements],
        )


def _smoke_role(stage: EnvironmentStage, partition: str) -> str:
    """The role that delivery/smoke-role.yaml makes in the environment's account."""
    return f"arn:{partition}:iam::{stage.account}:role/sagemaker-{stage.stage_name}-smoke"


def _review_key(stage: EnvironmentStage, execution: str) -> str:
    return f"reviews/{execution}/{stage.stage_name}.html"
