"""AWS CDK constructs that host models on Amazon SageMaker.

Start with `Model` and `RealTimeEndpoint`; both say in their documentation what they define and what
they default to.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sagemaker_endpoints.asynchronous._async_endpoint import AsyncEndpoint
    from sagemaker_endpoints.asynchronous._scalable_async_instance_count import (
        ScalableAsyncInstanceCount,
    )
    from sagemaker_endpoints.batch._batch_transform import BatchTransform
    from sagemaker_endpoints.checks._sagemaker_checks import SageMakerChecks
    from sagemaker_endpoints.common._errors import ConfigurationError
    from sagemaker_endpoints.common._metrics import InvocationHttpResponseCode, MetricOptions
    from sagemaker_endpoints.common._s3_location import S3Location
    from sagemaker_endpoints.components._adapter_component import AdapterComponent
    from sagemaker_endpoints.components._component_rollout import ComponentRollout
    from sagemaker_endpoints.components._hosted_component import HostedComponent
    from sagemaker_endpoints.components._inference_component import InferenceComponent
    from sagemaker_endpoints.components._inference_component_endpoint import (
        InferenceComponentEndpoint,
    )
    from sagemaker_endpoints.components._managed_instance_scaling import (
        ScaleInPolicy,
        ScaleInStrategy,
    )
    from sagemaker_endpoints.components._model_component import ModelComponent
    from sagemaker_endpoints.components._scalable_copy_count import ScalableCopyCount
    from sagemaker_endpoints.endpoints._clarify_explainer import (
        ClarifyExplainer,
        ClarifyInference,
        ClarifyText,
    )
    from sagemaker_endpoints.endpoints._data_capture import DataCapture
    from sagemaker_endpoints.endpoints._endpoint import Endpoint
    from sagemaker_endpoints.endpoints._metrics_config import MetricsConfig
    from sagemaker_endpoints.endpoints._multi_model_endpoint import MultiModelEndpoint
    from sagemaker_endpoints.endpoints._multi_model_variant import MultiModelVariant
    from sagemaker_endpoints.endpoints._real_time_endpoint import RealTimeEndpoint
    from sagemaker_endpoints.endpoints._serverless_endpoint import ServerlessEndpoint
    from sagemaker_endpoints.endpoints._shap_baseline import ShapBaseline
    from sagemaker_endpoints.models._container_definition import ContainerDefinition
    from sagemaker_endpoints.models._container_image import ContainerImage
    from sagemaker_endpoints.models._image_config import ContainerImageConfig
    from sagemaker_endpoints.models._imported_model import IModel
    from sagemaker_endpoints.models._model import Model
    from sagemaker_endpoints.models._model_data import ModelData
    from sagemaker_endpoints.models._model_data_source import ModelDataConfig
    from sagemaker_endpoints.monitoring._dashboard import EndpointDashboard
    from sagemaker_endpoints.monitoring._dashboard_endpoint import DashboardEndpoint
    from sagemaker_endpoints.network._vpc_endpoints import SageMakerVpcEndpoints
    from sagemaker_endpoints.rollouts._rollback_alarms import RollbackAlarms
    from sagemaker_endpoints.rollouts._rollout import Rollout
    from sagemaker_endpoints.scaling._load_test import LoadTest
    from sagemaker_endpoints.scaling._scalable_instance_count import (
        ScalableInstanceCount,
        UtilizationOptions,
    )
    from sagemaker_endpoints.scaling._scalable_provisioned_concurrency import (
        ScalableProvisionedConcurrency,
    )
    from sagemaker_endpoints.shadow_tests._shadow_test import ShadowTest
    from sagemaker_endpoints.variants._capacity_reservation import CapacityReservation
    from sagemaker_endpoints.variants._core_dump import CoreDump
    from sagemaker_endpoints.variants._endpoint_variant import EndpointVariant
    from sagemaker_endpoints.variants._instance_pool import InstancePool
    from sagemaker_endpoints.variants._instance_variant import InstanceVariant
    from sagemaker_endpoints.variants._routing import Routing
    from sagemaker_endpoints.variants._shadow_variant import ShadowVariant

__all__ = [
    "AdapterComponent",
    "AsyncEndpoint",
    "BatchTransform",
    "CapacityReservation",
    "ClarifyExplainer",
    "ClarifyInference",
    "ClarifyText",
    "ComponentRollout",
    "ConfigurationError",
    "ContainerDefinition",
    "ContainerImage",
    "ContainerImageConfig",
    "CoreDump",
    "DashboardEndpoint",
    "DataCapture",
    "Endpoint",
    "EndpointDashboard",
    "EndpointVariant",
    "HostedComponent",
    "IModel",
    "InferenceComponent",
    "InferenceComponentEndpoint",
    "InstancePool",
    "InstanceVariant",
    "InvocationHttpResponseCode",
    "LoadTest",
    "MetricOptions",
    "MetricsConfig",
    "Model",
    "ModelComponent",
    "ModelData",
    "ModelDataConfig",
    "MultiModelEndpoint",
    "MultiModelVariant",
    "RealTimeEndpoint",
    "RollbackAlarms",
    "Rollout",
    "Routing",
    "S3Location",
    "SageMakerChecks",
    "SageMakerVpcEndpoints",
    "ScalableAsyncInstanceCount",
    "ScalableCopyCount",
    "ScalableInstanceCount",
    "ScalableProvisionedConcurrency",
    "ScaleInPolicy",
    "ScaleInStrategy",
    "ServerlessEndpoint",
    "ShadowTest",
    "ShadowVariant",
    "ShapBaseline",
    "UtilizationOptions",
]

# Each name is imported when it is asked for: an app pays for the kinds of hosting that it uses.
_HOMES = {
    "AdapterComponent": "components._adapter_component",
    "AsyncEndpoint": "asynchronous._async_endpoint",
    "BatchTransform": "batch._batch_transform",
    "CapacityReservation": "variants._capacity_reservation",
    "ClarifyExplainer": "endpoints._clarify_explainer",
    "ClarifyInference": "endpoints._clarify_explainer",
    "ClarifyText": "endpoints._clarify_explainer",
    "ComponentRollout": "components._component_rollout",
    "ConfigurationError": "common._errors",
    "ContainerDefinition": "models._container_definition",
    "ContainerImage": "models._container_image",
    "ContainerImageConfig": "models._image_config",
    "CoreDump": "variants._core_dump",
    "DashboardEndpoint": "monitoring._dashboard_endpoint",
    "DataCapture": "endpoints._data_capture",
    "Endpoint": "endpoints._endpoint",
    "EndpointDashboard": "monitoring._dashboard",
    "EndpointVariant": "variants._endpoint_variant",
    "HostedComponent": "components._hosted_component",
    "IModel": "models._imported_model",
    "InferenceComponent": "components._inference_component",
    "InferenceComponentEndpoint": "components._inference_component_endpoint",
    "InstancePool": "variants._instance_pool",
    "InstanceVariant": "variants._instance_variant",
    "InvocationHttpResponseCode": "common._metrics",
    "LoadTest": "scaling._load_test",
    "MetricOptions": "common._metrics",
    "MetricsConfig": "endpoints._metrics_config",
    "Model": "models._model",
    "ModelComponent": "components._model_component",
    "ModelData": "models._model_data",
    "ModelDataConfig": "models._model_data_source",
    "MultiModelEndpoint": "endpoints._multi_model_endpoint",
    "MultiModelVariant": "endpoints._multi_model_variant",
    "RealTimeEndpoint": "endpoints._real_time_endpoint",
    "RollbackAlarms": "rollouts._rollback_alarms",
    "Rollout": "rollouts._rollout",
    "Routing": "variants._routing",
    "S3Location": "common._s3_location",
    "SageMakerChecks": "checks._sagemaker_checks",
    "SageMakerVpcEndpoints": "network._vpc_endpoints",
    "ScalableAsyncInstanceCount": "asynchronous._scalable_async_instance_count",
    "ScalableCopyCount": "components._scalable_copy_count",
    "ScalableInstanceCount": "scaling._scalable_instance_count",
    "ScalableProvisionedConcurrency": "scaling._scalable_provisioned_concurrency",
    "ScaleInPolicy": "components._managed_instance_scaling",
    "ScaleInStrategy": "components._managed_instance_scaling",
    "ServerlessEndpoint": "endpoints._serverless_endpoint",
    "ShadowTest": "shadow_tests._shadow_test",
    "ShadowVariant": "variants._shadow_variant",
    "ShapBaseline": "endpoints._shap_baseline",
    "UtilizationOptions": "scaling._scalable_instance_count",
}

if not TYPE_CHECKING:  # a type checker that saw this would take any name

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415  # leaves no name behind

        value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
