"""Holds our images against what the SageMaker SDK's own `retrieve()` gives."""

import functools
import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import pytest

from sagemaker_hosting.facts.images import FrameworkImage, find_framework_image
from sagemaker_hosting.facts.images._tables import GRAVITON, framework_names, read_scope
from sagemaker_hosting.facts.instance_types._facts import hosting_types

Retrieve = Callable[..., str]
FORECASTING = ("pytorch", "sklearn", "xgboost", "autogluon", "huggingface", "forecasting-deepar")
NEURON_TABLES = {"huggingface-neuron": "ml.inf1.xlarge", "huggingface-neuronx": "ml.inf2.xlarge"}
TYPE_FOR: dict[str | None, str | None] = {
    "cpu": "ml.m5.large",
    "gpu": "ml.g5.xlarge",
    "inf": "ml.inf1.xlarge",
    "inf2": "ml.inf2.xlarge",
    None: "ml.m5.large",
}
# arm64 instances that the SDK takes for x86_64: it gives them images that cannot start.
ARM64_UNKNOWN_TO_THE_SDK = {"c8g", "m8g", "r8g", "r7gd", "p6e-gb200"}


@dataclass(frozen=True, kw_only=True)
class Request:
    framework: str
    version: str
    py_version: str | None = None
    instance_type: str | None = None
    base_framework_version: str | None = None

    @property
    def family(self) -> str:
        return self.instance_type.split(".")[1] if self.instance_type is not None else ""

    def our_image(self) -> FrameworkImage:
        return find_framework_image(
            self.framework,
            version=self.version,
            py_version=self.py_version,
            instance_type=self.instance_type,
            base_framework_version=self.base_framework_version,
        )

    def our_uri(self, region: str) -> str:
        return self.our_image().uri(region)

    def their_uri(self, region: str, retrieve: Retrieve) -> str:
        # Left to itself, the SDK takes the first Inferentia's image for the second's.
        neuronx = self.framework == "huggingface" and self.family.startswith(("inf2", "trn"))
        return retrieve(
            self.framework,
            region,
            version=self.version,
            py_version=self.py_version,
            instance_type=self.instance_type,
            image_scope="inference",
            base_framework_version=self.base_framework_version,
            inference_tool="neuronx" if neuronx else None,
        )


@pytest.fixture(scope="module")
def retrieve() -> Iterator[Retrieve]:
    """The SDK's function, with its readers memoised: they read two files per call."""
    with warnings.catch_warnings():
        # Importing the SDK warns of what its dependencies deprecate; ours do not go through it.
        warnings.simplefilter("ignore")
        from sagemaker.core import common_utils, image_uris  # noqa: PLC0415  # takes seconds
    logging.getLogger("sagemaker.core.image_uris").setLevel(logging.ERROR)
    with pytest.MonkeyPatch.context() as patch:
        for module, name in (
            (common_utils, "_botocore_resolver"),
            (image_uris, "config_for_framework"),
        ):
            patch.setattr(module, name, functools.cache(getattr(module, name)))
        yield image_uris.retrieve


def versions_of(framework: str, scope: str = "inference") -> dict[str, Any]:
    """The rows of a framework's versions, and of the short versions and other aliases."""
    table = read_scope(framework, scope)
    assert table is not None
    versions = table["versions"]
    aliases = table.get("version_aliases", {})
    return {**versions, **{short: versions[full] for short, full in aliases.items()}}


def bases_of(row: Mapping[str, Any]) -> dict[str | None, Mapping[str, Any]]:
    """The rows of a version's base frameworks and their aliases; the row itself without any."""
    bases = {name: base for name, base in row.items() if name.startswith(("pytorch", "tensorflow"))}
    aliases = row.get("version_aliases", {})
    return {**bases, **{short: bases[full] for short, full in aliases.items()}} or {None: row}


def py_versions_of(row: Mapping[str, Any]) -> Iterable[str | None]:
    return row.get("py_versions") or ([None] if "repository" in row else list(row))


