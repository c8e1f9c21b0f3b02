"""Asks this project's rules, cfn-lint and CDK's own validator what they find in a template."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.mutations._mutant import REGION, Base, Mutant
from sagemaker_hosting.rules import check

Findings = frozenset[Hashable]
Judge = Callable[[Sequence[Mutant]], list[bool]]
"""Tells of each mutant whether something is found that its base has not."""

_BATCH: Final = 100  # templates that CDK's validator is given at once


def found_by_rules(mutants: Sequence[Mutant]) -> list[bool]:
    """Ask the rules of this project: errors only."""
    return [bool(_errors(m.templates) - _errors_of_base(m.base)) for m in mutants]


def ids_found(broken: Mutant) -> set[str]:
    """Find the ids of the rules that a mutant breaks and its base does not."""
    return {str(key[0]) for key in _errors(broken.templates) - _errors_of_base(broken.base)}


def _errors(templates: Sequence[Any]) -> frozenset[tuple[str, ...]]:
    return frozenset(finding.key for finding in check(templates) if finding.severity == "error")


def _errors_of_base(base: Base) -> frozenset[tuple[str, ...]]:
    if base.name not in _known:
        _known[base.name] = _errors(base.templates)
    return _known[base.name]


_known: Final[dict[str, frozenset[tuple[str, ...]]]] = {}


def found_by_cfn_lint(mutants: Sequence[Mutant]) -> list[bool]:
    """Ask cfn-lint: errors only."""
    from cfnlint.api import lint  # noqa: PLC0415  # only when it is compared
    from cfnlint.core import get_rules  # noqa: PLC0415  # likewise

    rules = get_rules([], [], [], {}, include_experimental=False)

    def errors(body: Mapping[str, Any]) -> Findings:
        matches = lint(json.dumps(body), rules, [REGION])
        found = ((m.rule.id, m.message, tuple(map(str, m.path or ()))) for m in matches)
        return frozenset(key for key in found if key[0].startswith("E"))

    return _beyond_base(mutants, lambda bodies: [errors(body) for body in bodies])


def found_by_cdk(mutants: Sequence[Mutant]) -> list[bool]:
    """Ask CDK's CloudFormationValidatePlugin: errors and warnings."""
    return _beyond_base(mutants, _violations)


def _beyond_base(
    mutants: Sequence[Mutant], judge: Callable[[list[Mapping[str, Any]]], list[Findings]]
) -> list[bool]:
    befores = {(m.base.name, m.index): m.base.templates[m.index].body for m in mutants}
    known = dict(zip(befores, judge(list(befores.values())), strict=True))
    found = judge([m.body for m in mutants])
    return [bool(f - known[m.base.name, m.index]) for m, f in zip(mutants, found, strict=True)]


def _violations(bodies: list[Mapping[str, Any]]) -> list[Findings]:
    import aws_cdk as cdk  # noqa: PLC0415  # it starts Node

    plugin = cdk.CloudFormationValidatePlugin()
    found: list[Findings] = []
    for start in range(0, len(bodies), _BATCH):
        found += _validated(plugin, bodies[start : start + _BATCH])
    return found


def _validated(plugin: Any, bodies: Iterable[Mapping[str, Any]]) -> list[Findings]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"t{index}.template.json") for index, _ in enumerate(bodies)]
        for path, body in zip(paths, bodies, strict=True):
            path.write_text(json.dumps(body), encoding="utf-8")
        report = plugin.validate(_context(list(map(str, paths))))
    found: dict[str, set[Hashable]] = {str(path): set() for path in paths}
    for violation in report.violations:
        for resource in violation.violating_resources:
            places = tuple(resource.locations)
            key = (violation.rule_name, violation.description, resource.resource_logical_id, places)
            found[str(resource.template_path)].add(key)
    return [frozenset(keys) for keys in found.values()]


def _context(paths: list[str]) -> Any:
    import aws_cdk as cdk  # noqa: PLC0415  # it starts Node
    import jsii  # noqa: PLC0415  # likewise

    app = cdk.App(analytics_reporting=False, builtin_cloud_formation_validation=False)

    @jsii.implements(cdk.IPolicyValidationContext)
    class Context:
        @property
        def app_construct(self) -> cdk.App:
            return app

        @property
        def stack_templates(self) -> list[cdk.PolicyValidationStack]:
            return [
                cdk.PolicyValidationStack(template_path=path, stack_construct_path=path)
                for path in paths
            ]

        @property
        def template_paths(self) -> list[str]:
            return paths

        @property
        def account_id(self) -> None:
            return None

        @property
        def region(self) -> str:
            return REGION

    return Context()


JUDGES: Final[Mapping[str, Judge]] = {
    "this project": found_by_rules,
    "cfn-lint": found_by_cfn_lint,
    "CDK": found_by_cdk,
}
