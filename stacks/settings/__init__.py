"""The environment files: what they may say, and how they are read.

`load_environments(Path("environments"))` gives one `Environment` for each file, or raises one
`InvalidEnvironment` that lists every fault of every file, each with its line.

`models` and `kinds` hold the fields of a file, `files` what it is as a whole; `checks` compares
fields with each other and with what AWS has; `loading` puts a file through all of it. What these
share is in `common` and `yaml`.
"""

from stacks.settings.common._traffic import BatchTrafficSettings, TrafficSettings
from stacks.settings.files._environment import Environment
from stacks.settings.files._pipeline import DeploymentSettings, PipelineSettings, SourceSettings
from stacks.settings.files._schema import environment_schema, pipeline_schema
from stacks.settings.files._vpc import VpcServiceName, VpcSettings
from stacks.settings.kinds._async import AsyncAlarmSettings, AsyncEndpointSettings
from stacks.settings.kinds._batch import BatchSettings
from stacks.settings.kinds._core_dump import CoreDumpSettings
from stacks.settings.kinds._endpoint import EndpointSettings
from stacks.settings.kinds._explainer import (
    BaselineSettings,
    ExplainerInferenceSettings,
    ExplainerSettings,
    ExplainerTextSettings,
    FileBaselineSettings,
    InlineBaselineSettings,
)
from stacks.settings.kinds._inference_component import (
    ComponentRolloutSettings,
    ComponentSettings,
    InferenceComponentEndpointSettings,
)
from stacks.settings.kinds._instances import (
    InstanceOptions,
    PrefixAwareRoutingSettings,
    RoutingSettings,
    VariantOptions,
)
from stacks.settings.kinds._kind import AlarmSettings, MetricsSettings
from stacks.settings.kinds._multi_model import MultiModelEndpointSettings
from stacks.settings.kinds._real_time import (
    DataCaptureSettings,
    RealTimeEndpointSettings,
    ShadowSettings,
    VariantSettings,
)
from stacks.settings.kinds._rollout import (
    AllAtOnceRolloutSettings,
    CanaryRolloutSettings,
    LinearRolloutSettings,
    RollbackAlarmSettings,
    RollingRolloutSettings,
    RolloutSettings,
)
from stacks.settings.kinds._scaling import (
    BacklogScalingSettings,
    CooldownSettings,
    CopyScalingSettings,
    ProvisionedScalingSettings,
    ScalingSettings,
    ScheduledBoundsSettings,
)
from stacks.settings.kinds._serverless import ServerlessEndpointSettings
from stacks.settings.kinds._shadow_test import ShadowTestSettings
from stacks.settings.loading._environments import load_environment, load_environments, names_in
from stacks.settings.loading._located import fault_in, faults_in, notes_in
from stacks.settings.loading._pipeline import InvalidPipeline, load_pipeline
from stacks.settings.models._data import (
    AssetDataSettings,
    BucketDataSettings,
    DataSettings,
    HuggingFaceDataSettings,
    PrefixDataSettings,
    UriDataSettings,
)
from stacks.settings.models._image import (
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
from stacks.settings.models._model import (
    ContainerSettings,
    ModelSettings,
)
from stacks.settings.yaml._faults import Fault, InvalidEnvironment, KeyPath

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
    "RollbackAlarmSettings",
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
