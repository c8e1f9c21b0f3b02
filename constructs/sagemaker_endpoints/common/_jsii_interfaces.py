"""Stand-ins for CDK interfaces whose module costs more to import than all of ours.

jsii knows an interface by its `__jsii_type__` and by the members that carry a `__jsii_name__`; the
module that defines it is needed by those alone who use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import jsii

if TYPE_CHECKING:
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_iam as iam
    from aws_cdk.interfaces import aws_sagemaker as sagemaker_refs


class IConnectable(Protocol):
    """`aws_ec2.IConnectable`: something that security group rules can be written for."""

    __jsii_type__: str = "aws-cdk-lib.aws_ec2.IConnectable"

    @property
    @jsii.member(jsii_name="connections")
    def connections(self) -> ec2.Connections:
        """The network connections."""
        ...


class IGrantable(Protocol):
    """`aws_iam.IGrantable`: something that rights can be given to."""

    __jsii_type__: str = "aws-cdk-lib.aws_iam.IGrantable"

    @property
    @jsii.member(jsii_name="grantPrincipal")
    def grant_principal(self) -> iam.IPrincipal:
        """Who gets the rights."""
        ...


class IModelRef(Protocol):
    """`interfaces.aws_sagemaker.IModelRef`: a model."""

    __jsii_type__: str = "aws-cdk-lib.interfaces.aws_sagemaker.IModelRef"

    @property
    @jsii.member(jsii_name="modelRef")
    def model_ref(self) -> sagemaker_refs.ModelReference:
        """Its ARN."""
        ...


class IEndpoint(Protocol):
    """`aws_sagemaker.IEndpoint`: an endpoint."""

    __jsii_type__: str = "aws-cdk-lib.aws_sagemaker.IEndpoint"

    @property
    @jsii.member(jsii_name="endpointArn")
    def endpoint_arn(self) -> str:
        """Its ARN."""
        ...

    @property
    @jsii.member(jsii_name="endpointName")
    def endpoint_name(self) -> str:
        """Its name."""
        ...

    @property
    @jsii.member(jsii_name="endpointRef")
    def endpoint_ref(self) -> sagemaker_refs.EndpointReference:
        """Its ARN, as CDK's L1 takes it."""
        ...

    @jsii.member(jsii_name="grantInvoke")
    def grant_invoke(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let *grantee* ask it."""
        ...
