"""Rules of the variables of containers."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.facts.registries import GAP
from sagemaker_hosting.facts.stated_limits import stated_limit
from sagemaker_hosting.rules._limits import beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._secrets import is_secret_name
from sagemaker_hosting.rules._variables import variable_faults
from sagemaker_hosting.rules._written import written
from sagemaker_hosting.view import Container, Model

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
_CONTAINER: Final = f"{_API}API_ContainerDefinition.html"


@rule(
    "MOD-16",
    Container,
    title="a container has at most 100 variables, with names of letters, digits and underscores, "
    "and names and values of at most 1024 characters",
    why="CreateModel refuses the rest; CloudFormation's schema takes any object",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) EnvironmentMap, EnvironmentKey, "
    "EnvironmentValue",
    link=_CONTAINER,
    fix="ContainerDefinition(environment=...) within the limits; long settings belong into the "
    "artifact",
    cloudformation="rename, shorten or drop the variables; long settings belong into the artifact",
)
def variables_are_within_the_limits(container: Container) -> Faults:
    """Names do not begin with a digit."""
    environment = container.at("Environment")
    yield from beyond_size(environment, "EnvironmentMap")
    yield from variable_faults(
        environment, key=limit("EnvironmentKey"), value=limit("EnvironmentValue")
    )


@rule(
    "MOD-17",
    Model,
    title="the variables of all containers of a model have at most 32 KB",
    why='"the maximum length of all of their maps, combined, is also 32 KB"',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ContainerDefinition.Environment",
    link=_CONTAINER,
    fix="put long settings into the artifact: ModelData.from_asset()",
    cloudformation="put long settings into the artifact",
)
def variables_fit_together(model: Model) -> Faults:
    """What is not known counts nothing."""
    most = stated_limit("environment_bytes_of_a_model")
    size = sum(_bytes(container) for container in model.containers)
    if size > most:
        first = next(c for c in model.containers if c.at("Environment").entries)
        yield Fault(
            at=first.at("Environment"),
            says=f"the names and values of the variables of model {model.path} have {size} bytes",
            allowed=f"at most {most} bytes",
        )


@rule(
    "MOD-18",
    Container,
    severity=Severity.WARNING,
    title="the values of variables are texts",
    why="the API takes texts, and CloudFormation's schema anything: a number, true or a list may "
    "be refused, or arrive in another spelling than the container reads",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) EnvironmentValue; what CloudFormation's "
    "handler does is not verified",
    link="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-sagemaker-model-containerdefinition.html",
    confidence=Confidence.MEDIUM,
    fix='ContainerDefinition(environment={"HORIZON": "24"}): values in quotation marks',
    cloudformation="put the value into quotation marks",
)
def values_are_texts(container: Container) -> Faults:
    """YAML reads 24, true and on as something else than text."""
    for name, node in container.at("Environment").entries.items():
        if isinstance(node.value, bool | int | float | list | dict):
            kind = {bool: "a truth value", list: "a list", dict: "a mapping"}.get(
                type(node.value), "a number"
            )
            yield Fault(
                at=node,
                says=f"{name} of {container.node.label}.Environment is {kind}"
                + (f": {node}" if not is_secret_name(name) else ""),
                allowed="text",
            )


@rule(
    "MOD-19",
    Container,
    title="a package of AWS Marketplace takes no variables",
    why='"Environment variable map cannot be specified when using a ModelPackage subscribed from '
    'AWS Marketplace."',
    source="public issue thread",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-mkt-model-pkg-model.html",
    fix="leave environment out of Model.from_model_package()",
    cloudformation="remove Environment",
)
def marketplace_takes_no_variables(container: Container) -> Faults:
    """The seller has set them."""
    environment = container.at("Environment")
    if environment.entries and container.is_from_marketplace:
        yield Fault(
            at=environment,
            says=f"{container.node.label} sets {', '.join(environment.entries)}, and its package "
            f"{container.model_package} is one of AWS Marketplace",
            allowed="no Environment",
        )


def _bytes(container: Container) -> int:
    return sum(
        len(text.replace(GAP, "").encode())
        for name, node in container.at("Environment").entries.items()
        for text in (name, written(node) or "")
        if node.is_present
    )


RULES: Final[tuple[AnyRule, ...]] = (
    variables_are_within_the_limits,
    variables_fit_together,
    values_are_texts,
    marketplace_takes_no_variables,
)
