"""Checks what a model says of its container, or of its several containers."""

import re
from collections.abc import Iterator

from stacks.settings.checks._common import at, exactly_one, lengths
from stacks.settings.checks._hugging_face import check_hub
from stacks.settings.models._model import FEWEST_CONTAINERS, MOST_CONTAINERS, ModelSettings
from stacks.settings.yaml._faults import Finding, written
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import shown

_ECR = re.compile(r"\d{12}\.dkr\.ecr(-fips)?\.")


def check_containers(model: Entry, *, has_vpc: bool) -> Iterator[Finding]:
    """Check a model: one image or several containers, and what goes with each.

    Args:
        model: The file's data.
        has_vpc: Whether the environment has a VPC.

    Yields:
        The faults, in no order.
    """
    if not isinstance(model.value, dict):
        return
    image, data = model.at("image"), model.at("data")
    yield from exactly_one(model, ("image", "containers"), of=ModelSettings)
    if image.holds("package") and data.value is not None:
        yield at(data, "goes with other images only, as a package brings its data; leave it out")
    if model.holds("containers"):
        for key in ("data", "environment"):
            if model.holds(key):
                yield at(model.at(key), "goes with image only; give it to one of the containers")
    elif model.holds("mode"):
        yield at(model.at("mode"), "goes with containers only; leave it out")
    sequence = model.at("containers")
    yield from lengths(sequence, at_least=FEWEST_CONTAINERS, at_most=MOST_CONTAINERS)
    containers = list(sequence.elements())
    for container in containers_of(model):
        yield from _image(container.at("image"), has_vpc=has_vpc)
        yield from check_hub(container, model.at("network_isolation"))
    yield from _hostnames(containers, is_direct=model.at("mode").value == "direct")


def containers_of(model: Entry) -> list[Entry]:
    """Give what has the image and data of a model: its containers, or the model itself."""
    return list(model.at("containers").elements()) or [model]


def _image(image: Entry, *, has_vpc: bool) -> Iterator[Finding]:
    if image.holds("repository"):
        yield from exactly_one(image, ("tag", "digest"))
    registry = image.at("private_registry")
    if registry.value is None:
        return
    if _ECR.match(registry.text("")):
        yield at(registry, f"got {shown(registry.value)}, which is in Amazon ECR; give it as uri")
    elif not has_vpc:
        yield at(registry, "is reached through the environment's vpc, and it has none; give vpc")


def _hostnames(containers: list[Entry], *, is_direct: bool) -> Iterator[Finding]:
    """Find names that are missing or given twice.

    https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-direct.html
    """
    names = [container.at("hostname") for container in containers]
    named = [name for name in names if name.value is not None]
    for container, name in zip(containers, names, strict=True):
        if name.value is not None or not isinstance(container.value, dict):
            continue
        if is_direct:
            yield at(container, "hostname: missing; in the mode direct callers choose by it")
        elif named:
            yield at(container, "hostname: missing, given in others; name all or none")
    first: dict[str, Entry] = {}
    for name in named:
        text = name.text()
        if text is not None and (other := first.setdefault(text, name)) is not name:
            yield at(name, f"got {shown(text)}, the name of {written(other.path[:-1])} already")
