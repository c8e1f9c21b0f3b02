"""Finds what cuts the containers of a model off from every network."""

from __future__ import annotations

from sagemaker_hosting.view import EndpointConfig, Model


def isolation_of(model: Model) -> str | None:
    """Tell what isolates the containers of a model; None if nothing is certain to.

    A model does so itself, or the configuration of an endpoint of inference components does.
    """
    if model.is_isolated:
        return f"EnableNetworkIsolation of model {model.path} is true"
    configs: list[EndpointConfig] = [variant.config for variant in model.variants]
    endpoints = (component.endpoint for component in model.components)
    configs.extend(e.config for e in endpoints if e is not None and e.config is not None)
    for config in configs:
        if config.at("EnableNetworkIsolation").flag:
            return f"EnableNetworkIsolation of endpoint configuration {config.path} is true"
    return None
