"""Rules of what a batch transform can run, and on what."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.stated_limits import stated_choices
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import Model, TransformJob


@rule(
    "BAT-14",
    TransformJob,
    title="a batch transform runs models with a plain archive, and reads no augmented manifests",
    why='"Currently you cannot use ModelDataSource in conjunction with SageMaker batch transform"; '
    "multi-model containers and those that are called one by one are for endpoints; of "
    'S3DataType, "The following value is not compatible: AugmentedManifestFile"',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ContainerDefinition.ModelDataSource, "
    "TransformS3DataSource.S3DataType; SageMaker developer guide, model-deploy-feature-matrix",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformS3DataSource.html",
    fix="BatchTransform(model=...) with a Model of one ModelData.from_bucket() or from_asset()",
    cloudformation="name a model with ModelDataUrl and Mode SingleModel, and set S3DataType to "
    "S3Prefix or ManifestFile",
)
def transform_can_run_its_model(job: TransformJob) -> Faults:
    """What needs a caller who chooses, or files that stay apart, is for endpoints."""
    kind = job.input.at("DataSource", "S3DataSource", "S3DataType")
    if kind.text in stated_choices("transform_input_refused"):
        yield Fault(
            at=kind,
            says=f"{job.label}: S3DataType is {kind}",
            allowed="S3Prefix, ManifestFile",
        )
    if job.model is None:
        return
    for reason in _reasons(job.model):
        yield Fault(
            at=job.at("ModelName"),
            says=f"{job.label} runs model {job.model.path}, which has {reason}",
            allowed="a model with ModelDataUrl and Mode SingleModel, of containers in series",
        )


def _reasons(model: Model) -> list[str]:
    found = []
    if any(container.at("ModelDataSource").is_present for container in model.containers):
        found.append("a ModelDataSource")
    if model.has_multi_model_container:
        found.append("a container of Mode MultiModel")
    if model.execution_mode == "Direct":
        found.append("InferenceExecutionConfig.Mode Direct")
    return found


RULES: Final[tuple[AnyRule, ...]] = (transform_can_run_its_model,)
