"""The pipeline: source, synth, then each environment in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_kms as kms
from aws_cdk import pipelines

from stacks._buckets import access_logs, bucket
from stacks._delivery._acknowledged import acknowledge_pipeline, acknowledge_replicas
from stacks._delivery._approval import approvals
from stacks._delivery._builds import ASSETS_CLI, CDK_CLI, build_defaults
from stacks._delivery._model_approval import start_on_approved_models
from stacks._delivery._notices import Notices
from stacks._delivery._steps import Steps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from stacks.environment_stage import EnvironmentStage
    from stacks.settings import DeploymentSettings, PipelineSettings

STACK_NAME = "sagemaker-pipeline"
"""What the names of its roles begin with: the roles that they take on trust such names."""
_ONE_REGION = (
    "what a pipeline builds is built again from the repository; a copy in another Region serves "
    "nobody"
)


class PipelineStack(cdk.Stack):
    """Defines the pipeline that deploys the environments, one after the other.

    Args:
        scope: the app. The environments' stages lie in it as well, not in here, so that they have
            the same paths and names whether a pipeline deploys them or a laptop.
        construct_id: its id.
        settings: what the file of the pipeline says.
        stages: the environments by name; all that the settings name.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: PipelineSettings,
        stages: Mapping[str, EnvironmentStage],
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            stack_name=STACK_NAME,
            env=cdk.Environment(account=settings.account, region=settings.region),
            tags=dict(settings.tags),
            termination_protection=True,
        )
        self.key = kms.Key(
            self, "Key", enable_key_rotation=True, description="artifacts and notices of pipelines"
        )
        self.artifacts = bucket(
            self,
            "Artifacts",
            key=self.key,
            logs=access_logs(self, one_region=_ONE_REGION),
            one_region=_ONE_REGION,
        )
        self.notices = Notices(self, "Notices", key=self.key, emails=settings.emails)
        self._steps = Steps(settings.source, self.artifacts)
        self.delivery = self._pipeline()
        for deployment in settings.environments:
            self._deploy(deployment, stages[deployment.name])
        self.delivery.build_pipeline()
        self.pipeline = self.delivery.pipeline
        self._resource = self._l1()
        self._roll_back_on_failure(settings)
        self.notices.tell_failures(self.pipeline)
        if settings.model_package_groups:
            start_on_approved_models(
                self,
                groups=settings.model_package_groups,
                pipeline=self.pipeline,
                notices=self.notices,
            )
        cdk.CfnOutput(self, "PipelineName", value=self.pipeline.pipeline_name)
        acknowledge_pipeline(self)
        acknowledge_replicas(self.pipeline)

    def _pipeline(self) -> pipelines.CodePipeline:
        return pipelines.CodePipeline(
            self,
            "Delivery",
            synth=self._steps.synth,
            artifact_bucket=self.artifacts,
            # A new push waits for the one before: two deploys of one stack would collide.
            pipeline_type=codepipeline.PipelineType.V2,
            execution_mode=codepipeline.ExecutionMode.QUEUED,
            cross_account_keys=True,
            enable_key_rotation=True,
            # Unpinned, npm gives a build that cannot read what the library writes.
            cli_version=CDK_CLI,
            cdk_assets_cli_version=ASSETS_CLI,
            use_change_sets=True,
            publish_assets_in_parallel=False,
            code_build_defaults=build_defaults(),
        )

    def _deploy(self, deployment: DeploymentSettings, stage: EnvironmentStage) -> None:
        steps = self._steps
        self.delivery.add_stage(
            stage,
            pre=[steps.review(stage)] if deployment.approval else None,
            stack_steps=(
                approvals(stage, topic=self.notices.topic, review_url=steps.review_url(stage))
                if deployment.approval
                else None
            ),
            post=[steps.smoke(stage)] if deployment.smoke else None,
        )

    def _roll_back_on_failure(self, settings: PipelineSettings) -> None:
        """Have a failed environment deployed again as it was, where nobody is asked.

        Where somebody is, a refusal fails the stage as well, and would ask for approval of what is
        deployed already. CDK Pipelines has no argument for it.
        https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback-auto.html
        """
        unasked = {each.name for each in settings.environments if not each.approval}
        for index, stage in enumerate(self.pipeline.stages):
            if stage.stage_name in unasked:
                self._resource.add_property_override(f"Stages.{index}.OnFailure.Result", "ROLLBACK")

    def _l1(self) -> codepipeline.CfnPipeline:
        resource = self.pipeline.node.default_child
        assert isinstance(resource, codepipeline.CfnPipeline)  # noqa: S101  # for the type alone
        # E3703 takes CDK's Fn::Join in an action's configuration for a fault, W3005 its DependsOn.
        ignored = {"config": {"ignore_checks": ["E3703", "W3005"]}}
        resource.add_metadata("cfn-lint", ignored)
        return resource
