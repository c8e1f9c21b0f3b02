"""Finds the image that AWS publishes for a framework."""

from collections.abc import Collection
from dataclasses import dataclass
from types import MappingProxyType

from sagemaker_hosting.facts.images._image import FrameworkImage, UnknownImage
from sagemaker_hosting.facts.images._patching import end_of_patch
from sagemaker_hosting.facts.images._processors import choose_processor, family_of
from sagemaker_hosting.facts.images._request import (
    HUGGING_FACE,
    Source,
    choose_base,
    choose_py_version,
    choose_source,
    choose_version,
)
from sagemaker_hosting.facts.images._tables import Row
from sagemaker_hosting.facts.images._tags import compose_tag, hugging_face_prefix
from sagemaker_hosting.facts.images._versions import numbers

# The containers that serve by running the artifact's script. Those of XGBoost and TensorFlow
# run one if there is one, and serve bare models too.
_SCRIPT_MODE = frozenset({"autogluon", "chainer", HUGGING_FACE, "pytorch", "sklearn"})
_P2_ENDED = {"pytorch": (1, 13), "tensorflow": (2, 12)}


def find_framework_image(
    framework: str,
    *,
    version: str | None = None,
    py_version: str | None = None,
    instance_type: str | None = None,
    processor: str | None = None,
    base_framework_version: str | None = None,
) -> FrameworkImage:
    """Find the inference image of a framework, by the SageMaker SDK's own tables.

    The URI is the one that the SDK's `image_uris.retrieve(..., image_scope="inference")` gives.
    Where that gives an image which cannot serve, this refuses or finds the right one:

    - an arm64 type that the SDK takes for x86_64 (`ml.c8g.large`) gets the arm64 image;
    - `pytorch` on Trainium, for which the SDK gives a training image, is refused;
    - a version, Python version or processor that the SDK would ignore is refused.

    Args:
        framework: Such as `pytorch`, `sklearn` (`scikit-learn`), `xgboost`, `huggingface`,
            `autogluon`, `forecasting-deepar` (`deepar`), `tensorflow`, `ray-serve`, `djl-lmi`.
        version: Full, or short as far as the SDK has an alias: `2.6` stands for `2.6.0`. None =
            the newest.
        py_version: Such as `py312`. None = the only one there is.
        instance_type: What the image is to run on; decides processor and architecture. Not a
            CDK token.
        processor: `cpu` or `gpu`, instead of an instance type. With neither, `cpu` if there is
            such an image: what the SDK gives for a serverless endpoint.
        base_framework_version: Of `huggingface` only, such as `pytorch2.6.0`. None = the only
            one there is.

    Raises:
        UnknownImage: There is no such image; the message lists what there is.
        ModuleNotFoundError: `sagemaker-core`, which holds the tables, is not installed.
    """
    source = choose_source(framework, instance_type, processor)
    asked, full = choose_version(source, version)
    found = _named_row(source, asked, full, base_framework_version)
    py_version = choose_py_version(found.row, found.title, py_version)
    row: Row = (found.row.get(py_version) if py_version is not None else None) or found.row
    processors = source.table.get("processors") or row.get("processors") or ()
    family = family_of(instance_type) if instance_type is not None else None
    _refuse_ended_and_unfit(source, full, family, processors)
    chosen = choose_processor(
        found.title,
        processors,
        instance_type=instance_type,
        processor=None if processor == source.neuron else processor,
    )
    tag = compose_tag(
        source,
        row,
        prefix=found.prefix,
        py_version=py_version,
        processor=chosen,
        family=family,
    )
    return FrameworkImage(
        framework=source.framework,
        version=full,
        py_version=py_version,
        processor=source.neuron or chosen,
        repository=row["repository"],
        tag=tag,
        accounts=MappingProxyType(row["registries"]),
        script_mode=source.framework in _SCRIPT_MODE,
        end_of_patch=end_of_patch(source.framework, full),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _NamedRow:
    """Defines the row of an image, what errors call it, and what its tag begins with."""

    row: Row
    title: str
    prefix: str


def _named_row(source: Source, asked: str, full: str, base_asked: str | None) -> _NamedRow:
    row: Row = source.table["versions"][full]
    title = f"{source.framework} {full}"
    if source.framework == HUGGING_FACE:
        base, full_base = choose_base(row, title, base_asked)
        prefix = hugging_face_prefix(full, full_base if source.neuron is not None else base)
        return _NamedRow(row=row[full_base], title=f"{title} on {full_base}", prefix=prefix)
    if base_asked is not None:
        raise UnknownImage(
            f"{title} has no base framework, got base_framework_version {base_asked!r}: "
            "leave it out"
        )
    return _NamedRow(row=row, title=title, prefix=asked)


def _refuse_ended_and_unfit(
    source: Source, version: str, family: str | None, processors: Collection[str]
) -> None:
    """Refuse what the SDK refuses beside the processors: p2 of late, and Trainium."""
    ended = _P2_ENDED.get(source.framework)
    if family == "p2" and ended is not None and numbers(version) >= ended:
        last = ".".join(str(number) for number in ended)
        raise UnknownImage(
            f"{source.framework} has no inference image for p2 instances from version {last} "
            f"on, got {version}: choose a newer family such as g5"
        )
    if family is None or not family.startswith("trn") or processors:
        return
    if "neuron" not in source.framework:
        raise UnknownImage(
            f"{source.framework} has no inference image for Trainium, got instance type family "
            f"{family}: choose a family without Neuron accelerators"
        )
