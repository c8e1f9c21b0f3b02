"""Finds secrets among the variables of a container, without ever telling them."""

from __future__ import annotations

import re
from typing import Final

from sagemaker_hosting.rules._rule import Fault, Faults
from sagemaker_hosting.rules._written import source_of
from sagemaker_hosting.view import Node

_SECRET: Final = "SECRET"  # noqa: S105  # a part of a variable's name
_TOKEN: Final = "TOKEN"  # noqa: S105  # likewise
_LAST: Final = frozenset({"APIKEY", "PASSPHRASE", "PASSWD", "PASSWORD", "PWD", _SECRET, _TOKEN})
_KEYS: Final = ("API_KEY", "ACCESS_KEY", "PRIVATE_KEY", "SECRET_KEY")
_NOT_ALONE: Final = "PWD"  # the folder that a shell is in
# SECRET_NAME and the like lead to a secret.
_LEADS_TO_ONE: Final = frozenset(
    {"ARN", "FILE", "ID", "NAME", "PATH", "PREFIX", "REGION", "STAGE", "URI", "URL", "VERSION"}
)
# What a tokenizer calls tokens: BOS_TOKEN, IMAGE_TOKEN, MAX_NEW_TOKEN.
_TOKENS_OF_MODELS: Final = frozenset(
    {"BOS", "CLS", "END", "EOS", "IMAGE", "MASK", "MAX", "MIN", "NEW", "PAD", "PER", "SEP"}
    | {"SPECIAL", "START", "STOP", "UNK"}
)
_PLACE: Final = re.compile(r"arn:.*|/.*|s3://.*", re.DOTALL)
_NAME: Final = re.compile(r"[a-z0-9_-]+(?:/[a-z0-9_-]+)+")  # prod/demand/database
_NO_SECRET: Final = frozenset({"", "true", "false", "none", "null"})
_SHORTEST_TOKEN: Final = 8
_TOKEN_CHARACTERS: Final = re.compile(r"[A-Za-z0-9_.~+/=:-]+")
_DYNAMIC: Final = re.compile(r"\{\{resolve:secretsmanager:(?P<rest>[^}]*)")
# Parts of the secrets that Amazon RDS keeps which are none.
_PLAIN_FIELD: Final = re.compile(r":SecretString:(?:dbname|engine|host|port|username)\b")

WHY: Final = (
    '"Don\'t include any sensitive data in your environment variables.": who may read the template '
    "or describe the model reads them in plain text. With a dynamic reference to AWS Secrets "
    'Manager "the secret value may show up in the service whose resource it\'s being used in"'
)
SOURCE: Final = "AWS CloudFormation user guide, dynamic-references-secretsmanager"
FIX: Final = (
    "give the name of a secret of AWS Secrets Manager, allow the role "
    "secretsmanager:GetSecretValue on it, and read it in inference.py; replace a value that was "
    "committed or deployed"
)


def secret_faults(environment: Node) -> Faults:
    """Find the variables that hold a secret; their values are not told.

    Args:
        environment: a mapping of names to values.
    """
    for name, node in environment.entries.items():
        variable = f"{name} of {environment.label}"
        if _is_resolved_secret(node):
            yield Fault(
                at=node,
                says=f"{variable} gets its value from AWS Secrets Manager at deploy, and is then "
                "shown in plain text",
            )
        elif is_secret_name(name) and _may_be_secret(name, node):
            yield Fault(
                at=node,
                says=f"{variable} is written in plain text, and its name says that it is a secret",
            )


def is_secret_name(name: str) -> bool:
    """Tell whether the name of a variable says that its value is a secret."""
    upper = name.upper()
    *before, last = upper.split("_")
    if last == _TOKEN and not _TOKENS_OF_MODELS.isdisjoint(before[-1:]):
        return False
    if last in _LAST:
        return bool(before) or last != _NOT_ALONE
    if before[:1] == [_SECRET]:
        return last not in _LEADS_TO_ONE
    return any(upper == key or upper.endswith(f"_{key}") for key in _KEYS)


def _may_be_secret(name: str, node: Node) -> bool:
    text = node.text
    if text is None or text.lower() in _NO_SECRET or _PLACE.fullmatch(text) is not None:
        return False
    *before, last = name.upper().split("_")
    if last == _TOKEN:
        is_token = _TOKEN_CHARACTERS.fullmatch(text) is not None and not text.isdecimal()
        return is_token and len(text) >= _SHORTEST_TOKEN
    is_named = _SECRET in (last, *before[:1])
    return not (is_named and _NAME.fullmatch(text) is not None)


def _is_resolved_secret(node: Node) -> bool:
    found = _DYNAMIC.search(source_of(node) or "")
    return found is not None and _PLAIN_FIELD.search(found["rest"]) is None
