"""The role of a shadow test: what SageMaker may do to the endpoint while the test runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._arns import arn_of_name
from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._l1 import CfnRole
from sagemaker_endpoints.common._policy import Statement, policy_document
from sagemaker_endpoints.common._resources import define
from sagemaker_endpoints.models import _execution_role as execution_role
from sagemaker_endpoints.models._model import Model
from sagemaker_endpoints.variants._instance_pool import name_of_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_sagemaker as sagemaker
    from constructs import Construct

    from sagemaker_endpoints.common._s3_location import S3Location
    from sagemaker_endpoints.models._imported_model import IModel


def make_role(scope: Construct, rights: Sequence[Statement]) -> str:
    """Define the role of a test that is given none; its ARN."""
    role = define(
        CfnRole,
        scope,
        "Role",
        assume_role_policy_document=execution_role.TRUST,
        policies=[{"policyName": "Test", "policyDocument": policy_document(rights)}],
    )
    return role.attribute("attrArn")


def rights_to_endpoint(
    scope: Construct, endpoint_arn: str, models: Iterable[IModel | sagemaker.CfnModel]
) -> tuple[Statement, ...]:
    """AWS tells no list of them: "manage endpoints" is what the API's reference asks for."""
    configs = aws_environment_of(scope).arn("sagemaker", "endpoint-config/*")
    return (
        Statement(
            sid="ChangeEndpoint",
            actions=(
                "sagemaker:DescribeEndpoint",
                "sagemaker:UpdateEndpoint",
                "sagemaker:UpdateEndpointWeightsAndCapacities",
            ),
            resources=(endpoint_arn,),
        ),
        # SageMaker names the configurations that it makes for a test; an update of the
        # endpoint asks for the right to the one that it goes to.
        Statement(
            sid="MakeConfigs",
            actions=(
                "sagemaker:AddTags",
                "sagemaker:CreateEndpointConfig",
                "sagemaker:DeleteEndpointConfig",
                "sagemaker:DescribeEndpointConfig",
                "sagemaker:UpdateEndpoint",
            ),
            resources=(configs,),
        ),
        Statement(
            sid="UseModels",
            actions=("sagemaker:DescribeModel",),
            resources=tuple(_arn_of(scope, model) for model in models),
        ),
    )


def rights_to_data(
    location: S3Location | None, encryption_key: kms.IKey | None
) -> tuple[Statement, ...]:
    """What keeps requests and answers, and encrypts the volumes they pass through."""
    rights = location.write_rights("StoreData") if location is not None else ()
    if encryption_key is None:
        return rights
    return (*rights, execution_role.volume_key_statement(encryption_key.key_arn))


def _arn_of(scope: Construct, model: IModel | sagemaker.CfnModel) -> str:
    if isinstance(model, Model):
        return model.model_arn
    arn: str | None = getattr(model, "ref", None)
    if arn is not None:
        return arn
    return arn_of_name(scope, "model", name_of_model(model))
