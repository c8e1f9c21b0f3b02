"""Rules of the right to pull an image."""

from __future__ import annotations

import re
from typing import Final

from sagemaker_hosting.facts.role_rights import pull_of_a_repository, pull_of_the_registry
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Container, Model, Reference, Text

_REGISTRY: Final = re.compile(r"(?P<account>[0-9]{12})\.dkr\.ecr(-fips)?\.(?P<region>[a-z0-9-]+)\.")
_ECR: Final = ".dkr.ecr"
_NO_RESOURCE: Final = "no resource"  # what only Resource * covers


@rule(
    "IAM-04",
    Container,
    title="the execution role may pull the image from Amazon ECR",
    why="CreateModel or CreateEndpoint fails to read the image otherwise",
    source="SageMaker developer guide, sagemaker-roles",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html",
    fix="Model without role=, whose role gets the rights, or repository.grant_pull(role)",
    cloudformation=f"allow the role {', '.join(pull_of_the_registry())} on *, and "
    f"{', '.join(pull_of_a_repository())} on the repository",
)
def role_may_pull(container: Container) -> Faults:
    """SageMaker pulls the image as the role."""
    model, image = container.resource, container.image
    if not isinstance(model, Model) or model.role is None or not _is_in_ecr(image.value):
        return
    role = model.role
    token = [a for a in pull_of_the_registry() if role.lacks(a, _NO_RESOURCE)]
    layers = [a for a in pull_of_a_repository() if role.lacks(a)]
    if not token and not layers:
        return
    # A role without any statement gets its rights from elsewhere; a repository in the same
    # account may have a policy of its own.
    is_certain = bool(role.statements) and (bool(token) or _is_foreign(image.value, model))
    yield Fault(
        at=image,
        says=f"{image.label} is {image}, and role {role.path} is not allowed "
        f"{', '.join((*token, *layers))}",
        severity=None if is_certain else Severity.WARNING,
    )


def _is_in_ecr(image: object) -> bool:
    if isinstance(image, str):
        return _REGISTRY.match(image) is not None
    if isinstance(image, Text) and any(isinstance(p, str) and _ECR in p for p in image.parts):
        return True
    return _names_repository(image)


def _names_repository(image: object) -> bool:
    first = image.parts[0] if isinstance(image, Text) else image
    return isinstance(first, Reference) and first.resource.type == "AWS::ECR::Repository"


def _is_foreign(image: object, model: Model) -> bool:
    """Tell whether the repository is certain to lie in another account, or among the templates."""
    if not isinstance(image, str):
        return _names_repository(image)
    match = _REGISTRY.match(image)
    account = model.stack.account
    return match is not None and account is not None and match["account"] != account


RULES: Final[tuple[AnyRule, ...]] = (role_may_pull,)
