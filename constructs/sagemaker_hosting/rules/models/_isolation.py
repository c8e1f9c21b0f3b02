"""Rules of what a container cannot do without a network."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.stated_limits import stated_choices
from sagemaker_hosting.rules._isolation import isolation_of
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Container, Model, Node

# What the container finds without a network: its own files. S3 is out of its reach as well.
_LOCAL: Final = ("/", "./")


@rule(
    "MOD-26",
    Model,
    severity=Severity.WARNING,
    title="an isolated container brings its model instead of fetching it",
    why="without a network the download fails, and so does the health check, until the endpoint "
    "is given up",
    source="public issue threads; API sagemaker 2017-07-24 (botocore 1.44.5) "
    "CreateModelInput.EnableNetworkIsolation",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html",
    confidence=Confidence.MEDIUM,
    fix="put the model into S3 and give ContainerDefinition(model_data=...), or leave "
    "network_isolation out",
    cloudformation="give ModelDataUrl or ModelDataSource, or remove EnableNetworkIsolation",
)
def isolated_container_fetches_nothing(model: Model) -> Faults:
    """An endpoint configuration can isolate the models of its inference components, too."""
    fetching = [(c, f) for c in model.containers if (f := _fetched(c)) is not None]
    isolation = isolation_of(model) if fetching else None
    if isolation is None:
        return
    for container, name in fetching:
        yield Fault(
            at=name,
            says=f"{name.path[-1]} of {container.node.label} is {name.text!r}, which is fetched "
            f"when the container starts, no model data is given, and {isolation}",
            allowed="model data in S3, or no network isolation",
        )


def _fetched(container: Container) -> Node | None:
    if not (container.model_data.is_absent and container.at("ModelDataSource").is_absent):
        return None
    for variable in stated_choices("hugging_face_model"):
        node = container.at("Environment", variable)
        if node.text and not node.text.startswith(_LOCAL):
            return node
    return None


RULES: Final[tuple[AnyRule, ...]] = (isolated_container_fetches_nothing,)
