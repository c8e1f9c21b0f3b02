"""The execution role of a model: one that is made for it, or one that is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._given_role import add_to_given_role
from sagemaker_endpoints.common._l1 import CfnModel, CfnRole
from sagemaker_endpoints.common._resources import Plan, define, define_both
from sagemaker_endpoints.models._execution_role import ExecutionRole

if TYPE_CHECKING:
    from aws_cdk import aws_iam as iam

    from sagemaker_endpoints.common._resources import Defined


class ModelRole(ExecutionRole):
    """The role of a model, which endpoints and jobs may widen; `serve` defines it."""

    _model: Defined[CfnModel]

    def serve(self, **properties: Any) -> Defined[CfnModel]:
        """Define the model itself, of these properties of `CfnModel`, and the role it runs under.

        CreateModel checks the artifact with the role: its policies come first, leave last.
        """
        if self._given is None:
            role = Plan(CfnRole, self._scope, "Role", **self._properties())
            arn = role.attribute("attrArn")
            model = Plan(CfnModel, self._scope, "Resource", execution_role_arn=arn, **properties)
            self._made, self._model = define_both(role, model)
            return self._model
        rights = add_to_given_role(self._given, self._statements, scope=self._scope)
        arn = self._given.role_arn
        self._model = define(
            CfnModel, self._scope, "Resource", execution_role_arn=arn, **properties
        )
        self._model.l1.node.add_dependency(self._given, rights)
        return self._model

    def _granted(self) -> iam.IRole:
        """What grants add is there before the model."""
        role = super()._granted()
        self._model.l1.node.add_dependency(role)
        return role
