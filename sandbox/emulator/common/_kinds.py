"""The kinds of SageMaker's resources, their ARNs, and how one is found."""

from typing import Any

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._store import Scope, Store

MODEL, ENDPOINT_CONFIG, ENDPOINT = "Model", "EndpointConfig", "Endpoint"
INFERENCE_COMPONENT = "InferenceComponent"

_RESOURCES = {
    MODEL: "model",
    ENDPOINT_CONFIG: "endpoint-config",
    ENDPOINT: "endpoint",
    INFERENCE_COMPONENT: "inference-component",
}
WORDS = {
    MODEL: "model",
    ENDPOINT_CONFIG: "endpoint configuration",
    ENDPOINT: "endpoint",
    INFERENCE_COMPONENT: "inference component",
}
"""What SageMaker calls them in its sentences."""


def arn_of(scope: Scope, kind: str, name: str) -> str:
    """The ARN of a resource; SageMaker writes the name in lower case in it."""
    return scope.arn("sagemaker", f"{_RESOURCES[kind]}/{name.lower()}")


def find(store: Store, scope: Scope, kind: str, name: str) -> Any:
    """The record of that name.

    Raises:
        AwsError: In SageMaker's words, when there is none.
    """
    with store.lock:
        record = store.table(scope, kind).get(name)
    if record is None:
        raise AwsError(f'Could not find {WORDS[kind]} "{arn_of(scope, kind, name)}".')
    return record
