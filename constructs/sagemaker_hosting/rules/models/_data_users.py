"""Rules of what model data can be used for."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import Container, Model


@rule(
    "MOD-09",
    Model,
    title="ModelDataSource is not for serverless endpoints, multi-model containers or packages of "
    "AWS Marketplace",
    why='"Currently you cannot use ModelDataSource in conjunction with SageMaker batch transform, '
    'SageMaker serverless endpoints, SageMaker multi-model endpoints, and SageMaker Marketplace."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ContainerDefinition.ModelDataSource",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html",
    fix="pack the files and give ModelData.from_bucket(bucket, 'demand.tar.gz'), or host the model "
    "on a RealTimeEndpoint",
    cloudformation="give ModelDataUrl instead of ModelDataSource",
)
def model_data_source_fits_its_use(model: Model) -> Faults:
    """Batch transforms have a rule of their own."""
    containers = [c for c in model.containers if c.at("ModelDataSource").is_present]
    if not containers:
        return
    for container in containers:
        reason = _own_reason(container)
        if reason is not None:
            yield Fault(
                at=container.at("ModelDataSource"),
                says=f"{container.node.label} of model {model.path} has a ModelDataSource and "
                f"{reason}",
                allowed="ModelDataUrl",
            )
    for variant in model.variants:
        if variant.is_serverless:
            yield Fault(
                at=variant.serverless,
                says=f"variant {variant.label} is serverless, and its model {model.path} has a "
                "ModelDataSource",
                allowed="models with ModelDataUrl",
            )


def _own_reason(container: Container) -> str | None:
    if container.is_multi_model:
        return "Mode MultiModel"
    if container.is_from_marketplace:
        return f"the package {container.model_package} of AWS Marketplace"
    return None


RULES: Final[tuple[AnyRule, ...]] = (model_data_source_fits_its_use,)
