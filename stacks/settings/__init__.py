"""The environment files: what they may say, and how they are read.

`load_environments(Path("environments"))` gives one `Environment` for each file, or raises one
`InvalidEnvironment` that lists every fault of every file, each with its line.
"""

from stacks.settings._endpoint import (
    AlarmSettings,
    EndpointSettings,
    RealTimeEndpointSettings,
    ScalingSettings,
    VariantSettings,
)
from stacks.settings._environment import Environment, VpcSettings
from stacks.settings._faults import Fault, InvalidEnvironment
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
    RepositoryImageSettings,
    UriDataSettings,
    UriImageSettings,
)
from stacks.settings._schema import environment_schema

__all__ = [
    "AlarmSettings",
    "AssetDataSettings",
    "BucketDataSettings",
    "DataSettings",
    "DlcImageSettings",
    "DockerfileImageSettings",
    "EndpointSettings",
    "Environment",
    "Fault",
    "FrameworkImageSettings",
    "ImageSettings",
    "InvalidEnvironment",
    "ModelSettings",
    "RealTimeEndpointSettings",
    "RepositoryImageSettings",
    "ScalingSettings",
    "UriDataSettings",
    "UriImageSettings",
    "VariantSettings",
    "VpcSettings",
    "environment_schema",
    "load_environment",
    "load_environments",
]
