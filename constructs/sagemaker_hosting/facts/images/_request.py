"""Finds the row of the SDK's tables that a request for an image means."""

from collections.abc import Mapping
from dataclasses import dataclass

from sagemaker_hosting.facts.images._image import UnknownImage
from sagemaker_hosting.facts.images._processors import family_of, is_arm64
from sagemaker_hosting.facts.images._tables import (
    GRAVITON,
    Row,
    framework_names,
    read_config,
    read_scope,
)
from sagemaker_hosting.facts.images._versions import nearest_versions, newest_first

HUGGING_FACE = "huggingface"
_TABLES = (
    "https://github.com/aws/sagemaker-python-sdk/tree/master/sagemaker-core/src/sagemaker/core/"
    "image_uri_config"
)
_NEURON_TABLES = {f"{HUGGING_FACE}-{neuron}": neuron for neuron in ("neuron", "neuronx")}
_ALIASES = {
    "scikit-learn": "sklearn",
    "deepar": "forecasting-deepar",
    "djl": "djl-lmi",
    "lmi": "djl-lmi",
    "triton": "sagemaker-tritonserver",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Defines the part of a table that is looked in.

    Attributes:
        framework: The table's name.
        table: Its versions, their aliases, its processors.
        neuron: `neuron` or `neuronx` for an image of the Neuron SDK, which has it in its tag.
        arm64: Whether its images are for arm64.
    """

    framework: str
    table: Row
    neuron: str | None = None
    arm64: bool = False

    @property
    def title(self) -> str:
        """What is looked for, in errors."""
        architecture = "arm64 " if self.arm64 else ""
        return f"{self.framework} has no {architecture}inference image"


def choose_source(framework: str, instance_type: str | None, processor: str | None) -> Source:
    """Find the table of a framework that fits an instance type.

    Raises:
        UnknownImage: The framework has no inference images, or none for such an instance type.
    """
    name = _ALIASES.get(framework, framework)
    table = read_scope(name)
    if table is None:
        raise _no_inference_images(framework, name)
    if instance_type is not None and is_arm64(instance_type):
        return _arm64_source(name, instance_type)
    if name.endswith("-arm64") and instance_type is not None:
        raise UnknownImage(
            f"{name} has inference images for arm64 only, and {instance_type} is x86_64"
        )
    neuron = _neuron(name, instance_type, processor)
    if neuron is None:
        return Source(framework=name, table=table)
    table = _required(read_scope(f"{HUGGING_FACE}-{neuron}"))
    return Source(framework=HUGGING_FACE, table=table, neuron=neuron)


def choose_version(source: Source, asked: str | None) -> tuple[str, str]:
    """Find a version, and the full one that it stands for.

    Args:
        source: Where to look.
        asked: Full, short or an alias such as `latest`; None = the newest.

    Raises:
        UnknownImage: There is no such version.
    """
    versions: Row = source.table["versions"]
    aliases: Mapping[str, str] = source.table.get("version_aliases", {})
    if asked is None:
        newest = newest_first(versions)[0]
        return newest, newest
    full = aliases.get(asked, asked)
    if full not in versions:
        known = newest_first(versions)
        fault = f"{source.title} of version {asked!r}"
        raise UnknownImage.among(fault, asked, known, near=nearest_versions(asked, known))
    return asked, full


def choose_base(row: Row, image: str, asked: str | None) -> tuple[str, str]:
    """Find the base framework of a Hugging Face image, and the full one that it stands for.

    Args:
        row: The row of a version.
        image: What the image is called in errors.
        asked: Such as `pytorch2.6.0`; None = the only one.

    Raises:
        UnknownImage: There is no such base, or none was asked for and there are several.
    """
    aliases: Mapping[str, str] = row.get("version_aliases", {})
    bases = newest_first(name for name in row if name != "version_aliases")
    if asked is None:
        if len(bases) == 1:
            return bases[0], bases[0]
        raise UnknownImage(
            f"{image} has inference images on several base frameworks: say which by "
            f"base_framework_version ({', '.join(bases)})"
        )
    full = aliases.get(asked, asked)
    if full not in bases:
        fault = f"{image} has no inference image of base_framework_version {asked!r}"
        raise UnknownImage.among(fault, asked, bases)
    return asked, full


def choose_py_version(row: Row, image: str, asked: str | None) -> str | None:
    """Find the Python version of an image.

    Args:
        row: The row of a version, or of a version and base framework.
        image: What the image is called in errors.
        asked: Such as `py312`; None = the only one.

    Raises:
        UnknownImage: There is no such one, or none was asked for and there are several.
    """
    available = list(row.get("py_versions") or ()) if "repository" in row else list(row)
    if not available:
        if asked is not None:
            raise UnknownImage(
                f"{image} has one inference image whatever the Python version, got py_version "
                f"{asked!r}: leave it out"
            )
        return None
    if asked is None:
        if len(available) == 1:
            return str(available[0])
        raise UnknownImage(
            f"{image} has inference images for several Python versions: say which by py_version "
            f"({', '.join(available)})"
        )
    if asked not in available:
        fault = f"{image} has no inference image of py_version {asked!r}"
        raise UnknownImage.among(fault, asked, available)
    return asked


def _no_inference_images(framework: str, name: str) -> UnknownImage:
    config = read_config(name) if "/" not in name else None
    if config is not None:
        fault = f"{name} has no inference images, for its images serve other uses"
    else:
        fault = f"there is no framework {framework!r} with inference images"
    return UnknownImage.among(fault, framework, framework_names(), listed_at=_TABLES)


def _arm64_source(name: str, instance_type: str) -> Source:
    if name.endswith("-arm64"):
        return Source(framework=name, table=_required(read_scope(name)), arm64=True)
    table = read_scope(name, GRAVITON)
    if table is not None:
        return Source(framework=name, table=table, arm64=True)
    sibling = f"{name}-arm64"
    table = read_scope(sibling)
    if table is None:
        raise UnknownImage(
            f"{name} has inference images for x86_64 only, and {instance_type} is arm64: "
            "choose an x86_64 type such as ml.c6i.large"
        )
    return Source(framework=sibling, table=table, arm64=True)


def _neuron(name: str, instance_type: str | None, processor: str | None) -> str | None:
    if name in _NEURON_TABLES:
        return _NEURON_TABLES[name]
    if name != HUGGING_FACE:
        return None
    if instance_type is None:
        return processor if processor in {"neuron", "neuronx"} else None
    family = family_of(instance_type)
    if family == "inf1":
        return "neuron"
    return "neuronx" if family.startswith(("inf", "trn")) else None


def _required(table: Row | None) -> Row:
    if table is None:
        raise UnknownImage("the installed sagemaker-core lacks a table that it used to have")
    return table
