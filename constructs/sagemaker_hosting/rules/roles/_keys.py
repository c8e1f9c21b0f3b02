"""Rules of the right to use KMS keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.role_rights import any_use_of_a_key, key_of_objects, key_of_volumes
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.view import EndpointConfig, Node, Reference, Role

_KEY: Final = "AWS::KMS::Key"


@rule(
    "IAM-05",
    EndpointConfig,
    title="the execution role may use the keys that the endpoint encrypts with",
    why='"The KMS key policy must grant permission to the IAM role that you specify in your '
    'CreateEndpoint, UpdateEndpoint requests.": otherwise it fails, or answers go missing',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) CreateEndpointConfigInput.KmsKeyId",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html",
    fix="encryption_key= and output_encryption_key= of an endpoint with a Model: its role gets it",
    cloudformation=f"allow the role {', '.join(any_use_of_a_key())} on the key",
)
def role_may_use_the_keys(config: EndpointConfig) -> Faults:
    """A key of these templates opens to whom its policy, or a policy of theirs, lets in."""
    for node, needed in _keys(config):
        reference = node.reference
        if reference is None or reference.resource.type != _KEY:
            # The policy of a key that is not here may name the role.
            continue
        if not reference.resource.at("KeyPolicy").is_given:
            continue
        key = Reference(reference.resource, "Arn")
        for role in _roles(config):
            missing = [action for action in needed if role.lacks(action, key)]
            if missing:
                yield Fault(
                    at=node,
                    says=f"{node.label} is {node}, and neither the policy of the key nor role "
                    f"{role.path} allows {', '.join(missing)}",
                    severity=None if _lacks_all(role, key) else Severity.WARNING,
                )


def _keys(config: EndpointConfig) -> Iterator[tuple[Node, tuple[str, ...]]]:
    if not config.is_serverless:
        yield config.at("KmsKeyId"), key_of_volumes()
    yield config.asynchronous.at("OutputConfig", "KmsKeyId"), key_of_objects()
    yield config.capture.at("KmsKeyId"), key_of_objects()


def _roles(config: EndpointConfig) -> tuple[Role, ...]:
    found = (*(model.role for model in config.models), config.role)
    return tuple(dict.fromkeys(role for role in found if role is not None))


def _lacks_all(role: Role, key: Reference) -> bool:
    return all(role.lacks(action, key) for action in any_use_of_a_key())


RULES: Final[tuple[AnyRule, ...]] = (role_may_use_the_keys,)
