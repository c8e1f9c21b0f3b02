"""What an asynchronous endpoint cannot serve, or serves only if its model is prepared for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.models._model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk import aws_sagemaker as sagemaker

    from sagemaker_endpoints.models._imported_model import IModel


def async_model_faults(model: IModel | sagemaker.CfnModel) -> Iterator[str]:
    """Each reason why no asynchronous request would be answered.

    An asynchronous request has no field for a model or a container, and both kinds answer none
    without:
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html
    """
    if not isinstance(model, Model):
        return
    if model.is_multi_model:
        yield (
            f"model: {model.node.path!r} is a multi-model one, and an asynchronous request cannot "
            "name one of its models; use a MultiModelEndpoint"
        )
    if model.is_direct:
        yield (
            f"model: {model.node.path!r} lets callers choose a container, and an asynchronous "
            "request cannot name one; serve a model of the one container"
        )
    if model.is_from_marketplace:
        # https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
        yield (
            f"model: {model.node.path!r} is a package of the AWS Marketplace, which asynchronous "
            "endpoints do not serve; use a RealTimeEndpoint"
        )


def async_model_warnings(model: IModel | sagemaker.CfnModel) -> Iterator[tuple[str, str]]:
    """What may be right or wrong of it: pairs of a rule's name and a message."""
    if not isinstance(model, Model):
        message = (
            "model: its role cannot be changed from here: it has to read payloads, write answers "
            "and failures, and publish to the topics"
        )
        yield "AsyncModelRights", message
    elif len(model.rendered_containers) > 1:
        # The cell of the feature matrix is blank.
        # https://docs.aws.amazon.com/sagemaker/latest/dg/model-deploy-feature-matrix.html
        message = (
            f"model: {model.node.path!r} is a pipeline of {len(model.rendered_containers)} "
            "containers, which AWS does not list among what asynchronous endpoints serve"
        )
        yield "AsyncPipeline", message
