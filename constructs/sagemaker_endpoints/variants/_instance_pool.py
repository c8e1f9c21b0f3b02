"""One of the instance types that a variant may run on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._given_types import check_fields

if TYPE_CHECKING:
    from aws_cdk import aws_sagemaker as sagemaker

    from sagemaker_endpoints.models._imported_model import IModel


@dataclass(frozen=True, kw_only=True)
class InstancePool:
    """An instance type with a model of its own, among the `instance_types` of a variant.

    Args:
        instance_type: "ml.g5.2xlarge".
        model: built for this type; the variant's own when left out.

    Raises:
        ConfigurationError: tells every argument of a wrong type.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-heterogeneous.html
    """

    instance_type: str
    model: IModel | sagemaker.CfnModel | None = None

    def __post_init__(self) -> None:
        check_fields("InstancePool", self)


def name_of_model(model: IModel | sagemaker.CfnModel) -> str:
    """The name that SageMaker knows a model by.

    A CfnModel's own `model_name` is the name it was given, mostly none; its attribute is the name
    it gets.
    """
    name: str = getattr(model, "attr_model_name", None) or str(model.model_name)
    return name
