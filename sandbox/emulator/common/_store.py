"""What the emulated services remember: records by account and region."""

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

Record: TypeAlias = dict[str, Any]

_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """The account and the region that a request belongs to."""

    account: str
    region: str

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region.

        Args:
            service: The service's part of the ARN, for instance `sagemaker`.
            resource: Everything after the account, for instance `endpoint/demand`.
        """
        partition = next(
            (name for prefix, name in _PARTITIONS.items() if self.region.startswith(prefix)), "aws"
        )
        return f"arn:{partition}:{service}:{self.region}:{self.account}:{resource}"


class Store:
    """Tables of records, separate for each account and region, and the tags of their ARNs.

    `lock` guards every change: requests run on several threads. It is never held while a model
    server starts or stops.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._tables: defaultdict[tuple[Scope, str], dict[str, Any]] = defaultdict(dict)
        self._tags: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def table(self, scope: Scope, kind: str) -> dict[str, Any]:
        """The records of one kind by name, in the order in which they were made."""
        return self._tables[scope, kind]

    def every(self, kind: str) -> list[Any]:
        """The records of one kind in every account and region."""
        with self.lock:
            return [
                record
                for (_, name), table in self._tables.items()
                if name == kind
                for record in table.values()
            ]

    def tags(self, arn: str) -> list[dict[str, str]]:
        """The tags of an ARN as the API lists them."""
        return [{"Key": key, "Value": value} for key, value in self._tags[arn].items()]

    def add_tags(self, arn: str, tags: Iterable[dict[str, str]]) -> None:
        """Set tags; a key that exists gets the new value."""
        self._tags[arn].update({tag["Key"]: tag.get("Value", "") for tag in tags})

    def remove_tags(self, arn: str, keys: Iterable[str]) -> None:
        """Remove tags by key; an unknown key is no error, as in AWS."""
        for key in keys:
            self._tags[arn].pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        with self.lock:
            self._tables.clear()
            self._tags.clear()
