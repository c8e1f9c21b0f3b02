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
