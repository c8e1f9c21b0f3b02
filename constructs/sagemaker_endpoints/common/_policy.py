"""Policy statements as plain data: no CDK object is needed to plan what a role may do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ARN_FIELDS: Final = 6  # arn:partition:service:region:account:resource
_ANY_OF: Final = "ForAnyValue:StringEquals"
_ALIASES: Final = "kms:ResourceAliases"


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One Allow statement; `sid` tells a reviewer what it is for.

    The alias of a KMS key is no resource of a right to use the key: it becomes a condition on all
    keys of its account and Region.
    https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Mapping[str, Mapping[str, str | Sequence[str]]] | None = None

    def __post_init__(self) -> None:
        """Put conditions in the place of aliases, if there is nothing else."""
        aliases = [alias for arn in self.resources if (alias := _alias_in(arn)) is not None]
        if not aliases or len(aliases) < len(self.resources):
            return
        beginnings = map(str.removesuffix, self.resources, aliases)
        conditions = {operator: dict(given) for operator, given in (self.conditions or {}).items()}
        conditions.setdefault(_ANY_OF, {})[_ALIASES] = aliases[0] if len(aliases) == 1 else aliases
        object.__setattr__(
            self, "resources", tuple(dict.fromkeys(f"{beginning}key/*" for beginning in beginnings))
        )
        object.__setattr__(self, "conditions", conditions)

    def to_json(self) -> dict[str, Any]:
        """The statement as it stands in a policy document."""
        rendered: dict[str, Any] = {
            "Sid": self.sid,
            "Effect": "Allow",
            "Action": _one_or_list(self.actions),
            "Resource": _one_or_list(self.resources),
        }
        if self.conditions is not None:
            # jsii takes lists, but no tuples.
            rendered["Condition"] = {
                operator: {
                    key: value if isinstance(value, str) else list(value)
                    for key, value in keys.items()
                }
                for operator, keys in self.conditions.items()
            }
        return rendered


def merged(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The same rights, with statements that differ in their resources alone made one."""
    merged_by_kind: dict[str, Statement] = {}
    for statement in statements:
        key = f"{statement.sid}|{statement.actions}|{statement.conditions}"
        known = merged_by_kind.get(key)
        resources = statement.resources if known is None else known.resources + statement.resources
        merged_by_kind[key] = Statement(
            sid=statement.sid,
            actions=statement.actions,
            resources=tuple(dict.fromkeys(resources)),
            conditions=statement.conditions,
        )
    return tuple(merged_by_kind.values())


def policy_document(statements: Iterable[Statement]) -> dict[str, Any]:
    """A policy document that allows *statements*.

    IAM wants every Sid of a document to be unique: repeated ones are numbered.
    """
    seen: Counter[str] = Counter()
    rendered = []
    for statement in merged(statements):
        seen[statement.sid] += 1
        number = seen[statement.sid]
        sid = statement.sid if number == 1 else f"{statement.sid}{number}"
        rendered.append({**statement.to_json(), "Sid": sid})
    return {"Version": "2012-10-17", "Statement": rendered}


def _alias_in(arn: str) -> str | None:
    """Find the alias that an ARN names; None for any other, and for one that only AWS knows."""
    fields = arn.split(":", _ARN_FIELDS - 1)
    is_alias = len(fields) == _ARN_FIELDS and fields[2] == "kms" and fields[5].startswith("alias/")
    return fields[5] if is_alias else None


def _one_or_list(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
