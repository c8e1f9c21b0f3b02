"""Finds the Region of templates that are read without an assembly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sagemaker_hosting.metadata import ENVIRONMENT

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template


def in_their_regions(templates: Sequence[Template]) -> tuple[Template, ...]:
    """Give templates that have no Region the one that their environment states.

    It stands in the Metadata of each template of an environment; one that says nothing, such as a
    nested stack, is where the others are if they are all in one place.

    Args:
        templates: those of one environment.
    """
    stated = {region for each in templates if (region := _stated(each)) is not None}
    common = stated.pop() if len(stated) == 1 else None
    return tuple(
        each if each.region is not None else replace(each, region=_stated(each) or common)
        for each in templates
    )


def _stated(template: Template) -> str | None:
    metadata = template.body.get("Metadata")
    said = metadata.get(ENVIRONMENT) if isinstance(metadata, dict) else None
    region = said.get("region") if isinstance(said, dict) else None
    return region if isinstance(region, str) else None
