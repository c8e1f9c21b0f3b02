"""Writes docs/rules.md from the declarations: `python -m sagemaker_hosting.rules`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from sagemaker_hosting.rules._catalogue import RULES, UPDATE_RULES
from sagemaker_hosting.rules._examples import example_of
from sagemaker_hosting.rules._rule import AnyRule, Severity

_AREAS: Final = {
    "NAM": "Names and tags",
    "MOD": "Models and containers",
    "VAR": "Variants",
    "SRV": "Serverless endpoints",
    "ASY": "Asynchronous endpoints",
    "MME": "Multi-model endpoints",
    "MCE": "Multi-container endpoints",
    "IC": "Inference components",
    "SHD": "Shadow variants and shadow tests",
    "CAP": "Data capture",
    "DEP": "Deployments and their guardrails",
    "SCL": "Auto-scaling",
    "MET": "Metrics",
    "BAT": "Batch transform",
    "NET": "Network",
    "IAM": "Execution roles",
    "QTA": "Quotas",
    "LIM": "Limits of the APIs",
}

_HEAD: Final = """\
# Rules

What `endpoints check`, the plugin `SageMakerChecks` and the cfn-lint module look for.
{errors} rules tell errors: AWS refuses the template, or it never works as it is meant. {warnings}
tell warnings. What only AWS will know (a parameter, an attribute, an import) is never a finding.
[The guide](guide/checks.md) tells how to run them and how to acknowledge a finding.

This page is written from the declarations (`make rules`); a test holds it to them.
"""


def document() -> str:
    """Write the page."""
    every = (*RULES, *UPDATE_RULES)
    errors = sum(rule.severity is Severity.ERROR for rule in every)
    parts = [_HEAD.format(errors=errors, warnings=len(every) - errors), *_contents()]
    for area, rules in groupby(RULES, key=lambda rule: rule.area):
        parts += [f"## {_AREAS[area]}\n", *map(_section, rules)]
    parts += [
        "## Updates\n",
        "What is deployed decides about these: `endpoints check NEW --against OLD`.\n",
        *map(_section, UPDATE_RULES),
    ]
    return "\n".join(parts)


def _contents() -> Iterator[str]:
    yield "| Area | Rules | Ids |"
    yield "|---|---|---|"
    for area, grouped in groupby(RULES, key=lambda rule: rule.area):
        rules = list(grouped)
        anchor = _AREAS[area].lower().replace(" ", "-")
        yield f"| [{_AREAS[area]}](#{anchor}) | {len(rules)} | {_ids(rules)} |"
    yield f"| [Updates](#updates) | {len(UPDATE_RULES)} | {_ids(UPDATE_RULES)} |"
    yield ""


def _ids(rules: list[AnyRule] | tuple[AnyRule, ...]) -> str:
    return ", ".join(f"[{rule.id}](#{rule.id.lower()})" for rule in rules)


def _section(rule: AnyRule) -> str:
    example = example_of(rule.id)
    shown = ""
    if example.before is not None:
        shown += f"Deployed:\n\n```yaml\n{example.before}```\n\nWrong:\n\n"
    shown += f"```yaml\n{example.wrong}```\n\nRight:\n\n```diff\n{_difference(rule.id)}```"
    return f"""\
<a id="{rule.id.lower()}"></a>
### {rule.id}: {rule.title}

{rule.severity}, confidence {rule.confidence}. {_sentence(rule.why)}

- Fix: {rule.fix}
- In CloudFormation: {rule.cloudformation}
- Source: {rule.source}. [AWS's page]({rule.link})

<details><summary>Wrong and right</summary>

{shown}

</details>
"""


def _difference(rule_id: str) -> str:
    example = example_of(rule_id)
    lines = difflib.unified_diff(
        example.wrong.splitlines(), example.right.splitlines(), lineterm="", n=2
    )
    return "".join(f"{line}\n" for line in list(lines)[2:])


def _sentence(text: str) -> str:
    end = "" if text.endswith((".", '"')) else "."
    return f"{text[:1].upper()}{text[1:]}{end}"
