"""Checks what people may write, wrong and right, against what the rules say of it.

Each file of `cases/` is a list. A case is a template (or several, as files of one folder) that is
`rejected` by the rules that it names, or `accepted`, with the warnings that it names; of what is
accepted `silently`, nothing at all is told. Below `but` stand its neighbours: the same with some
text replaced, and judged alike if they do not tell otherwise. `<<x*64>>` is 64 times x.
Each is checked as it is and as deployed to an account and Region, unless it is `without_options`
or the Region decides it (`with_region`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sagemaker_hosting.rules import RULES, Finding, Severity, check
from sagemaker_hosting.templates import read_templates

_FOLDER = Path(__file__).parent / "cases"
_JUDGED = frozenset({"rejected", "accepted"})
_SILENTLY = "silently"
_REPEATED = re.compile(r"<<(.)\*(\d+)>>")


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Templates, and what is to be said of them."""

    name: str
    files: Mapping[str, str]
    rejected: frozenset[str]
    warned: frozenset[str]
    is_silent: bool
    region: str
    is_without_options: bool
    is_with_region: bool

    def __str__(self) -> str:
        return self.name


def _cases() -> Iterator[Case]:
    for path in sorted(_FOLDER.glob("*.yaml")):
        for written in YAML(typ="safe").load(path):
            files = written.get("templates") or _named(written["template"])
            yield _case(path.stem, written, files)
            for neighbour in written.get("but", ()):
                changed = _replaced(files, neighbour["replace"])
                yield _case(path.stem, _alike(written, neighbour), changed)


def _alike(written: Mapping[str, Any], neighbour: Mapping[str, Any]) -> Mapping[str, Any]:
    """A neighbour is judged like its case, if it does not tell otherwise."""
    same = {"region"} if neighbour.keys() & _JUDGED else {"region", *_JUDGED}
    return {**{key: written[key] for key in same & written.keys()}, **neighbour}


def _case(area: str, written: Mapping[str, Any], files: Mapping[str, str]) -> Case:
    assert ("rejected" in written) != ("accepted" in written), written["name"]
    accepted = written.get("accepted", True)
    return Case(
        name=f"{area}: {written['name']}",
        files={name: _REPEATED.sub(_repeated, text) for name, text in files.items()},
        rejected=frozenset(written.get("rejected", ())),
        warned=frozenset(accepted if isinstance(accepted, list) else ()),
        is_silent=accepted == _SILENTLY,
        region=written.get("region") or "us-east-1",
        is_without_options=written.get("without_options", False),
        is_with_region=written.get("with_region", False),
    )


def _named(text: str) -> Mapping[str, str]:
    return {"template.json" if text.startswith("{") else "template.yaml": text}


def _repeated(match: re.Match[str]) -> str:
    return match[1] * int(match[2])


def _replaced(files: Mapping[str, str], replace: Mapping[str, str]) -> Mapping[str, str]:
    for old, new in replace.items():
        assert sum(text.count(old) for text in files.values()) == 1, old
        files = {name: text.replace(old, new) for name, text in files.items()}
    return files


def _checked(case: Case, folder: Path, **options: str) -> tuple[Finding, ...]:
    for name, text in case.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return check(read_templates([folder], **options))


def _ids(findings: tuple[Finding, ...], severity: Severity) -> set[str]:
    return {finding.rule.id for finding in findings if finding.severity is severity}


_CASES = tuple(_cases())


@pytest.mark.parametrize("case", [c for c in _CASES if not c.is_with_region], ids=str)
def test_template_is_judged_by_itself(case: Case, tmp_path: Path) -> None:
    findings = _checked(case, tmp_path)

    assert _ids(findings, Severity.ERROR) == case.rejected
    assert case.warned <= _ids(findings, Severity.WARNING)
    assert not (case.is_silent and findings)


@pytest.mark.parametrize("case", [c for c in _CASES if not c.is_without_options], ids=str)
def test_template_is_judged_for_an_account_and_region(case: Case, tmp_path: Path) -> None:
    findings = _checked(case, tmp_path, account="111122223333", region=case.region)

    assert _ids(findings, Severity.ERROR) == case.rejected
    assert case.warned <= _ids(findings, Severity.WARNING)
    assert not (case.is_silent and findings)


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case.name for case in _CASES]

    assert len(set(names)) == len(names)


def test_every_rule_of_errors_has_a_template_that_breaks_it() -> None:
    errors = {rule.id for rule in RULES if rule.severity is Severity.ERROR}

    broken = {rule for case in _CASES for rule in case.rejected}

    assert errors <= broken