def requests_of(framework: str) -> Iterator[Request]:
    """Every version, alias, base framework, Python version and processor of a framework."""
    table = read_scope(framework)
    assert table is not None
    for version, row in versions_of(framework).items():
        for base, base_row in bases_of(row).items():
            for py_version in py_versions_of(base_row):
                for processor in table.get("processors") or base_row.get("processors") or [None]:
                    # The SDK refuses arm64 types to the arm64 images of its table llama-cpp-arm64.
                    arm64 = framework.endswith("-arm64")
                    yield Request(
                        framework=framework,
                        version=version,
                        py_version=py_version,
                        instance_type=None if arm64 else TYPE_FOR.get(processor),
                        base_framework_version=base,
                    )


def compare(requests: Iterable[Request], retrieve: Retrieve) -> tuple[list[str], int]:
    """Tell the first differences of the URIs in every Region, and how many were compared."""
    different, compared = [], 0
    for request in requests:
        image = request.our_image()
        for region in image.accounts:
            ours, theirs = image.uri(region), request.their_uri(region, retrieve)
            compared += 1
            if ours != theirs:
                different.append(f"{request} in {region}: ours {ours}, theirs {theirs}")
    return different[:5], compared


def outcome(find: Callable[..., str], *args: object) -> str:
    try:
        return find(*args)
    except Exception:  # the SDK refuses by ValueError, KeyError and UnboundLocalError
        return "refused"


def is_fault_of_the_sdk(request: Request) -> bool:
    """Whether we differ on purpose, as find_framework_image describes."""
    takes_arm64_for_x86 = request.family in ARM64_UNKNOWN_TO_THE_SDK
    gives_training_image = request.framework == "pytorch" and request.family.startswith("trn")
    arm64 = hosting_types()[str(request.instance_type)].architecture == "arm64"
    ignores_version = request.framework == "sklearn" and arm64 and request.version != "1.0-1"
    return takes_arm64_for_x86 or gives_training_image or ignores_version


def test_every_image_of_the_forecasting_frameworks_has_the_uri_of_the_sdk(
    retrieve: Retrieve,
) -> None:
    requests = chain.from_iterable(map(requests_of, FORECASTING))

    different, compared = compare(requests, retrieve)

    assert different == []
    assert compared >= 13_253


def test_every_other_inference_image_has_the_uri_of_the_sdk(retrieve: Retrieve) -> None:
    others = [name for name in framework_names() if name not in {*FORECASTING, *NEURON_TABLES}]

    different, compared = compare(chain.from_iterable(map(requests_of, others)), retrieve)

    assert different == []
    assert compared >= 22_562


def test_every_graviton_image_has_the_uri_of_the_sdk(retrieve: Retrieve) -> None:
    requests = (
        Request(framework=name, version=version, py_version=py_version, instance_type=graviton)
        for name in ("pytorch", "tensorflow", "sklearn", "xgboost")
        for version, row in versions_of(name, GRAVITON).items()
        for py_version in py_versions_of(row)
        for graviton in ("ml.c7g.large", "ml.m6g.large")
    )

    different, compared = compare(requests, retrieve)

    assert different == []
    assert compared >= 2_162


def test_every_neuron_image_of_hugging_face_has_the_uri_of_the_sdk(retrieve: Retrieve) -> None:
    requests = (
        Request(
            framework="huggingface",
            version=version,
            instance_type=instance_type,
            base_framework_version=base,
        )
        for table, instance_type in NEURON_TABLES.items()
        for version, row in versions_of(table).items()
        for base in bases_of(row)
    )

    different, compared = compare(requests, retrieve)

    assert different == []
    assert compared >= 964


def test_what_the_sdk_gives_or_refuses_is_the_same_on_every_instance_family(
    retrieve: Retrieve,
) -> None:
    one_type_per_family = {facts.family: name for name, facts in hosting_types().items()}.values()
    requests = {
        replace(request, instance_type=instance_type)
        for request in chain.from_iterable(map(requests_of, FORECASTING))
        for instance_type in one_type_per_family
    }
    region = "us-east-1"

    different = [
        request
        for request in requests
        if outcome(request.our_uri, region) != outcome(request.their_uri, region, retrieve)
    ]

    assert [request for request in different if not is_fault_of_the_sdk(request)][:5] == []
    assert len(requests) >= 9_900
