"""The environment files: what they may say, and how they are read.

`load_environments(Path("environments"))` gives one `Environment` for each file, or raises one
`InvalidEnvironment` that lists every fault of every file, each with its line.
"""

from stacks.settings._async import AsyncAlarmSettings, AsyncEndpointSettings
from stacks.settings._batch import BatchSettings
from stacks.settings._core_dump import CoreDumpSettings
from stacks.settings._data import (
    AssetDataSettings,
    BucketDataSettings,
    DataSettings,
    HuggingFaceDataSettings,
    PrefixDataSettings,
    UriDataSettings,
)
from stacks.settings._endpoint import EndpointSettings
from stacks.settings._environment import Environment
from stacks.settings._explainer import (
    BaselineSettings,
    ExplainerInferenceSettings,
    ExplainerSettings,
    ExplainerTextSettings,
    FileBaselineSettings,
    InlineBaselineSettings,
)
from stacks.settings._faults import Fault, InvalidEnvironment, KeyPath
from stacks.settings._image import (
    ContainerImageSettings,
    DlcImageSettings,
    DockerfileImageSettings,
    FrameworkImageSettings,
    ImageSettings,
    PackageImageSettings,
    PrivateRegistryImageSettings,
    RepositoryImageSettings,
    UriImageSettings,
)
from stacks.settings._inference_component import (
    ComponentRolloutSettings,
    ComponentSettings,
    InferenceComponentEndpointSettings,
)
from stacks.settings._instances import (
    InstanceOptions,
    PrefixAwareRoutingSettings,
    RoutingSettings,
    VariantOptions,
)
from stacks.settings._kind import AlarmSettings, MetricsSettings
from stacks.settings._loading import load_environment, load_environments, names_in
from stacks.settings._located import fault_in, faults_in, notes_in
from stacks.settings._model import (
    ContainerSettings,
    ModelSettings,
)
from stacks.settings._multi_model import MultiModelEndpointSettings
from stacks.settings._pipeline import DeploymentSettings, PipelineSettings, SourceSettings
from stacks.settings._pipeline_loading import InvalidPipeline, load_pipeline
from stacks.settings._real_time import (
    DataCaptureSettings,
    RealTimeEndpointSettings,
    ShadowSettings,
    VariantSettings,
)
from stacks.settings._rollout import (
    AllAtOnceRolloutSettings,
    CanaryRolloutSettings,
    LinearRolloutSettings,
    RollingRolloutSettings,
    RolloutSettings,
)
from stacks.settings._scaling import (
    BacklogScalingSettings,
    CooldownSettings,
    CopyScalingSettings,
    ProvisionedScalingSettings,
    ScalingSettings,
    ScheduledBoundsSettings,
)
from stacks.settings._schema import environment_schema, pipeline_schema
from stacks.settings._serverless import ServerlessEndpointSettings
from stacks.settings._shadow_test import ShadowTestSettings
from stacks.settings._traffic import BatchTrafficSettings, TrafficSettings
from stacks.settings._vpc import VpcServiceName, VpcSettings

__all__ = [
    "AlarmSettings",
    "AllAtOnceRolloutSettings",
    "AssetDataSettings",
    "AsyncAlarmSettings",
    "AsyncEndpointSettings",
    "BacklogScalingSettings",
    "BaselineSettings",
    "BatchSettings",
    "BatchTrafficSettings",
    "BucketDataSettings",
    "CanaryRolloutSettings",
    "ComponentRolloutSettings",
    "ComponentSettings",
    "ContainerImageSettings",
    "ContainerSettings",
    "CooldownSettings",
    "CopyScalingSettings",
    "CoreDumpSettings",
    "DataCaptureSettings",
    "DataSettings",
    "DeploymentSettings",
    "DlcImageSettings",
    "DockerfileImageSettings",
    "EndpointSettings",
    "Environment",
    "ExplainerInferenceSettings",
    "ExplainerSettings",
    "ExplainerTextSettings",
    "Fault",
    "FileBaselineSettings",
    "FrameworkImageSettings",
    "HuggingFaceDataSettings",
    "ImageSettings",
    "InferenceComponentEndpointSettings",
    "InlineBaselineSettings",
    "InstanceOptions",
    "InvalidEnvironment",
    "InvalidPipeline",
    "KeyPath",
    "LinearRolloutSettings",
    "MetricsSettings",
    "ModelSettings",
    "MultiModelEndpointSettings",
    "PackageImageSettings",
    "PipelineSettings",
    "PrefixAwareRoutingSettings",
    "PrefixDataSettings",
    "PrivateRegistryImageSettings",
    "ProvisionedScalingSettings",
    "RealTimeEndpointSettings",
    "RepositoryImageSettings",
    "RollingRolloutSettings",
    "RolloutSettings",
    "RoutingSettings",
    "ScalingSettings",
    "ScheduledBoundsSettings",
    "ServerlessEndpointSettings",
    "ShadowSettings",
    "ShadowTestSettings",
    "SourceSettings",
    "TrafficSettings",
    "UriDataSettings",
    "UriImageSettings",
    "VariantOptions",
    "VariantSettings",
    "VpcServiceName",
    "VpcSettings",
    "environment_schema",
    "fault_in",
    "faults_in",
    "load_environment",
    "load_environments",
    "load_pipeline",
    "names_in",
    "notes_in",
    "pipeline_schema",
]
