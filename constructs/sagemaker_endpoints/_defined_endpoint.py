"""An endpoint that is made here: its configuration and itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import aws_sagemaker as sagemaker

from sagemaker_endpoints import _execution_role as execution_role
from sagemaker_endpoints._endpoint import Endpoint, name_in_arn
from sagemaker_endpoints._model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aws_cdk import aws_kms as kms

    from sagemaker_endpoints._model import IModel

# A deploy keeps what scaling and operators set, but for what the code says itself.
_FOLLOWS_THE_CODE = ("DesiredWeight", "DataCaptureConfig")


class DefinedEndpoint(Endpoint):
    """Defines the configuration and the endpoint; the kinds of endpoints derive from it."""

    def _define(
        self,
        *,
        production_variants: Sequence[Mapping[str, Any]],
        models: Iterable[IModel | sagemaker.CfnModel],
        endpoint_name: str | None,
        encryption_key: kms.IKey | None,
        deployment_config: Mapping[str, Any] | None = None,
        **config: Any,
    ) -> None:
        """Make both resources.

        Args:
            production_variants: as `CfnEndpointConfig` takes them.
            models: of the variants; their roles may let SageMaker use the *encryption_key*.
            endpoint_name: a fixed name, or None.
            encryption_key: of the instances' volumes.
            deployment_config: as `CfnEndpoint` takes it.
            **config: further properties of `CfnEndpointConfig`.
        """
        self.cfn_endpoint_config = sagemaker.CfnEndpointConfig(
            self,
            "Config",
            production_variants=[dict(variant) for variant in production_variants],
            kms_key_id=encryption_key.key_arn if encryption_key is not None else None,
            **config,
        )
        if encryption_key is not None:
            statement = execution_role.volume_key_statement(encryption_key.key_arn)
            for model in models:
                if isinstance(model, Model):
                    model.allow(statement)
        self.cfn_endpoint = sagemaker.CfnEndpoint(
            self,
            "Resource",
            endpoint_config_name=self.cfn_endpoint_config.attr_endpoint_config_name,
            endpoint_name=self._physical_name if endpoint_name is not None else None,
            deployment_config=dict(deployment_config) if deployment_config is not None else None,
        )
        self._name_token: str = self.cfn_endpoint.attr_endpoint_name
        self._keeps_counts = False

    @property
    def endpoint_arn(self) -> str:
        """The endpoint's ARN, usable in other stacks."""
        arn: str = self._get_resource_arn_attribute(
            self.cfn_endpoint.ref,
            service="sagemaker",
            resource="endpoint",
            resource_name=name_in_arn(self._physical_name),
        )
        return arn

    @property
    def endpoint_name(self) -> str:
        """The endpoint's name, usable in other stacks."""
        name: str = self._get_resource_name_attribute(self._name_token)
        return name

    def _keep_scaled_counts(self) -> None:
        """Without this, every deploy would set the number of instances back to the initial one."""
        if self._keeps_counts:
            return
        self._keeps_counts = True
        self.cfn_endpoint.retain_all_variant_properties = True
        self.cfn_endpoint.exclude_retained_variant_properties = [
            sagemaker.CfnEndpoint.VariantPropertyProperty(variant_property_type=kind)
            for kind in _FOLLOWS_THE_CODE
        ]
