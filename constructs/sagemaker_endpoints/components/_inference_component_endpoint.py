"""An endpoint whose instances several models share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._aws_environment import lies_with
from sagemaker_endpoints.common._errors import Faults, naming
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._names import check_name
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.components._component_plan import ComponentPlan
from sagemaker_endpoints.components._component_resources import ComponentResources
from sagemaker_endpoints.components._hosted_component import (
    ComponentHost,
    HostedComponent,
    check_component,
)
from sagemaker_endpoints.components._managed_instance_scaling import InstanceCounts
from sagemaker_endpoints.components._model_component import ModelComponent
from sagemaker_endpoints.components._shared_endpoint import SharedEndpoint
from sagemaker_endpoints.components._shared_variant import SharedVariant
from sagemaker_endpoints.models._model_network import ModelNetwork
from sagemaker_endpoints.rollouts._alarm_faults import alarm_faults
from sagemaker_endpoints.variants._instance_faults import type_faults
from sagemaker_endpoints.variants._instance_settings import InstanceSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_sagemaker as sagemaker
    from constructs import Construct

    from sagemaker_endpoints.components._component_rollout import ComponentRollout
    from sagemaker_endpoints.components._managed_instance_scaling import ScaleInPolicy
    from sagemaker_endpoints.endpoints._metrics_config import MetricsConfig
    from sagemaker_endpoints.models._container_definition import ContainerDefinition
    from sagemaker_endpoints.models._imported_model import IModel
    from sagemaker_endpoints.variants._routing import Routing


class InferenceComponentEndpoint(SharedEndpoint):
    """Defines an endpoint of instances; models come onto them by `add_component`.

    Args:
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        instance_type: "ml.g5.2xlarge". A type newer than the tables of this library is used with a
            warning.
        initial_instance_count: instances at first; all there are, without the two bounds.
        min_instance_count: with *max_instance_count*, SageMaker starts the instances that the
            copies need, and gives back those without copies. 0 is for endpoints whose components
            scale to none.
        max_instance_count: at least 1 and *min_instance_count*.
        scale_in_policy: which instances are given back, and how fast; those without copies when
            left out.
        role: assumed instead of a role made here; rights for containers, artifacts, logs and
            metrics are added to it where it can be changed. A component's `model` has its own.
        routing: to which copy a request goes; to any when left out.
        vpc: where the containers get network interfaces.
        vpc_subnets: of the *vpc*; its private subnets when left out.
        security_groups: of those interfaces; one that allows all outbound traffic is made when left
            out.
        network_isolation: True cuts the containers off from every network.
        volume_size: of each instance's storage volume, 1 to 512 GiB; none for types with local NVMe
            storage.
        model_data_download_timeout: for fetching an artifact, 60 to 3,600 seconds.
        container_startup_health_check_timeout: until /ping has to answer, 60 to 3,600 seconds.
        inference_ami_version: "al2023-ami-sagemaker-inference-gpu-4-1": the drivers of an
            accelerator.
        metrics_config: which metrics it publishes beyond the usual ones, and how often.
        variant_name: of the one variant.
        endpoint_name: a fixed name, unique in account and region; CloudFormation makes one when
            left out.
        encryption_key: for the storage volumes of the instances; the role may let SageMaker use it.

    Raises:
        ConfigurationError: tells everything that SageMaker would refuse.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        instance_type: str,
        initial_instance_count: int = 1,
        min_instance_count: int | None = None,
        max_instance_count: int | None = None,
        scale_in_policy: ScaleInPolicy | None = None,
        role: iam.IRole | None = None,
        routing: Routing | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        network_isolation: bool = False,
        volume_size: cdk.Size | None = None,
        model_data_download_timeout: cdk.Duration | None = None,
        container_startup_health_check_timeout: cdk.Duration | None = None,
        inference_ami_version: str | None = None,
        metrics_config: MetricsConfig | None = None,
        variant_name: str = "AllTraffic",
        endpoint_name: str | None = None,
        encryption_key: kms.IKey | None = None,
    ) -> None:
        subject = naming("InferenceComponentEndpoint", scope, construct_id)
        check_given(subject, InferenceComponentEndpoint.__init__, locals())
        instances = InstanceCounts(
            initial=initial_instance_count,
            lowest=min_instance_count,
            highest=max_instance_count,
            scale_in_policy=scale_in_policy,
        )
        hardware = InstanceSettings(
            instance_type=instance_type,
            candidate_types=(instance_type,),
            volume_size=volume_size,
            model_data_download_timeout=model_data_download_timeout,
            container_startup_health_check_timeout=container_startup_health_check_timeout,
            inference_ami_version=inference_ami_version,
        )
        faults = Faults(subject)
        instances.check(faults)
        faults.extend(type_faults([instance_type], "instance_type"))
        hardware.check(faults)
        if (vpc_subnets or security_groups) and vpc is None:
            faults.add("vpc: missing; vpc_subnets and security_groups need it")
        check_name(faults, "variant_name", variant_name, "VariantName")
        check_name(faults, "endpoint_name", endpoint_name, "EndpointName")
        faults.raise_if_any()
        super().__init__(scope, construct_id, physical_name=endpoint_name)
        lies_with(self, scope)
        self._network = (
            ModelNetwork.of(self, vpc, vpc_subnets, security_groups) if vpc is not None else None
        )
        self._role = self._make_role(role, encryption_key)
        variant = {
            "variantName": variant_name,
            "instanceType": instance_type,
            **hardware.render(),
            **instances.render(),
        }
        if routing is not None:
            variant["routingConfig"] = routing.render()
        self._define(
            production_variants=[variant],
            models=[],
            endpoint_name=endpoint_name,
            encryption_key=encryption_key,
            execution_role_arn=self._role.arn,
            vpc_config=self._network.vpc_config if self._network is not None else None,
            enable_network_isolation=network_isolation or None,
            metrics_config=metrics_config.render() if metrics_config is not None else None,
        )
        if role is not None and self._role.given_rights is not None:
            # Its policies are there before SageMaker assumes it, and leave after the endpoint.
            self.cfn_endpoint_config.node.add_dependency(role, self._role.given_rights)
        self._host = self._begin_hosting(
            variant_name,
            endpoint_name=endpoint_name,
            instance_type=instance_type,
            instances=instances,
            is_isolated=network_isolation,
        )
        has_key = encryption_key is not None
        for rule, message in (
            *hardware.warnings("instance_type", has_key=has_key),
            *instances.warnings(),
        ):
            warn(self, rule, message)

    def add_component(
        self,
        construct_id: str,
        *,
        model: IModel | sagemaker.CfnModel | None = None,
        container: ContainerDefinition | None = None,
        min_memory_mb: int,
        max_memory_mb: int | None = None,
        cpus: float | None = None,
        accelerators: int | None = None,
        copies: int = 1,
        startup_timeout: cdk.Duration | None = None,
        data_download_timeout: cdk.Duration | None = None,
        rollout: ComponentRollout | None = None,
        component_name: str | None = None,
    ) -> ModelComponent:
        """Host a model on the instances, in copies that get a share of them each.

        Args:
            construct_id: its id in the endpoint. Its name follows from it: a new id is a new
                component, made before the old one is removed.
            model: `Model`, an imported one, or a `CfnModel`; or give a *container*.
            container: what to run, with at most 16 variables; the endpoint's role is its role.
            min_memory_mb: memory that a copy gets at least, 128 or more. SageMaker keeps a part of
                an instance's memory to itself.
            max_memory_mb: memory that a copy may use at most, and not less than *min_memory_mb*.
            cpus: vCPUs of a copy, 0.25 or more.
            accelerators: GPUs or AWS chips of a copy, whole ones.
            copies: at first; scaling goes on from there.
            startup_timeout: until /ping has to answer, 60 to 3,600 seconds.
            data_download_timeout: for fetching the artifact, 60 to 3,600 seconds.
            rollout: how an update reaches the copies; AWS's way when left out.
            component_name: a fixed name; made from the stack's name and the place in it when left
                out.

        Raises:
            ConfigurationError: tells everything that SageMaker would refuse, and what does not fit
                the instance type.

        See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateInferenceComponent.html
        """
        subject = naming("InferenceComponent", self, construct_id)
        check_given(subject, InferenceComponentEndpoint.add_component, locals())
        plan = ComponentPlan(
            model=model,
            container=container,
            resources=ComponentResources(
                min_memory_mb=min_memory_mb,
                max_memory_mb=max_memory_mb,
                cpus=cpus,
                accelerators=accelerators,
            ),
            copies=copies,
            startup_timeout=startup_timeout,
            data_download_timeout=data_download_timeout,
            rollout=rollout,
        )
        faults = Faults(subject)
        check_component(faults, self, construct_id, component_name, self._host)
        plan.check(faults, self._host.instance_type)
        if rollout is not None:
            faults.extend(alarm_faults(self, rollout.given_alarms))
        faults.raise_if_any()
        return ModelComponent(self, construct_id, host=self._host, plan=plan, name=component_name)

    def _begin_hosting(
        self,
        variant_name: str,
        *,
        endpoint_name: str | None,
        instance_type: str,
        instances: InstanceCounts,
        is_isolated: bool,
    ) -> ComponentHost:
        self._variant = SharedVariant(
            self,
            variant_name,
            name_in_stack=self._name_token,
            instance_types=[instance_type],
            when_scaled=self._refuse_scaling,
        )
        self._components: list[HostedComponent] = []
        self._granted: list[tuple[iam.IGrantable, tuple[str, ...]]] = []
        return ComponentHost(
            endpoint=self,
            endpoint_name=self._name_token,
            fixed_endpoint_name=endpoint_name if is_known_text(endpoint_name) else "",
            variant_name=variant_name,
            instance_type=instance_type,
            instances=instances,
            is_in_vpc=self._network is not None,
            is_isolated=is_isolated,
            role=self._role,
            admit=self._admit,
            components=self._components,
        )
