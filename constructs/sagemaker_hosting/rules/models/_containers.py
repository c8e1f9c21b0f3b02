"""Rules of which containers a model has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sagemaker_hosting.rules._limits import beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import Container, Model

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"


@rule(
    "MOD-01",
    Model,
    title="a model has either PrimaryContainer or Containers",
    why="CreateModel refuses a model with both or with neither; no schema tells so",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) CreateModelInput.PrimaryContainer, "
    "CreateModelInput.Containers",
    link=f"{_API}API_CreateModel.html",
    fix="Model(containers=[...]) writes the one that fits their number",
    cloudformation="give PrimaryContainer for one container, Containers for several, never both",
)
def model_has_containers_once(model: Model) -> Faults:
    """One container is primary, several make a list."""
    primary, listed = model.at("PrimaryContainer"), model.at("Containers")
    if primary.is_present and listed.is_present and listed.size != 0:
        yield Fault(
            at=listed,
            says=f"model {model.path} has PrimaryContainer and Containers",
            allowed="one of them",
        )
    elif primary.is_absent and listed.size == 0:
        found = "neither PrimaryContainer nor Containers"
        if listed.is_present:
            found = "no PrimaryContainer, and Containers is empty"
        yield Fault(
            at=listed if listed.is_present else model,
            says=f"model {model.path} has {found}",
            allowed="one of them",
        )


@rule(
    "MOD-02",
    Model,
    title="a model has at most 15 containers",
    why='"Member must have length less than or equal to 15"',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ContainerDefinitionList max 15",
    link=f"{_API}API_CreateModel.html",
    fix="Model(containers=[...]) with fewer of them; spread the others over more models",
    cloudformation="list fewer Containers; spread the others over more models",
)
def model_has_not_too_many_containers(model: Model) -> Faults:
    """A pipeline, or a choice of containers, has an end."""
    yield from beyond_size(model.at("Containers"), "ContainerDefinitionList")


@rule(
    "MOD-03",
    Container,
    title="a container names an Image or a ModelPackageName",
    why='"Specify one of either Image and Model Data URL or ModelPackageName in container '
    'definition."',
    source="public issue threads; API sagemaker 2017-07-24 (botocore 1.44.5) ContainerDefinition",
    link=f"{_API}API_ContainerDefinition.html",
    fix="ContainerDefinition(image=...) for an image, Model.from_model_package() for a package",
    cloudformation="keep Image (and model data) or ModelPackageName",
)
def container_has_image_or_package(container: Container) -> Faults:
    """A package brings its image and its model data."""
    image, package = container.image, container.model_package
    if image.is_absent and package.is_absent and isinstance(container.node.value, Mapping):
        yield Fault(
            at=container,
            says=f"{container.node.label} has neither Image nor ModelPackageName",
            allowed="one of them",
        )
    if not package.is_present:
        return
    beside = [image, container.model_data]
    if not container.is_from_marketplace:  # whose ModelDataSource is another rule's
        beside.append(container.at("ModelDataSource"))
    given = [str(node.path[-1]) for node in beside if node.is_present]
    if given:
        yield Fault(
            at=package,
            says=f"{container.node.label} has ModelPackageName {str(package)!r} and "
            f"{' and '.join(given)}",
            allowed="Image with model data, or ModelPackageName alone",
        )


@rule(
    "MOD-27",
    Model,
    title="of several containers, all or none have a ContainerHostname, each its own",
    why='"you must specify a value for the ContainerHostName parameter of every '
    'ContainerDefinition in that pipeline"',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ContainerDefinition.ContainerHostname",
    link=f"{_API}API_ContainerDefinition.html",
    fix="give every ContainerDefinition(container_hostname=...) of the Model, each its own",
    cloudformation="give every container a ContainerHostname of its own, or none",
)
def hostnames_are_complete_and_unique(model: Model) -> Faults:
    """A hostname tells the containers of one model apart."""
    containers = [c for c in model.containers if not c.node.is_unknown]
    if len(containers) < 2:  # noqa: PLR2004  # several
        return
    names = [c.at("ContainerHostname") for c in containers]
    given = [name for name in names if name.is_present]
    for container, name in zip(containers, names, strict=True):
        if given and name.is_absent:
            yield Fault(
                at=container,
                says=f"{container.node.label} has no ContainerHostname, and {given[0].label} is "
                f"{str(given[0])!r}",
                allowed="a ContainerHostname for each container, or for none",
            )
    seen: dict[str, str] = {}
    for name in given:
        if name.text is None:
            continue
        if name.text in seen:
            yield Fault(
                at=name,
                says=f"{name.label} is {name.text!r}, which is {seen[name.text]} as well",
                allowed="a name that no other container of the model has",
            )
        seen.setdefault(name.text, name.label)


RULES: Final[tuple[AnyRule, ...]] = (
    model_has_containers_once,
    model_has_not_too_many_containers,
    container_has_image_or_package,
    hostnames_are_complete_and_unique,
)
