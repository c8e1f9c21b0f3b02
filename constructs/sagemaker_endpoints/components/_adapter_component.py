"""Adapters: weights beside those of another component."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._errors import ConfigurationError
from sagemaker_endpoints.components._hosted_component import HostedComponent

if TYPE_CHECKING:
    from sagemaker_endpoints.components._hosted_component import ComponentHost
    from sagemaker_endpoints.models._model_data import ModelData


class AdapterComponent(HostedComponent):
    """Weights that the copies of another component load beside their own, such as LoRA's."""

    def __init__(
        self,
        base: HostedComponent,
        construct_id: str,
        *,
        host: ComponentHost,
        artifact: ModelData,
        name: str | None,
    ) -> None:
        """Called by `ModelComponent.add_adapter`."""
        super().__init__(base, construct_id, host=host, name=name, names_above=base.fixed_names)
        data = artifact.bind(self)
        if data.is_prefix:
            raise ConfigurationError(
                f"AdapterComponent {self.node.path!r}: artifact: got a prefix of a bucket, allowed "
                "is one .tar.gz archive"
            )
        host.role.allow(*data.read)
        # The copies, what they take and the variant are those of the base: saying them is refused.
        self._define(
            {
                "baseInferenceComponentName": base.component_name,
                "container": {"artifactUrl": data.uri},
            }
        )
        self.cfn_inference_component.add_resource_dependency(base.cfn_inference_component)
