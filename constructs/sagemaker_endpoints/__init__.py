"""AWS CDK constructs that host models on Amazon SageMaker.

Start with `Model` and `RealTimeEndpoint`; both say in their documentation what they define and what
they default to.
"""

from sagemaker_endpoints._container_definition import ContainerDefinition
from sagemaker_endpoints._container_image import ContainerImage
from sagemaker_endpoints._endpoint import Endpoint
from sagemaker_endpoints._endpoint_variant import EndpointVariant
from sagemaker_endpoints._errors import ConfigurationError
from sagemaker_endpoints._image_sources import ContainerImageConfig
from sagemaker_endpoints._instance_variant import InstanceVariant
from sagemaker_endpoints._metrics import InvocationHttpResponseCode, MetricOptions
from sagemaker_endpoints._model import IModel, Model
from sagemaker_endpoints._model_data import ModelData, ModelDataConfig
from sagemaker_endpoints._real_time_endpoint import RealTimeEndpoint
from sagemaker_endpoints._scalable_instance_count import ScalableInstanceCount

__all__ = [
    "ConfigurationError",
    "ContainerDefinition",
    "ContainerImage",
    "ContainerImageConfig",
    "Endpoint",
    "EndpointVariant",
    "IModel",
    "InstanceVariant",
    "InvocationHttpResponseCode",
    "MetricOptions",
    "Model",
    "ModelData",
    "ModelDataConfig",
    "RealTimeEndpoint",
    "ScalableInstanceCount",
]
