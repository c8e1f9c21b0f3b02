"""Keeps the findings that a team knows about, so that only new ones fail."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sagemaker_hosting.rules._finding import Finding

_VERSION: Final = 1
_KEYS: Final = ("rule", "stack", "logical_id", "property", "says")


class UnusableBaseline(Exception):  # noqa: N818  # named for what it says, as UnusableInput
    """Tells why a baseline cannot be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Baseline:
    """Defines the findings that are known.

    Attributes:
        known: how often each finding is known, by what makes it the same in another run.
    """

    known: Mapping[tuple[str, ...], int]

    @staticmethod
    def of(findings: Iterable[Finding]) -> Baseline:
        """Make a baseline of all that is found now."""
        return Baseline(known=Counter(finding.key for finding in findings))

    @staticmethod
    def read(path: Path) -> Baseline:
        """Read a baseline.

        Raises:
            UnusableBaseline: the file cannot be read, or is no baseline.
        """
        try:
            document: Any = json.loads(path.read_text(encoding="utf-8"))
        except OSError as problem:
            msg = f"{path}: cannot be read ({problem.strerror}); write one with --write-baseline"
            raise UnusableBaseline(msg) from problem
        except (ValueError, RecursionError) as problem:
            msg = f"{path}: is no JSON ({problem}); write it anew with --write-baseline"
            raise UnusableBaseline(msg) from problem
        rows = document.get("findings") if isinstance(document, Mapping) else None
        if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
            msg = f"{path}: is no baseline of findings; write it anew with --write-baseline"
            raise UnusableBaseline(msg)
        return Baseline(known=Counter(tuple(row[key] for key in _KEYS) for row in rows))

    def write(self, path: Path) -> None:
        """Write the baseline, sorted, so that its diffs are small."""
        rows = [
            dict(zip(_KEYS, key, strict=True))
            for key, count in sorted(self.known.items())
            for _ in range(count)
        ]
        document = {"version": _VERSION, "findings": rows}
        path.write_text(f"{json.dumps(document, indent=2)}\n", encoding="utf-8")

    def split(
        self, findings: Iterable[Finding]
    ) -> tuple[tuple[Finding, ...], int, tuple[str, ...]]:
        """Tell what is new, how many are known, and what is known and gone."""
        left = Counter(self.known)
        new: list[Finding] = []
        count = 0
        for finding in findings:
            if left[finding.key] > 0:
                left[finding.key] -= 1
                count += 1
            else:
                new.append(finding)
        gone = tuple(
            f"the baseline knows {rule} of {stack} {logical_id} {place}, which is gone: {says}"
            for (rule, stack, logical_id, place, says) in sorted(left.elements())
        )
        return tuple(new), count, gone


def _is_row(row: object) -> bool:
    return isinstance(row, Mapping) and all(isinstance(row.get(key), str) for key in _KEYS)
