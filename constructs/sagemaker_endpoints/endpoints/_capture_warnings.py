"""Models whose requests and answers may not be captured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.models._model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sagemaker_endpoints.variants._instance_variant import InstanceVariant


def capture_warnings(variants: Sequence[InstanceVariant]) -> Iterator[tuple[str, str]]:
    """A rule's name and a message for each model that AWS does not list for data capture.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/model-deploy-feature-matrix.html
    """
    models = dict.fromkeys(
        model for variant in variants for model in variant.models if isinstance(model, Model)
    )
    for model in models:
        if model.is_multi_model or len(model.rendered_containers) > 1:
            kind = "a multi-model one" if model.is_multi_model else "of several containers"
            message = (
                f"data_capture: the model {model.node.path!r} is {kind}, for which AWS does not "
                "list data capture: look whether anything arrives before you rely on it"
            )
            yield "DataCaptureOfSeveral", message
