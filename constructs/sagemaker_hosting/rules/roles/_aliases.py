"""Rules of the aliases of KMS keys in the policies of execution roles."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._written import written
from sagemaker_hosting.view import Node, Reference, Role, Statement, Text

_ALIAS: Final = "AWS::KMS::Alias"
_KMS: Final = "kms"
_FIELDS: Final = 6  # arn:partition:kms:region:account:alias/name
_OF_ALIASES: Final = frozenset({"kms:createalias", "kms:updatealias", "kms:deletealias"})


@rule(
    "IAM-06",
    Role,
    severity=Severity.WARNING,
    title="a right to use a KMS key names the key, not an alias of it",
    why='"You cannot use a key id, alias name, or alias ARN to identify a KMS key in an IAM policy '
    'statement.": the statement is about the alias, and gives no right to use the key',
    source="AWS KMS developer guide, cmks-in-iam-policies, alias-authorization",
    link="https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html",
    fix="encryption_key= with the key itself, or with kms.Alias.from_alias_name(), for which the "
    "role gets a condition; for a statement of your own, key.grant_decrypt(role) and the like",
    cloudformation="write the ARN of the key; or key/* as the Resource, and a Condition "
    "ForAnyValue:StringEquals with kms:ResourceAliases alias/<name>",
)
def keys_are_named(role: Role) -> Faults:
    """A statement that names a key as well, or may do, is left alone."""
    if not role.hosting.users_of(role):
        return
    for statement in role.statements:
        actions = _uses_of_keys(statement)
        aliases = [node for node in statement.resources if _is_alias(node)]
        if not actions or not aliases or not all(map(_is_no_key, statement.resources)):
            continue
        for node in aliases:
            yield Fault(
                at=node,
                says=f"role {role.path} is allowed {', '.join(actions)} on {node}, an alias",
            )


def _uses_of_keys(statement: Statement) -> tuple[str, ...]:
    """The actions on keys that a statement certainly allows, as they are written."""
    if not statement.allows:
        return ()
    node = statement.at("Action")
    written_ones = node.items if isinstance(node.value, list) else (node,)
    names = (item.text for item in written_ones if item.text is not None)
    return tuple(
        name
        for name in names
        if name.lower().startswith(f"{_KMS}:") and name.lower() not in _OF_ALIASES
    )


def _is_alias(node: Node) -> bool:
    fields = _fields(node)
    if len(fields) != _FIELDS or fields[2] != _KMS:
        return False
    last = node.value.parts[-1] if isinstance(node.value, Text) else None
    is_reference = isinstance(last, Reference) and last.resource.type == _ALIAS
    return is_reference or fields[5].startswith("alias/")


def _is_no_key(node: Node) -> bool:
    """Tell whether it is certain that a resource of a statement is no key."""
    if _is_alias(node):
        return True
    fields = _fields(node)
    return node.text is not None and len(fields) == _FIELDS and fields[2] not in (_KMS, "*")


def _fields(node: Node) -> list[str]:
    return (written(node) or "").split(":", _FIELDS - 1)


RULES: Final[tuple[AnyRule, ...]] = (keys_are_named,)
