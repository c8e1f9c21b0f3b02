"""An endpoint that loads, on request, the models below a prefix."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aws_cdk import aws_iam as iam

from sagemaker_endpoints.common._errors import ConfigurationError, Faults, naming
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._names import check_name
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.endpoints._defined_endpoint import DefinedEndpoint
from sagemaker_endpoints.endpoints._multi_model_variant import MultiModelVariant
from sagemaker_endpoints.endpoints._one_variant_endpoint import OneVariantEndpoint
from sagemaker_endpoints.models._container_definition import ContainerDefinition
from sagemaker_endpoints.models._model import Model
from sagemaker_endpoints.models._model_architecture import architecture_faults
from sagemaker_endpoints.models._multi_model_images import gpu_warning
from sagemaker_endpoints.variants._instance_variant import InstanceVariant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_kms as kms
    from constructs import Construct

    from sagemaker_endpoints.models._container_image import ContainerImage
    from sagemaker_endpoints.models._model_data import ModelData
    from sagemaker_endpoints.scaling._scalable_instance_count import ScalableInstanceCount


class MultiModelEndpoint(OneVariantEndpoint[MultiModelVariant], DefinedEndpoint):
    """Defines an endpoint whose one container serves every model below a prefix of a bucket.

    A caller names the archive (`TargetModel`), the endpoint fetches and loads it for the first
    request, and unloads what is used least when memory runs short. A model is added by putting its
    archive below the prefix: nothing has to be deployed.

    Args:
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        image: that can load several models:
            https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-support.html
        models: `ModelData.from_prefix`; each .tar.gz below is a model.
        instance_type: "ml.c6i.large".
        initial_instance_count: instances at first.
        model_cache: False loads a model for each request anew, which suits very many models that
            are rarely asked for.
        environment: variables of the container.
        entry_point: the file below each archive's code/ that defines `model_fn`; inference.py when
            left out. For AWS's framework images, and those built on them.
        role: as for `Model`.
        vpc: as for `Model`.
        vpc_subnets: as for `Model`.
        security_groups: as for `Model`.
        network_isolation: as for `Model`.
        variant_name: of the one variant, 1 to 63 letters, digits and inner hyphens.
        endpoint_name: a fixed name, unique in account and region; CloudFormation makes one when
            left out.
        encryption_key: for the storage volumes of the instances; the role may let SageMaker use it.
        volume_size: of each instance's storage volume, where fetched models lie; 1 to 512 GiB.
        model_data_download_timeout: for fetching a model, 60 to 3,600 seconds.
        container_startup_health_check_timeout: until /ping has to answer, 60 to 3,600 seconds.

    Raises:
        ConfigurationError: tells everything that SageMaker would refuse: one archive instead of a
            prefix, values out of range, an instance type that the image is not built for.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoints.html
    """

    _KIND = "MultiModelEndpoint"

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        image: ContainerImage,
        models: ModelData,
        instance_type: str,
        initial_instance_count: int = 1,
        model_cache: bool = True,
        environment: Mapping[str, str] | None = None,
        entry_point: str | None = None,
        role: iam.IRole | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        network_isolation: bool = False,
        variant_name: str = "AllTraffic",
        endpoint_name: str | None = None,
        encryption_key: kms.IKey | None = None,
        volume_size: cdk.Size | None = None,
        model_data_download_timeout: cdk.Duration | None = None,
        container_startup_health_check_timeout: cdk.Duration | None = None,
    ) -> None:
        subject = naming("MultiModelEndpoint", scope, construct_id)
        check_given(subject, MultiModelEndpoint.__init__, locals())
        faults = Faults(subject)
        check_name(faults, "endpoint_name", endpoint_name, "EndpointName")
        try:
            planned = InstanceVariant(
                name=variant_name,
                model=_ModelToBe(),
                instance_type=instance_type,
                initial_instance_count=initial_instance_count,
                volume_size=volume_size,
                model_data_download_timeout=model_data_download_timeout,
                container_startup_health_check_timeout=container_startup_health_check_timeout,
            )
        except ConfigurationError as error:
            faults.extend(
                f"variant_{fault}" if fault.startswith("name:") else fault for fault in error.faults
            )
        faults.raise_if_any()
        super().__init__(scope, construct_id, physical_name=endpoint_name)
        container = ContainerDefinition(
            image=image,
            model_data=models,
            mode="MultiModel",
            model_cache=model_cache,
            environment=environment if environment is not None else {},
            entry_point=entry_point,
        )
        self._model = Model(
            self,
            "Model",
            containers=[container],
            role=role,
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            security_groups=security_groups,
            network_isolation=network_isolation,
        )
        faults.extend(architecture_faults(self._model, instance_type))
        faults.raise_if_any()
        variant = replace(planned, model=self._model)
        self._define(
            production_variants=[variant.render()],
            models=[self._model],
            endpoint_name=endpoint_name,
            encryption_key=encryption_key,
        )
        self._variant = MultiModelVariant(
            self,
            variant_name,
            name_in_stack=self._name_token,
            instance_types=variant.candidate_types,
            when_scaled=self._keep_scaled_counts,
        )
        found = variant.warnings(has_key=encryption_key is not None)
        for rule, message in found + gpu_warning(self._model.frameworks, instance_type):
            warn(self, rule, message)

    @property
    def model(self) -> Model:
        """What SageMaker calls the model: the container that serves all of yours."""
        return self._model

    def variant(self, variant_name: str | None = None) -> MultiModelVariant:
        """Its one variant, for metrics and scaling.

        Raises:
            ConfigurationError: it has another name.
        """
        return super().variant(variant_name) if variant_name is not None else self._variant

    def auto_scale_instance_count(
        self, *, min_capacity: int = 1, max_capacity: int
    ) -> ScalableInstanceCount:
        """Let the number of instances follow the load, as for any variant on instances.

        Each instance loads its own copies of the models that it is asked for.

        Args:
            min_capacity: at least 1.
            max_capacity: at least *min_capacity*.

        Returns:
            What the policies are added to; without one nothing scales.

        Raises:
            ConfigurationError: bounds that AWS refuses, or a second call.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoints-autoscaling.html
        """
        return self._variant.auto_scale_instance_count(
            min_capacity=min_capacity, max_capacity=max_capacity
        )

    def grant_invoke(
        self, grantee: iam.IGrantable, *, target_models: Sequence[str] | None = None
    ) -> iam.Grant:
        """Let *grantee* ask the endpoint for an answer of its models (`InvokeEndpoint`).

        Args:
            grantee: who may.
            target_models: which models alone, as callers name them: the path below the prefix,
                with * for any text: "store-1/*". All when left out.

        Raises:
            ConfigurationError: the list of models is empty.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-security.html
        """
        if target_models is None:
            return super().grant_invoke(grantee)
        check_given(
            lambda: f"MultiModelEndpoint {self.node.path!r}: grant_invoke",
            MultiModelEndpoint.grant_invoke,
            locals(),
        )
        if not target_models:
            raise ConfigurationError(
                f"MultiModelEndpoint {self.node.path!r}: grant_invoke: target_models: got none, "
                "name one or more; leave it out to grant all"
            )
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=["sagemaker:InvokeEndpoint"],
            resource_arns=[self.endpoint_arn],
            conditions={"StringLike": {"sagemaker:TargetModel": list(target_models)}},
        )


@dataclass(frozen=True)
class _ModelToBe:
    """Stands for the model while the instances are checked: nothing is made if they are wrong."""

    model_name: str = ""
