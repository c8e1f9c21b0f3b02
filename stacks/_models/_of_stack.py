"""The models of one stack, each made when it is first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from stacks._findings._acknowledgements import acknowledge_warning
from stacks._findings._refusals import Refusals
from stacks._models._image import images_for
from stacks._models._model import build_model
from stacks._naming import construct_id as id_of

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_ec2 as ec2

    from sagemaker_endpoints import Model
    from stacks._findings._known_warnings import KnownWarnings
    from stacks._places import Places
    from stacks.settings import Environment, ModelSettings


class StackModels:
    """Makes the models that a stack uses; places that need one image share a model.

    Args:
        stack: where they are made.
        environment: whose models and network they are.
        places: where the prefixes of the file are.
        known: the warnings that the file acknowledges.
    """

    def __init__(
        self, stack: cdk.Stack, environment: Environment, places: Places, known: KnownWarnings
    ) -> None:
        self._stack, self._environment, self._places = stack, environment, places
        self._known = known
        self._made: dict[tuple[str, tuple[str, ...]], Model] = {}

    def settings(self, key: str) -> ModelSettings:
        """What the file says of a model."""
        return self._environment.models[key]

    def acknowledge_known(self, key: str, model: Model) -> None:
        """Acknowledge the warnings about a model that the file says are known."""
        self._known.acknowledge(model, self.settings(key).acknowledge, "models", key)

    def model(self, key: str, *, instance_type: str | None) -> Model:
        """The model of a key.

        Args:
            key: in the file.
            instance_type: what it runs on; None on serverless endpoints, which take CPU images and
                models outside of VPCs only.
        """
        settings = self.settings(key)
        made = (key, images_for(settings, instance_type))
        if made not in self._made:
            is_first = all(known != key for known, _ in self._made)
            suffix = "" if is_first or instance_type is None else f"On{id_of(instance_type)}"
            vpc, groups = (None, None) if instance_type is None else self.network
            with Refusals(self._environment, "models", key).at():
                self._made[made] = build_model(
                    self._stack,
                    f"{id_of(key)}{suffix}",
                    settings,
                    instance_type=instance_type,
                    places=self._places,
                    vpc=vpc,
                    security_groups=groups,
                )
            self.acknowledge_known(key, self._made[made])
        return self._made[made]

    @cached_property
    def network(self) -> tuple[ec2.IVpc | None, list[ec2.ISecurityGroup] | None]:
        """The environment's VPC and security groups, None for SageMaker's own."""
        settings = self._environment.vpc
        if settings is None:
            return None, None
        from aws_cdk import aws_ec2 as ec2  # noqa: PLC0415  # costly, only a VPC needs it

        vpc = ec2.Vpc.from_vpc_attributes(
            self._stack,
            "Vpc",
            vpc_id=settings.vpc_id,
            availability_zones=list(settings.availability_zones),
            private_subnet_ids=list(settings.private_subnet_ids),
        )
        acknowledge_warning(
            vpc,
            "Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId",
            "the models' network interfaces need subnets; nothing here reads their routes",
        )
        groups: list[ec2.ISecurityGroup] = [
            ec2.SecurityGroup.from_security_group_id(self._stack, f"SecurityGroup{number}", group)
            for number, group in enumerate(settings.security_group_ids or (), start=1)
        ]
        return vpc, groups or None
