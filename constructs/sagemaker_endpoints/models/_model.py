"""A model: containers, the role they run under, and their network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._arns import name_of_arn
from sagemaker_endpoints.common._aws_environment import lies_with
from sagemaker_endpoints.common._errors import Faults, naming
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._imported_names import check_imported_arn, check_imported_name
from sagemaker_endpoints.common._node_classes import begin
from sagemaker_endpoints.common._node_module import MODEL
from sagemaker_endpoints.common._policy import Statement
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.models import _execution_role as execution_role
from sagemaker_endpoints.models import _model_containers as model_containers
from sagemaker_endpoints.models._hosted_containers import HostedContainers
from sagemaker_endpoints.models._imported_model import IModel, ImportedModel
from sagemaker_endpoints.models._model_network import ModelNetwork
from sagemaker_endpoints.models._model_role import ModelRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_iam as iam
    from aws_cdk.interfaces import aws_sagemaker as sagemaker_refs
    from constructs import Construct

    from sagemaker_endpoints.common._l1 import CfnModel
    from sagemaker_endpoints.common._s3_location import S3Location
    from sagemaker_endpoints.models._container import Container
    from sagemaker_endpoints.models._container_image import ContainerImage
    from sagemaker_endpoints.models._model_containers import InferenceExecutionMode


class Model(HostedContainers, jsii_type=MODEL):
    """Defines a model that endpoints and batch jobs can serve.

    The model is never named: every property of it can only be changed by replacing it, which a
    fixed name forbids. Without a *role* it gets one that may pull its images, read its artifacts,
    write logs and metrics, and no more.

    Args:
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        containers: one `ContainerDefinition`, or 2 to 15: a serial inference pipeline, or
            containers that are called one by one. When any of several has a hostname, all have.
        inference_execution_mode: of several containers. "Serial", AWS's default, hands each the
            answer of the one before; with "Direct" a caller names the one that answers by its
            hostname.
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
        ConfigurationError: no container or more than 15, hostnames that are missing or repeated,
            more than one multi-model container; subnets or security groups without a *vpc*, or a
            private registry; an artifact without the code that the image would run.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        containers: Sequence[Container],
        inference_execution_mode: InferenceExecutionMode | None = None,
        role: iam.IRole | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        network_isolation: bool = False,
    ) -> None:
        subject = naming("Model", scope, construct_id)
        check_given(subject, Model.__init__, locals())
        faults = Faults(subject)
        model_containers.check_containers(faults, containers, inference_execution_mode)
        if vpc is None and (vpc_subnets or security_groups):
            faults.add("vpc: missing; vpc_subnets and security_groups need it")
        faults.raise_if_any()
        begin(self, Model, scope, construct_id)
        lies_with(self, scope)
        bound = tuple(container.bind(self) for container in containers)
        model_containers.check_bound(faults, bound, in_vpc=vpc is not None)
        faults.raise_if_any()
        self._network = (
            ModelNetwork.of(self, vpc, vpc_subnets, security_groups) if vpc is not None else None
        )
        self._isolated, self._bound = network_isolation, bound
        self._execution_mode = inference_execution_mode
        self._role = ModelRole(self, role, self._needed_rights())
        self._cfn_model = self._role.serve(
            vpc_config=self._network.vpc_config if self._network is not None else None,
            enable_network_isolation=network_isolation or None,
            **model_containers.render(bound, inference_execution_mode),
        )
        self._name = self._cfn_model.attribute("attrModelName")
        self._warn()

    @staticmethod
    def from_model_package(
        scope: Construct,
        construct_id: str,
        *,
        model_package_arn: str,
        environment: Mapping[str, str] | None = None,
        pulls: Sequence[ContainerImage] = (),
        reads: Sequence[S3Location] = (),
        from_marketplace: bool | None = None,
        role: iam.IRole | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        network_isolation: bool | None = None,
    ) -> Model:
        """Defines a model of a version in the model registry, or of an AWS Marketplace package.

        Args:
            scope: the construct it belongs to.
            construct_id: its id in the scope.
            model_package_arn: arn:aws:sagemaker:eu-west-1:111111111111:model-package/demand/3, in
                the Region of the stack.
            environment: variables beside the package's; none for a package of the Marketplace.
            pulls: the package's images. They stand in the package; given here, the role may pull
                them.
            reads: where the package's artifacts lie: the role may read and list these places.
            from_marketplace: whether the account has subscribed to it in the AWS Marketplace.
                Found out when left out: a package of another account that has no version is.
            role: as for `Model`.
            vpc: as for `Model`.
            vpc_subnets: as for `Model`.
            security_groups: as for `Model`.
            network_isolation: as for `Model`; True when left out for a package of the Marketplace,
                which runs no other way.

        Raises:
            ConfigurationError: no ARN of a package, one of another Region, or what the Marketplace
                does not allow; what `Model` raises.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-deploy.html
        """
        from sagemaker_endpoints.models._model_package import checked_package  # noqa: PLC0415  # rare

        subject = naming("Model", scope, construct_id)
        check_given(subject, Model.from_model_package, locals())
        package = checked_package(
            subject,
            scope,
            arn=model_package_arn,
            environment=environment if environment is not None else {},
            pulls=pulls,
            reads=reads,
            from_marketplace=from_marketplace,
            network_isolation=network_isolation,
            has_role=role is not None,
        )
        return Model(
            scope,
            construct_id,
            containers=[package],
            role=role,
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            security_groups=security_groups,
            network_isolation=(
                network_isolation if network_isolation is not None else package.is_from_marketplace
            ),
        )

    @staticmethod
    def from_model_name(scope: Construct, construct_id: str, model_name: str) -> IModel:
        """A model that exists already, by its name, in the account and region of the stack.

        Raises:
            ConfigurationError: SageMaker gives no model such a name.
        """
        subject = naming("Model", scope, construct_id)
        check_given(subject, Model.from_model_name, locals())
        faults = Faults(subject)
        check_imported_name(faults, "model_name", model_name, "model")
        faults.raise_if_any()
        return ImportedModel(model_name=model_name)

    @staticmethod
    def from_model_arn(scope: Construct, construct_id: str, model_arn: str) -> IModel:
        """A model that exists already in the account and region of the stack, by its ARN.

        Raises:
            ConfigurationError: it is no ARN of a model, or one of another account or Region.
        """
        subject = naming("Model", scope, construct_id)
        check_given(subject, Model.from_model_arn, locals())
        faults = Faults(subject)
        check_imported_arn(faults, "model_arn", model_arn, "model", only_of=scope)
        faults.raise_if_any()
        return ImportedModel(model_name=name_of_arn(scope, model_arn))

    @property
    def cfn_model(self) -> CfnModel:
        """The model as CDK's L1, for what this class does not take."""
        return self._cfn_model.l1

    @property
    def model_name(self) -> str:
        """The name that CloudFormation gives the model."""
        return self._name

    @property
    def model_arn(self) -> str:
        """The model's ARN."""
        return self._cfn_model.attribute("ref")

    @property
    def model_ref(self) -> sagemaker_refs.ModelReference:
        """The model for other CDK constructs."""
        return self.cfn_model.model_ref

    @property
    def is_in_vpc(self) -> bool:
        """Whether its containers get network interfaces in a VPC."""
        return self._network is not None

    @property
    def is_isolated(self) -> bool:
        """Whether its containers are cut off from every network."""
        return self._isolated

    @property
    def role(self) -> iam.IRole:
        """The execution role, for grants: `bucket.grant_read(model)` works as well."""
        return self._role.for_grants()

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
        assert self._network is not None  # noqa: S101  # for the type checker
        return self._network.connections

    def add_to_role_policy(self, statement: iam.PolicyStatement) -> None:
        """Give the containers a right: it is there before the model is made."""
        self.role.add_to_principal_policy(statement)

    def allow(self, *statements: Statement) -> None:
        """Widen the execution role's one policy; called by endpoints and jobs for what they add."""
        self._role.allow(*statements)

    def _needed_rights(self) -> tuple[Statement, ...]:
        statements = [right for container in self._bound for right in container.statements]
        statements.extend(execution_role.log_and_metric_statements(self))
        if self._network is not None:
            statements.extend(self._network.rights(self))
        return tuple(statements)

    def _warn(self) -> None:
        found = model_containers.warnings_of(self._bound, network_isolation=self._isolated)
        if self._network is not None:
            found += self._network.warnings
        for rule, message in dict.fromkeys(found):
            warn(self, rule, message)
