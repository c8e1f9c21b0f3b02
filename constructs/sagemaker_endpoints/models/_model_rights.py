"""What the role of a model may do for an endpoint, wherever the two are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from sagemaker_endpoints.common._policy import policy_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

    from sagemaker_endpoints.common._policy import Statement
    from sagemaker_endpoints.models._model import Model

_ID = "ModelRights"


def give_rights(
    model: Model, rights: Sequence[Statement], *, scope: Construct, before: cdk.CfnResource
) -> None:
    """Widen the role of *model*, in its one policy where it is in the stack of *scope*.

    In another stack that policy cannot name what the stack of *scope* makes: the two would depend
    on each other. There *scope* gets a policy of its own, which *before* waits for.
    """
    if cdk.Stack.of(model) is cdk.Stack.of(scope):
        model.allow(*rights)
        return
    given = sum(child.node.id.startswith(_ID) for child in scope.node.children)
    policy = iam.Policy(
        scope,
        f"{_ID}{given or ''}",
        document=iam.PolicyDocument.from_json(policy_document(rights)),
        roles=[model.role],
    )
    before.node.add_dependency(policy)
