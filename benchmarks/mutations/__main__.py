"""Prints how many mutants this project's rules, cfn-lint and CDK's own validator find.

`python -m benchmarks.mutations --write` writes the page docs/checks-compared.md as well (some
minutes: cfn-lint is asked about each); with `--missed`, what the rules do not find is listed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Final

from benchmarks import _installed  # noqa: F401  # tells what is missing
from benchmarks.mutations._breakers import mutants_across
from benchmarks.mutations._from_examples import mutants_of_examples
from benchmarks.mutations._from_limits import mutants_of_limits
from benchmarks.mutations._judges import JUDGES
from benchmarks.mutations._mutant import GOLDEN, Mutant

PAGE: Final = Path(__file__).parents[2] / "docs" / "checks-compared.md"
AREAS: Final = {
    "NAM": "names and tags",
    "MOD": "models and containers",
    "VAR": "variants",
    "SRV": "serverless",
    "ASY": "asynchronous",
    "MME": "multi-model",
    "MCE": "pipelines of containers",
    "IC": "inference components",
    "SHD": "shadow tests",
    "CAP": "data capture",
    "DEP": "rollouts",
    "SCL": "scaling",
    "BAT": "batch transform",
    "NET": "network",
    "IAM": "roles",
    "QTA": "quotas",
    "MET": "metrics",
    "LIM": "limits of the APIs",
}
TEXT: Final = Path(__file__).with_name("page.md")


def main(arguments: Sequence[str]) -> None:
    """Count, print, and write the page if asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/checks-compared.md")
    parser.add_argument("--missed", action="store_true", help="list what the rules do not find")
    given = parser.parse_args(arguments)
    of_rules = list(chain(mutants_of_examples(), mutants_across()))
    of_limits = list(mutants_of_limits())
    by_area = _counted(of_rules, [AREAS[m.breaks.partition("-")[0]] for m in of_rules])
    by_kind = _counted(of_limits, [m.breaks for m in of_limits])
    rules = _table("area", AREAS.values(), by_area)
    limits = _table("what is broken", sorted({m.breaks for m in of_limits}), by_kind)
    print(rules, limits, sep="\n\n")  # noqa: T201  # what it is for
    if given.missed:
        _tell_missed([*of_rules, *of_limits])
    if given.write:
        page = TEXT.read_text(encoding="utf-8").format(
            count=f"{len(of_rules) + len(of_limits):,}",
            rules=rules,
            limits=limits,
            botocore=version("botocore"),
            cfnlint=version("cfn-lint"),
            cdk=version("aws-cdk-lib"),
            golden=len(list(GOLDEN.glob("*/*.json"))),
            date=datetime.now(UTC).date().isoformat(),
        )
        PAGE.write_text(page, encoding="utf-8")


def _counted(mutants: Sequence[Mutant], rows: Sequence[str]) -> dict[str, Counter[str]]:
    counts = {"mutants": Counter(rows)}
    for name, judge in JUDGES.items():
        found = judge(mutants)
        counts[name] = Counter(row for row, is_found in zip(rows, found, strict=True) if is_found)
    return counts


def _table(first: str, rows: Iterable[str], counts: dict[str, Counter[str]]) -> str:
    lines = [f"| {first} | {' | '.join(counts)} |", f"|---|{'---:|' * len(counts)}"]
    lines += [
        f"| {row} | {' | '.join(str(c[row]) for c in counts.values())} |"
        for row in rows
        if counts["mutants"][row]
    ]
    total = counts["mutants"].total()
    shares = [f"{c.total()} ({c.total() / total:.1%})" for c in list(counts.values())[1:]]
    lines.append(f"| **all** | {total} | {' | '.join(shares)} |")
    return "\n".join(lines)


def _tell_missed(mutants: Sequence[Mutant]) -> None:
    for mutant, found in zip(mutants, JUDGES["this project"](mutants), strict=True):
        if not found:
            print(f"{mutant.breaks}: {mutant.base.name} {mutant.what}")  # noqa: T201  # likewise


if __name__ == "__main__":
    main(sys.argv[1:])
