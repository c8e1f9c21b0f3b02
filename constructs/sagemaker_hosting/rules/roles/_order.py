"""Rules of what is made before, and taken away after, the role of a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.role_rights import (
    buckets_read_by_managed_policy,
    pull_of_a_repository,
    pull_of_the_registry,
)
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.view import (
    UNKNOWN,
    Container,
    Endpoint,
    Model,
    Resource,
    Role,
    Statement,
    object_at,
    objects_below,
)

_GET: Final = "s3:GetObject"
_LIST: Final = "s3:ListBucket"
# Both forms of an address in S3, with a bucket whose name begins with what is written.
_KNOWN_BUCKET: Final = re.compile(r"s3://[^$]|https://s3[.-][^/]*/[^$]")


@rule(
    "IAM-02",
    Model,
    title="a model depends on the policies of its role",
    why='otherwise CreateModel may run before the role may read: "Could not access model data at '
    's3://..."',
    source="https://github.com/aws/aws-cdk/issues/10064",
    link="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-dependson.html",
    fix="Model, which depends on its role's policies; for a CfnModel "
    "model.node.add_dependency(role)",
    cloudformation="add the policy to DependsOn of the model",
)
def depends_on_its_policies(model: Model) -> Faults:
    """A policy that is a resource of its own is attached after the role was made."""
    role = model.role
    if role is None:
        return
    needed = tuple(dict.fromkeys(_needed(model)))
    for policy in role.policies:
        if policy.stack is not model.stack or model.depends_on(policy):
            continue
        own = [s for s in role.statements if s.resource is policy]
        others = [s for s in role.statements if s.resource is not policy]
        given = next(
            (a for a, on in needed if _certainly(own, a, on) and not _may(others, a, on)), None
        )
        if given is not None:
            yield Fault(
                at=model,
                says=f"model {model.path} runs as role {role.path}, which gets {given} by "
                f"{policy.logical_id}, and does not depend on it",
                severity=None if _is_needed(role, model, given) else Severity.WARNING,
                cloudformation=f"add {policy.logical_id} to DependsOn of the model",
            )


@rule(
    "IAM-03",
    Endpoint,
    severity=Severity.WARNING,
    title="an endpoint depends on the role of its models and on the role's policies",
    why='"Do not delete or revoke the permissions for your ExecutionRoleArn, otherwise SageMaker '
    'cannot delete these resources.": CloudFormation deletes in the opposite order',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) DeleteEndpoint",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeleteEndpoint.html",
    fix="a Model in an endpoint of this library, which depends on both",
    cloudformation="refer to the configuration and the models by !GetAtt, and add the role's "
    "policies to DependsOn of the model",
)
def is_deleted_before_its_role(endpoint: Endpoint) -> Faults:
    """SageMaker needs the role while it takes an endpoint down."""
    config = endpoint.config
    if config is None:
        return
    roles = dict.fromkeys((*(model.role for model in config.models), config.role))
    for role in roles:
        if role is None or role.stack is not endpoint.stack:
            continue
        loose = [r.logical_id for r in (role, *role.policies) if _may_go_first(endpoint, r)]
        if loose:
            yield Fault(
                at=endpoint,
                says=f"endpoint {endpoint.path} runs as role {role.path}, and does not depend on "
                f"{', '.join(loose)}",
            )


def _needed(model: Model) -> Iterator[tuple[str, object]]:
    """What CreateModel reads: actions, each with the ARN it is needed on."""
    for container in model.containers:
        yield from _data(container)
    if any(container.image.is_present for container in model.containers):
        for action in (*pull_of_the_registry(), *pull_of_a_repository()):
            yield action, UNKNOWN


def _data(container: Container) -> Iterator[tuple[str, object]]:
    archive = container.model_data
    source = container.at("ModelDataSource", "S3DataSource")
    if archive.is_present:
        at = objects_below if container.is_multi_model else object_at
        yield _GET, at(archive.value)
    if source.at("S3Uri").is_present:
        below = source.at("S3DataType").text == "S3Prefix"
        yield _GET, (objects_below if below else object_at)(source.at("S3Uri").value)
    if container.is_multi_model or source.is_given:
        yield _LIST, UNKNOWN


def _certainly(statements: list[Statement], action: str, on: object) -> bool:
    """Tell whether statements that are known allow an action, as far as resources are known."""
    return any(s.allows and s.is_known and s.may_allow(action, on) for s in statements)


def _is_needed(role: Role, model: Model, action: str) -> bool:
    """Tell whether it is certain that nothing else gives the role what the model needs."""
    if role.is_fully_known:
        return True
    managed = role.at("ManagedPolicyArns")
    if action != _GET or not managed.items or any(node.is_absent for node in managed.items):
        return False
    words = [buckets_read_by_managed_policy(str(node).rpartition("/")[2]) for node in managed.items]
    return all(known is not None and not _may_be_read(model, known) for known in words)


def _may_be_read(model: Model, words: tuple[str, ...]) -> bool:
    """Tell whether data of a model may lie in a bucket whose name has one of the words."""
    for container in model.containers:
        for node in (
            container.model_data,
            container.at("ModelDataSource", "S3DataSource", "S3Uri"),
        ):
            written = str(node).lower()
            # A name that starts with what only AWS knows may be any.
            starts_known = _KNOWN_BUCKET.match(written) is not None
            if node.is_present and (not starts_known or any(word in written for word in words)):
                return True
    return False


def _may(statements: list[Statement], action: str, on: object) -> bool:
    return any(s.may_allow(action, on) for s in statements)


def _may_go_first(endpoint: Endpoint, resource: Resource) -> bool:
    if resource.stack is not endpoint.stack or endpoint.depends_on(resource):
        return False
    # What an inference component depends on is there for the component, which goes first.
    return not any(component.depends_on(resource) for component in endpoint.components)


RULES: Final[tuple[AnyRule, ...]] = (depends_on_its_policies, is_deleted_before_its_role)
