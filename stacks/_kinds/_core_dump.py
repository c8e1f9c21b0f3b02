"""Core dumps of an environment file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints import CoreDump
from stacks._findings._acknowledgements import acknowledge

if TYPE_CHECKING:
    from sagemaker_endpoints import Model
    from stacks._kinds._surroundings import Surroundings
    from stacks.settings import CoreDumpSettings


def core_dump_of(
    settings: CoreDumpSettings | None, surroundings: Surroundings, *models: Model
) -> CoreDump | None:
    """The core dump that a file asks for.

    Args:
        settings: of the variant; None for none.
        surroundings: of the endpoint.
        *models: all that the variant may run; their roles may write the dumps.
    """
    if settings is None:
        return None
    place = surroundings.places.of_data(settings.prefix)
    for model in dict.fromkeys(models):
        acknowledge(
            model,
            f"AwsSolutions-IAM5[{place.finding}]",
            "SageMaker names the dumps of containers that crash; they lie below this prefix",
        )
    return CoreDump(location=place.location)
