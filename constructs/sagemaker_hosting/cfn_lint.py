"""Gives cfn-lint these rules: `cfn-lint TEMPLATE --append-rules sagemaker_hosting.cfn_lint`.

Each rule has its own id in cfn-lint, an `E` or `W` before ours: `ESRV-04`. So `--ignore-checks
ESRV-04`, and everything else that cfn-lint does with ids, works. The rules themselves run once for
each template, in the engine behind `endpoints check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch

from sagemaker_hosting.rules import RULES, Finding, Rule, Severity, check
from sagemaker_hosting.rules.reports import message_of
from sagemaker_hosting.templates import UnusableInput, read_templates

if TYPE_CHECKING:
    from cfnlint.template import Template


class _Delegate:
    """Tells cfn-lint what the engine has found of one rule at one severity."""

    id: str
    rule: Rule[Any]
    level: Severity

    def match(self, cfn: Template) -> list[RuleMatch]:
        """Find the matches of a template."""
        return [
            RuleMatch(_existing(cfn.template, _path(finding)), _told(finding))
            for finding in _findings(str(cfn.filename))
            if finding.rule is self.rule and finding.severity is self.level
        ]


@lru_cache(maxsize=16)
def _findings(filename: str) -> tuple[Finding, ...]:
    """Check a file; what cannot be read is cfn-lint's own to tell."""
    if not Path(filename).is_file():
        return ()
    try:
        return check(read_templates([filename]))
    except UnusableInput:
        return ()


def _told(finding: Finding) -> str:
    return f"{message_of(finding)}. Fix: {finding.cloudformation}"


def _path(finding: Finding) -> tuple[str | int, ...]:
    return ("Resources", finding.logical_id, *finding.path)


def _existing(template: Any, path: Sequence[str | int]) -> list[str | int]:
    """Cut a path where the template ends: what is missing has no place."""
    found: list[str | int] = []
    for key in path:
        try:
            template = template[key]
        except (KeyError, IndexError, TypeError):
            break
        found.append(key)
    return found


def _classes() -> Iterator[type[CloudFormationLintRule]]:
    for rule in RULES:
        # A rule of errors may find what is only a warning; cfn-lint reads the level off the id.
        levels = (rule.severity, Severity.WARNING)
        for level in dict.fromkeys(levels):
            name = f"{level[0].upper()}{rule.id}"
            members = {
                "id": name,
                "rule": rule,
                "level": level,
                "shortdesc": rule.title,
                "description": rule.why,
                "source_url": rule.link,
                "tags": ["sagemaker", rule.area.lower()],
            }
            yield type(name.replace("-", ""), (_Delegate, CloudFormationLintRule), members)


globals().update({made.__name__: made for made in _classes()})
