"""Looks the images of frameworks up, as AWS publishes them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sagemaker_hosting.facts.images import FrameworkImage, UnknownImage, find_framework_image
from sagemaker_hosting.facts.instance_types import hosting_type_fault
from stacks.settings.common._names import WORD
from stacks.settings.yaml._plain import Entry

_OPTIONS = ("version", "py_version", "processor", "base_framework_version")


@dataclass(frozen=True, kw_only=True, slots=True)
class FrameworkImages:
    """Defines the images that a framework has for all that a model runs on.

    Attributes:
        images: Those that there are, each once.
        faults: Why there are no others, each once.
    """

    images: tuple[FrameworkImage, ...] = ()
    faults: tuple[str, ...] = ()


def look_up(image: Entry, instance_types: Iterable[str | None]) -> FrameworkImages:
    """Look an image up for every instance type.

    Args:
        image: What the file says; anything but the image of a framework has none.
        instance_types: What it runs on; None stands for a serverless endpoint, which takes the
            image for CPUs. What is no hosting type is told elsewhere and passed over.
    """
    framework, options = image.at("framework").text(""), {k: image.at(k).text() for k in _OPTIONS}
    if not WORD.fits(framework) or options["version"] is None:
        return FrameworkImages()  # told as such
    # A processor that is named holds for every instance type.
    named = options["processor"] is not None
    hosts = [
        name
        for name in instance_types
        if not named and (name is None or hosting_type_fault(name) is None)
    ]
    images: list[FrameworkImage] = []
    faults: list[str] = []
    for instance_type in dict.fromkeys(hosts) if hosts else [None]:
        try:
            images.append(find_framework_image(framework, instance_type=instance_type, **options))
        except UnknownImage as error:
            faults.append(str(error))
    return FrameworkImages(images=tuple(dict.fromkeys(images)), faults=tuple(dict.fromkeys(faults)))
