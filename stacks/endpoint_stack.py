"""One endpoint with its models, scaling and alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

from sagemaker_endpoints import InstanceVariant, RealTimeEndpoint
from stacks._acknowledgements import acknowledge_warning
from stacks._alarms import add_alarms
from stacks._models import build_model, image_for
from stacks._naming import construct_id as id_of

if TYPE_CHECKING:
    from constructs import Construct

    from sagemaker_endpoints import EndpointVariant, Model
    from stacks.settings import (
        Environment,
        RealTimeEndpointSettings,
        ScalingSettings,
        VpcSettings,
    )
    from stacks.shared_stack import SharedStack


class EndpointStack(cdk.Stack):
    """Defines an endpoint of an environment file, alone: it deploys and rolls back by itself.

    Args:
        scope: the environment's stage.
        construct_id: its id.
        settings: of the endpoint.
        environment: that the endpoint belongs to; its models are named by the settings.
        shared: what the environment's endpoints share.
        **kwargs: of `cdk.Stack`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: RealTimeEndpointSettings,
        environment: Environment,
        shared: SharedStack,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)
        models = self._models(settings, environment)
        self.endpoint = RealTimeEndpoint(
            self,
            "Endpoint",
            endpoint_name=settings.endpoint_name,
            encryption_key=shared.key,
            variants=[
                InstanceVariant(
                    name=name,
                    model=models[name],
                    instance_type=variant.instance_type,
                    initial_weight=variant.weight,
                    initial_instance_count=variant.instance_count,
                )
                for name, variant in settings.variants.items()
            ],
        )
        for name, variant in settings.variants.items():
            if variant.scaling is not None:
                _scale(self.endpoint.variant(name), variant.scaling)
        add_alarms(self, self.endpoint, settings.alarms, shared.alarm_topic)
        cdk.CfnOutput(self, "EndpointName", value=self.endpoint.endpoint_name)

    def _models(
        self, settings: RealTimeEndpointSettings, environment: Environment
    ) -> dict[str, Model]:
        """The model of each variant; variants of one model share it if they need one image."""
        vpc, security_groups = self._network(environment.vpc)
        models: dict[tuple[str, str], Model] = {}
        by_variant: dict[str, Model] = {}
        for name, variant in settings.variants.items():
            model = environment.models[variant.model]
            key = (variant.model, image_for(model.image, variant.instance_type))
            if key not in models:
                is_first = all(known != variant.model for known, _ in models)
                suffix = "" if is_first else f"On{id_of(variant.instance_type)}"
                models[key] = build_model(
                    self,
                    f"{id_of(variant.model)}{suffix}",
                    model,
                    instance_type=variant.instance_type,
                    vpc=vpc,
                    security_groups=security_groups,
                )
            by_variant[name] = models[key]
        return by_variant

    def _network(
        self, settings: VpcSettings | None
    ) -> tuple[ec2.IVpc | None, list[ec2.ISecurityGroup] | None]:
        if settings is None:
            return None, None
        vpc = ec2.Vpc.from_vpc_attributes(
            self,
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
            ec2.SecurityGroup.from_security_group_id(self, f"SecurityGroup{number}", group)
            for number, group in enumerate(settings.security_group_ids or (), start=1)
        ]
        return vpc, groups or None


def _scale(variant: EndpointVariant, settings: ScalingSettings) -> None:
    capacity = variant.auto_scale_instance_count(
        min_capacity=settings.min, max_capacity=settings.max
    )
    by_load_test = settings.max_requests_per_second is not None
    capacity.scale_on_invocations(
        "Invocations",
        max_requests_per_second=settings.max_requests_per_second,
        safety_factor=settings.safety_factor if by_load_test else None,
        invocations_per_minute=settings.invocations_per_minute,
        scale_in_cooldown=_seconds(settings.scale_in_cooldown_seconds),
        scale_out_cooldown=_seconds(settings.scale_out_cooldown_seconds),
        disable_scale_in=settings.disable_scale_in or None,
    )


def _seconds(value: int | None) -> cdk.Duration | None:
    return cdk.Duration.seconds(value) if value is not None else None
