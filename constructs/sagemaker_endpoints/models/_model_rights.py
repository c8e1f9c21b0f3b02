"""What the role of a model may do for an endpoint or a job, wherever the two are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_endpoints.common._policy import policy_document
from sagemaker_endpoints.models._model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aws_cdk import aws_sagemaker as sagemaker
    from constructs import Construct

    from sagemaker_endpoints.common._policy import Statement
    from sagemaker_endpoints.common._resources import Defined
    from sagemaker_endpoints.models._imported_model import IModel

_ID = "ModelRights"


def give_rights_to_all(
    models: Iterable[IModel | sagemaker.CfnModel],
    rights: Sequence[Statement],
    *,
    scope: Construct,
    before: Defined[Any],
) -> None:
    """Widen the roles of *models*, as `give_rights` does.

    Nobody knows at synth which role a model has that was imported.
    """
    for model in dict.fromkeys(model for model in models if isinstance(model, Model)):
        give_rights(model, rights, scope=scope, before=before)


def give_rights(
    model: Model, rights: Sequence[Statement], *, scope: Construct, before: Defined[Any]
) -> None:
    """Widen the role of *model*, in its one policy where it is in the stack of *scope*.

    In another stack that policy cannot name what the stack of *scope* makes: the two would depend
    on each other. There *scope* gets a policy of its own for the model, which *before* waits for.
    """
    if not rights:
        return
    if cdk.Stack.of(model) is cdk.Stack.of(scope):
        model.allow(*rights)
        return
    document = policy_document(rights)
    policy_id = f"{_ID}{model.node.addr[-8:]}"
    policy = scope.node.try_find_child(policy_id)
    if isinstance(policy, cdk.aws_iam.Policy):
        for statement in document["Statement"]:
            # It may repeat a Sid, and IAM refuses a policy that does.
            del statement["Sid"]
            policy.add_statements(cdk.aws_iam.PolicyStatement.from_json(statement))
        return
    policy = cdk.aws_iam.Policy(
        scope,
        policy_id,
        document=cdk.aws_iam.PolicyDocument.from_json(document),
        roles=[model.role],
    )
    before.l1.node.add_dependency(policy)
