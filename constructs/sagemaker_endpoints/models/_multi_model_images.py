"""Which of AWS's images serve several models from one container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_hosting.facts.instance_types import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sagemaker_endpoints.models._image_config import ContainerImageConfig

_OF_TRITON = "sagemaker-tritonserver"
# https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-support.html
_LISTED = frozenset(
    {
        "knn",
        "linear-learner",
        "mxnet",
        "pytorch",
        "pytorch-amzn2023",
        "randomcutforest",
        _OF_TRITON,
        "sklearn",
        "tensorflow",
        "xgboost",
    }
)
_OF_TORCHSERVE = frozenset({"pytorch", "pytorch-amzn2023"})
# sagemaker-pytorch-inference 2.0.25 writes this setting and the next into one line of TorchServe's
# configuration, which then refuses to load models with 405. The variable wins over the file.
_LET_MODELS_BE_LOADED = {"TS_ENABLE_MODEL_API": "true"}


def multi_model_variables(image: ContainerImageConfig) -> dict[str, str]:
    """What an image of AWS has to be told to load models on request."""
    return dict(_LET_MODELS_BE_LOADED) if image.framework in _OF_TORCHSERVE else {}


def multi_model_warning(image: ContainerImageConfig) -> tuple[tuple[str, str], ...]:
    """The warning about an image of AWS that its list of multi-model images lacks."""
    if image.framework is None or image.framework in _LISTED:
        return ()
    message = (
        f"AWS does not list {image.framework} among the images that serve several models from one "
        "container (https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-support.html): "
        "loading a model may fail. Use a listed one, or an image of your own"
    )
    return (("MultiModelImage", message),)


def gpu_warning(frameworks: Iterable[str], instance_type: str) -> tuple[tuple[str, str], ...]:
    """The warning about several models on a GPU without the one image that AWS supports there."""
    facts = facts_of(instance_type)
    others = sorted(set(frameworks) - {_OF_TRITON})
    on_gpu = facts is not None and facts.accelerator is not None and facts.accelerator.kind == "gpu"
    if not others or not on_gpu:
        return ()
    message = (
        f"{instance_type} has GPUs, on which AWS supports several models in one container with its "
        f"Triton image alone, got {', '.join(others)} "
        "(https://docs.aws.amazon.com/sagemaker/latest/dg/mms-container-apis.html): use that, or "
        "an instance type without"
    )
    return (("MultiModelGpu", message),)
