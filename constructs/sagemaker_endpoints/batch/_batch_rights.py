"""What a batch transform adds to the rights of its model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.models import _execution_role as execution_role
from sagemaker_endpoints.models._model import Model
from sagemaker_endpoints.models._model_rights import give_rights

if TYPE_CHECKING:
    from aws_cdk import aws_sagemaker as sagemaker
    from constructs import Construct

    from sagemaker_endpoints.batch._transform_job import TransformJob
    from sagemaker_endpoints.common._resources import Defined
    from sagemaker_endpoints.models._imported_model import IModel


def let_model_read_and_write(
    model: IModel | sagemaker.CfnModel,
    job: TransformJob,
    *,
    scope: Construct,
    before: Defined[Any],
) -> None:
    """Give the model's role the rights to the job's files and volumes; an imported one has its own.

    Args:
        model: whose role it is.
        job: what it reads and writes.
        scope: the batch transform.
        before: made when the rights are there.
    """
    if not isinstance(model, Model):
        return
    rights = list(job.model_rights(aws_environment_of(scope)))
    if job.volume_encryption_key is not None:
        rights.append(execution_role.volume_key_statement(job.volume_encryption_key.key_arn))
    give_rights(model, rights, scope=scope, before=before)
