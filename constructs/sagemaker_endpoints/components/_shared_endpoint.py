"""Instances that several models share: the role, the network, and rights to all components."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import aws_cdk as cdk
import jsii

from sagemaker_endpoints.common._errors import ConfigurationError
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._jsii_interfaces import IConnectable, IGrantable
from sagemaker_endpoints.components._endpoint_role import EndpointRole, component_log_statement
from sagemaker_endpoints.components._shared_variant import SharedVariant
from sagemaker_endpoints.endpoints._defined_endpoint import DefinedEndpoint
from sagemaker_endpoints.endpoints._one_variant_endpoint import OneVariantEndpoint
from sagemaker_endpoints.models import _execution_role as execution_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_kms as kms

    from sagemaker_endpoints.components._hosted_component import HostedComponent
    from sagemaker_endpoints.models._model_network import ModelNetwork


@jsii.implements(IGrantable, IConnectable)
class SharedEndpoint(OneVariantEndpoint[SharedVariant], DefinedEndpoint):
    """What `InferenceComponentEndpoint` is beside the place where components are added."""

    _KIND = "InferenceComponentEndpoint"
    _components: list[HostedComponent]
    _granted: list[tuple[iam.IGrantable, tuple[str, ...]]]
    _network: ModelNetwork | None
    _role: EndpointRole

    @property
    def components(self) -> tuple[HostedComponent, ...]:
        """All components and their adapters, in the order they were added."""
        return tuple(self._components)

    @property
    def role(self) -> iam.IRole:
        """The role of the containers that components name themselves, for grants."""
        role = self._role.for_grants()
        self.cfn_endpoint_config.node.add_dependency(role)
        return role

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """The principal that grants go to: `bucket.grant_read(endpoint)` works as well."""
        return self.role.grant_principal

    @property
    def connections(self) -> ec2.Connections:
        """The network connections of the containers.

        Raises:
            ConfigurationError: the endpoint has no VPC.
        """
        if self._network is None:
            raise ConfigurationError(
                f"InferenceComponentEndpoint {self.node.path!r}: connections: only an endpoint in "
                "a VPC has any; pass vpc"
            )
        return self._network.connections

    def _admit(self, component: HostedComponent) -> None:
        self._components.append(component)
        for grantee, actions in self._granted:
            _grant(grantee, actions, [component.component_arn])

    def _grant(self, grantee: iam.IGrantable, *actions: str) -> iam.Grant:
        """Of the endpoint and of all its components, those too that are added later."""
        check_given(
            lambda: f"InferenceComponentEndpoint {self.node.path!r}: {actions[0]}",
            SharedEndpoint._grant,
            {"grantee": grantee},
        )
        self._granted.append((grantee, actions))
        components = [component.component_arn for component in self._components]
        return _grant(grantee, actions, [self.endpoint_arn, *components])

    def _make_role(self, given: iam.IRole | None, encryption_key: kms.IKey | None) -> EndpointRole:
        statements = [
            *execution_role.log_and_metric_statements(self),
            component_log_statement(self),
        ]
        if self._network is not None:
            statements.extend(self._network.rights(self))
        if encryption_key is not None:
            statements.append(execution_role.volume_key_statement(encryption_key.key_arn))
        return EndpointRole(self, given, statements)

    def _refuse_scaling(self) -> NoReturn:
        raise ConfigurationError(
            f"InferenceComponentEndpoint {self.node.path!r}: auto_scale_instance_count: the "
            "instances follow the copies; give min_instance_count and max_instance_count, and "
            "scale the components by auto_scale_copy_count"
        )


def _grant(
    grantee: iam.IGrantable, actions: Sequence[str], resource_arns: Sequence[str]
) -> iam.Grant:
    return cdk.aws_iam.Grant.add_to_principal(
        grantee=grantee, actions=list(actions), resource_arns=list(resource_arns)
    )
