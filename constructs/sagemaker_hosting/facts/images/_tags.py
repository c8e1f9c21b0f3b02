"""Composes the tags of AWS's images the way the SageMaker SDK does."""

import re
from collections.abc import Mapping

from sagemaker_hosting.facts.images._request import Source
from sagemaker_hosting.facts.images._tables import Row

# The images below are not in the SDK's tables but in its code.
_ARM64_TAGS = {
    ("xgboost", "1.5-1"): "1.5-1-arm64",
    ("xgboost", "1.3-1"): "1.3-1-arm64",
    ("sklearn", "1.0-1"): "1.0-1-arm64-cpu-py3",
}
_P4D_SUFFIXES = {
    "tensorflow-2.3-gpu-py37": "cu110-ubuntu18.04-v3",
    "tensorflow-2.3.1-gpu-py37": "cu110-ubuntu18.04",
    "tensorflow-2.3.2-gpu-py37": "cu110-ubuntu18.04",
    "tensorflow-1.15-gpu-py37": "cu110-ubuntu18.04-v8",
    "tensorflow-1.15.4-gpu-py37": "cu110-ubuntu18.04",
    "tensorflow-1.15.5-gpu-py37": "cu110-ubuntu18.04",
    "mxnet-1.8-gpu-py37": "cu110-ubuntu16.04-v1",
    "mxnet-1.8.0-gpu-py37": "cu110-ubuntu16.04",
    "pytorch-1.6-gpu-py36": "cu110-ubuntu18.04-v3",
    "pytorch-1.6.0-gpu-py36": "cu110-ubuntu18.04",
    "pytorch-1.6-gpu-py3": "cu110-ubuntu18.04-v3",
    "pytorch-1.6.0-gpu-py3": "cu110-ubuntu18.04",
}
_WITH_SDK_VERSION = {
    "huggingface-vllm-inference-neuronx",
    "huggingface-pytorch-inference-neuron",
    "huggingface-pytorch-inference-neuronx",
}
_TRITON = "sagemaker-tritonserver"


def compose_tag(
    source: Source,
    row: Row,
    *,
    prefix: str,
    py_version: str | None,
    processor: str | None,
    family: str | None,
) -> str:
    """Compose the tag of an image.

    Args:
        source: Where its row is from.
        row: The row of the image.
        prefix: The version, as the tag begins with it; the row may know better.
        py_version: The image's Python version.
        processor: The image's processor.
        family: The instance type's family: the SDK names other images for a few.
    """
    prefix = row.get("tag_prefix", prefix)
    arm64_tag = _ARM64_TAGS.get((source.framework, prefix)) if source.arm64 else None
    if arm64_tag is not None:
        return arm64_tag
    shown = source.neuron or (processor if row.get("processor_in_tag", True) else None)
    if source.framework == _TRITON and shown == "gpu":
        shown = None
    parts = (prefix, shown, py_version, _container_version(source, row, processor))
    tag = "-".join(part for part in parts if part)
    suffix = _P4D_SUFFIXES.get(f"{source.framework}-{tag}") if family == "p4d" else None
    return f"{tag}-{suffix}" if suffix is not None else tag


def hugging_face_prefix(version: str, base: str) -> str:
    """Compose the start of a Hugging Face tag, such as `2.6.0-transformers5.5.3`."""
    return f"{re.sub('^(pytorch|tensorflow)', '', base)}-transformers{version}"


def _container_version(source: Source, row: Row, processor: str | None) -> str | None:
    versions: Mapping[str, str] | None = row.get("container_version")
    if not versions or processor is None:
        return None
    version = versions[processor]
    repository = row["repository"]
    if repository in _WITH_SDK_VERSION:
        return f"{max(row['sdk_versions'])}-{version}"
    if repository in {f"{source.framework}-inference-{end}" for end in ("graviton", "arm64")}:
        return f"{version}-sagemaker"
    return version
