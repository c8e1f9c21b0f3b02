"""The environment files: what they may say, and how they are read.

`load_environments(Path("environments"))` gives one `Environment` for each file, or raises one
`InvalidEnvironment` that lists every fault of every file, each with its line.
"""

from stacks.settings._async import AsyncAlarmSettings, AsyncEndpointSettings
from stacks.settings._batch import BatchSettings
from stacks.settings._endpoint import EndpointSettings
from stacks.settings._environment import Environment, VpcSettings
from stacks.settings._faults import Fault, InvalidEnvironment
from stacks.settings._inference_component import (
    ComponentSettings,
    InferenceComponentEndpointSettings,
)
from stacks.settings._kind import AlarmSettings
from stacks.settings._loading import load_environment, load_environments
from stacks.settings._model import (
    AssetDataSettings,
    BucketDataSettings,
    DataSettings,
    DlcImageSettings,
    DockerfileImageSettings,
    FrameworkImageSettings,
    ImageSettings,
    ModelSettings,
    PackageImageSettings,
    PrefixDataSettings,
    RepositoryImageSettings,
    UriDataSettings,
    UriImageSettings,
)
from stacks.settings._multi_model import MultiModelEndpointSettings
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
from stacks.settings._schema import environment_schema
from stacks.settings._serverless import ServerlessEndpointSettings

__all__ = [
    "AlarmSettings",
    "AllAtOnceRolloutSettings",
    "AssetDataSettings",
    "AsyncAlarmSettings",
    "AsyncEndpointSettings",
    "BacklogScalingSettings",
    "BatchSettings",
    "BucketDataSettings",
    "CanaryRolloutSettings",
    "ComponentSettings",
    "CooldownSettings",
    "CopyScalingSettings",
    "DataCaptureSettings",
    "DataSettings",
    "DlcImageSettings",
    "DockerfileImageSettings",
    "EndpointSettings",
    "Environment",
    "Fault",
    "FrameworkImageSettings",
    "ImageSettings",
    "InferenceComponentEndpointSettings",
    "InvalidEnvironment",
    "LinearRolloutSettings",
    "ModelSettings",
    "MultiModelEndpointSettings",
    "PackageImageSettings",
    "PrefixDataSettings",
    "ProvisionedScalingSettings",
    "RealTimeEndpointSettings",
    "RepositoryImageSettings",
    "RollingRolloutSettings",
    "RolloutSettings",
    "ScalingSettings",
    "ScheduledBoundsSettings",
    "ServerlessEndpointSettings",
    "ShadowSettings",
    "UriDataSettings",
    "UriImageSettings",
    "VariantSettings",
    "VpcSettings",
    "environment_schema",
    "load_environment",
    "load_environments",
]
