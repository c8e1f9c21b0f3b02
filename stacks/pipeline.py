"""The pipeline that deploys the environments, if there is a file that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import aws_cdk as cdk

    from stacks._delivery import PipelineStack
    from stacks.environment_stage import EnvironmentStage
    from stacks.settings import PipelineSettings

CONSTRUCT_ID = "Pipeline"


def add_pipeline(
    app: cdk.App, *, settings: PipelineSettings | None, stages: Iterable[EnvironmentStage]
) -> PipelineStack | None:
    """Define the pipeline of an app.

    Args:
        app: the app.
        settings: what `delivery/pipeline.yaml` says; None for no pipeline.
        stages: the environments of the app.

    Returns:
        The pipeline's stack, if there is one.
    """
    if settings is None:
        return None
    # CDK Pipelines costs its import only where it is used.
    from stacks._delivery import PipelineStack  # noqa: PLC0415  # costs its import

    return PipelineStack(
        app,
        CONSTRUCT_ID,
        settings=settings,
        stages={stage.stage_name: stage for stage in stages},
    )
