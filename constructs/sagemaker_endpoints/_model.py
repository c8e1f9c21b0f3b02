"""A model: containers, the role they run under, and their network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk.interfaces import aws_sagemaker as sagemaker_refs

from sagemaker_endpoints import _execution_role as execution_role
from sagemaker_endpoints._aws_environment import lies_with
from sagemaker_endpoints._errors import Faults, naming
from sagemaker_endpoints._jsii_interfaces import IConnectable
from sagemaker_endpoints._model_network import ModelNetwork
from sagemaker_endpoints._policy import Statement, policy_document
from sagemaker_endpoints._warnings import warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2
    from constructs import Construct

    from sagemaker_endpoints._container_definition import BoundContainer, ContainerDefinition

_MOST_CONTAINERS = 15


class IModel(Protocol):
    """What a variant needs of a model: ours, an imported one, AWS's alpha construct."""

    @property
    def model_name(self) -> str:
        """The model's name; a late value for models made in the app."""
        ...


@jsii.implements(iam.IGrantable, IConnectable, sagemaker_refs.IModelRef)
class Model(cdk.Resource):
    """Defines a model that endpoints and batch jobs can serve.

    The model is never named: every property of it can only be changed by replacing it, which a
    fixed name forbids. Without a *role* it gets one that may pull its images, read its artifacts,
    write logs and metrics, and no more.

    Args:
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        containers: one, or 2 to 15 that form a serial inference pipeline.
        role: assumed instead of a role made here; rights for images, artifacts, logs and metrics
            are added to it where it can be changed.
        vpc: where the containers get network interfaces. They reach S3 and ECR through its routes
            or VPC endpoints.
        vpc_subnets: of the *vpc*; its private subnets when left out.
        security_groups: of those interfaces; one that allows all outbound traffic is made when left
            out.
        network_isolation: True cuts the containers off from every network, S3 included; SageMaker
            itself still fetches the artifact.

    Raises:
        ConfigurationError: no container or more than 15; subnets or security groups without a
            *vpc*; an artifact without the code that the image would run.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        containers: Sequence[ContainerDefinition],
        role: iam.IRole | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        network_isolation: bool = False,
    ) -> None:
        _check(
            scope,
            construct_id,
            containers,
            has_vpc=vpc is not None,
            has_network=bool(vpc_subnets or security_groups),
        )
        super().__init__(scope, construct_id)
        lies_with(self, scope)
        bound = [container.bind(self) for container in containers]
        self._network = (
            ModelNetwork.of(self, vpc, vpc_subnets, security_groups) if vpc is not None else None
        )
        self._given_role = role
        self._made_role: iam.CfnRole | None = None
        self._role_for_grants: iam.IRole | None = None
        self._statements = self._needed_rights(bound)
        if role is not None:
            self._add_to_given_role(self._statements)
        role_arn: str = role.role_arn if role is not None else self._make_role()
        self.cfn_model = sagemaker.CfnModel(
            self,
            "Resource",
            execution_role_arn=role_arn,
            vpc_config=self._network.vpc_config if self._network is not None else None,
            enable_network_isolation=network_isolation or None,
            **_rendered(bound),
        )
        self._name: str = self.cfn_model.attr_model_name
        if role is not None:
            # CreateModel checks the artifact with this role: its policies come first, and leave
            # last.
            self.cfn_model.node.add_dependency(role)
        for rule, message in dict.fromkeys(
            warning for container in bound for warning in container.warnings
        ):
            warn(self, rule, message)

    @staticmethod
    def from_model_name(scope: Construct, construct_id: str, model_name: str) -> IModel:
        """A model that exists already, by its name, in the account and region of the stack."""
        del scope, construct_id  # CDK's convention; nothing has to be made for a name
        return _ImportedModel(model_name)

    @staticmethod
    def from_model_arn(scope: Construct, construct_id: str, model_arn: str) -> IModel:
        """A model that exists already, by its ARN."""
        del construct_id
        arn = cdk.Stack.of(scope).split_arn(model_arn, cdk.ArnFormat.SLASH_RESOURCE_NAME)
        return _ImportedModel(arn.resource_name or "")

    @property
    def model_name(self) -> str:
        """The name that CloudFormation gives the model."""
        return self._name

    @property
    def model_arn(self) -> str:
        """The model's ARN."""
        arn: str = self.cfn_model.ref
        return arn

    @property
    def model_ref(self) -> sagemaker_refs.ModelReference:
        """The model for other CDK constructs."""
        return self.cfn_model.model_ref

    @property
    def role(self) -> iam.IRole:
        """The execution role, for grants: `bucket.grant_read(model)` works as well."""
        if self._given_role is not None:
            return self._given_role
        if self._role_for_grants is None:
            assert self._made_role is not None  # noqa: S101 - the constructor made it
            # By name: an ARN that only the deploy knows would look like another account's, and
            # grants would widen the resource's own policy as well.
            self._role_for_grants = iam.Role.from_role_name(
                self, "GrantedRole", self._made_role.ref, default_policy_name="Policy"
            )
            self.cfn_model.node.add_dependency(self._role_for_grants)
        return self._role_for_grants

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The principal that grants go to."""
        return self.role.grant_principal

    @property
    def connections(self) -> ec2.Connections:
        """The network connections of the containers.

        Raises:
            ConfigurationError: the model has no VPC.
        """
        if self._network is None:
            faults = Faults(f"Model {self.node.path!r}")
            faults.add("connections: only a model in a VPC has any; pass vpc")
            faults.raise_if_any()
        assert self._network is not None  # noqa: S101 - for the type checker
        return self._network.connections

    def add_to_role_policy(self, statement: iam.PolicyStatement) -> None:
        """Give the containers a right: it is there before the model is made."""
        self.role.add_to_principal_policy(statement)

    def allow(self, *statements: Statement) -> None:
        """Widen the execution role's one policy; called by endpoints and jobs for what they add."""
        new = [statement for statement in statements if statement not in self._statements]
        if not new:
            return
        self._statements = (*self._statements, *new)
        if self._made_role is None:
            self._add_to_given_role(new)
        else:
            self._made_role.policies = [
                iam.CfnRole.PolicyProperty(
                    policy_name=execution_role.POLICY_NAME,
                    policy_document=policy_document(self._statements),
                )
            ]

    def _needed_rights(self, containers: Sequence[BoundContainer]) -> tuple[Statement, ...]:
        statements = [statement for container in containers for statement in container.statements]
        statements.extend(execution_role.log_and_metric_statements(self))
        if self._network is not None:
            statements.extend(
                execution_role.network_statements(
                    self, self._network.subnet_ids, self._network.security_group_ids
                )
            )
        return tuple(statements)

    def _make_role(self) -> str:
        self._made_role = iam.CfnRole(
            self,
            "Role",
            assume_role_policy_document=execution_role.TRUST,
            policies=[
                {
                    "policyName": execution_role.POLICY_NAME,
                    "policyDocument": policy_document(self._statements),
                }
            ],
        )
        arn: str = self._made_role.attr_arn
        return arn

    def _add_to_given_role(self, statements: Sequence[Statement]) -> None:
        for statement in policy_document(statements)["Statement"]:
            # Several models may share the role, and IAM refuses a policy that repeats a Sid.
            del statement["Sid"]
            self.role.add_to_principal_policy(iam.PolicyStatement.from_json(statement))


class _ImportedModel:
    def __init__(self, model_name: str) -> None:
        self.model_name = model_name


def _check(
    scope: Construct,
    construct_id: str,
    containers: Sequence[ContainerDefinition],
    *,
    has_vpc: bool,
    has_network: bool,
) -> None:
    count = len(containers)
    if 1 <= count <= _MOST_CONTAINERS and (has_vpc or not has_network):
        return
    faults = Faults(naming("Model", scope, construct_id))
    faults.check_range("containers", count, 1, _MOST_CONTAINERS)
    if has_network and not has_vpc:
        faults.add("vpc: missing; vpc_subnets and security_groups need it")
    faults.raise_if_any()


def _rendered(containers: Sequence[BoundContainer]) -> dict[str, Any]:
    if len(containers) == 1:
        return {"primary_container": containers[0].properties}
    return {"containers": [container.properties for container in containers]}
