"""Defines the container images that AWS publishes for inference, per framework and Region.

They come from the SageMaker SDK's own tables in the installed package `sagemaker-core`, read as
data: importing the SDK itself takes seconds.
"""

from sagemaker_hosting.facts.images._find import find_framework_image
from sagemaker_hosting.facts.images._image import FrameworkImage, UnknownImage, patching_ended
from sagemaker_hosting.facts.images._registries import dlc_accounts

__all__ = [
    "FrameworkImage",
    "UnknownImage",
    "dlc_accounts",
    "find_framework_image",
    "patching_ended",
]
