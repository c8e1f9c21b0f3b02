"""Runs the rules over templates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting._collection import collect, uncollected
from sagemaker_hosting.rules._catalogue import RULES
from sagemaker_hosting.rules._finding import Finding, finding_of
from sagemaker_hosting.rules._precedence import told_once
from sagemaker_hosting.rules._rule import AnyRule, Severity
from sagemaker_hosting.rules.limits._request import Request, requests_in
from sagemaker_hosting.view import (
    Container,
    EndpointConfig,
    Hosting,
    Model,
    Resource,
    Scenario,
    TransformJob,
    Variant,
    allowed_values_of,
    scenarios_of,
)

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

_MOST_SEEN: Final = 20_000  # resources of all branches together, at some 10 kB each


def check(templates: Sequence[Template]) -> tuple[Finding, ...]:
    """Check templates by every rule.

    Templates of one group (`Template.group`) are taken to be deployed to one account and Region:
    their names may not collide, and their outputs and exports reach each other.

    A template whose conditions or mappings depend on parameters is checked once for each branch;
    what then breaks a rule in some branches only says in which. What breaks one with the
    parameters' defaults alone is a warning, because a deploy may give others.

    Args:
        templates: what `read_templates` gave.

    Returns:
        The findings, by template and by place in it.
    """
    with uncollected():
        return _check(templates)


def _check(templates: Sequence[Template]) -> tuple[Finding, ...]:
    scenarios = [scenarios_of(template.body) for template in templates]
    branches = [[s for s in options if not s.by_default] for options in scenarios]
    runs = max((len(options) for options in branches), default=0)
    size = sum(len(template.body["Resources"]) for template in templates)
    told: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for run in range(runs):
        chosen = {i: options[min(run, len(options) - 1)] for i, options in enumerate(branches)}
        for finding in _findings(templates, chosen):
            told[finding.key].append(_in_scenario(finding, templates, chosen, branches))
        # Nothing else frees what the branches before were seen as.
        if (run + 1) * size % _MOST_SEEN < size:
            collect()
    found = [_once(same, runs) for same in told.values()]
    found += _whatever_is_allowed(templates, branches, found)
    if any(s.by_default for options in scenarios for s in options):
        chosen = {i: options[-1] for i, options in enumerate(scenarios)}
        places = {_place_of(f) for f in found}
        found += [
            _by_default(finding)
            for finding in _findings(templates, chosen)
            if _place_of(finding) not in places
        ]
    return tuple(_sorted(found, templates))


def _whatever_is_allowed(
    templates: Sequence[Template],
    branches: Sequence[Sequence[Scenario]],
    found: Iterable[Finding],
) -> list[Finding]:
    """What a parameter breaks with each of its allowed values, it breaks with any."""
    told = {_place_of(f): f for f in found}
    known = len(told)
    chosen = {index: options[0] for index, options in enumerate(branches)}
    for index, template in enumerate(templates):
        for name, values in allowed_values_of(template.body).items():
            common: dict[tuple[str, ...], Finding] | None = None
            for value in values:
                given = {**chosen[index].parameters, name: value}
                run = {**chosen, index: Scenario(parameters=given)}
                here = {_place_of(f): f for f in _findings(templates, run)}
                before = here if common is None else common
                common = {place: f for place, f in before.items() if place in here.keys() - told}
                if not common:
                    break
            for place, finding in (common or {}).items():
                told[place] = _in_scenario(finding, templates, chosen, branches)
    return list(told.values())[known:]


def _place_of(finding: Finding) -> tuple[str, ...]:
    return finding.rule.id, finding.template.name, finding.logical_id, finding.place


def _findings(templates: Sequence[Template], chosen: Mapping[int, Scenario]) -> list[Finding]:
    hosting = Hosting(templates, chosen)
    return told_once(
        [
            finding_of(rule, fault)
            for kind, rules in _rules_by_kind().items()
            for thing in _things(hosting, kind)
            for rule in rules
            for fault in rule.check(thing)
        ]
    )


@cache
def _rules_by_kind() -> Mapping[type[Any], tuple[AnyRule, ...]]:
    found: defaultdict[type[Any], list[AnyRule]] = defaultdict(list)
    for rule in RULES:
        found[rule.looks_at].append(rule)
    return {kind: tuple(rules) for kind, rules in found.items()}


def _things(hosting: Hosting, kind: type[Any]) -> Iterable[Any]:
    find = _THINGS.get(kind)
    return find(hosting) if find is not None else hosting.all_of(kind)


# Where the things are that a rule looks at; those not in it are kinds of resources.
_THINGS: Final[Mapping[type[Any], Callable[[Hosting], Iterable[Any]]]] = {
    Hosting: lambda hosting: (hosting,),
    Resource: lambda hosting: hosting.resources,
    Variant: lambda hosting: (
        v for config in hosting.all_of(EndpointConfig) for v in config.all_variants
    ),
    Container: lambda hosting: (c for model in hosting.all_of(Model) for c in model.containers),
    TransformJob: lambda hosting: hosting.transform_jobs,
    Request: requests_in,
}


def _in_scenario(
    finding: Finding,
    templates: Sequence[Template],
    chosen: Mapping[int, Scenario],
    branches: Sequence[Sequence[Scenario]],
) -> Finding:
    index = next(i for i, template in enumerate(templates) if template is finding.template)
    if len(branches[index]) == 1:
        return finding
    return replace(finding, when=_told(chosen[index]))


def _told(scenario: Scenario) -> str:
    given = scenario.parameters
    return " and ".join(
        f"{name} is {value}" if isinstance(value, str) else f"{name} is none of those compared"
        for name, value in given.items()
    )


def _once(same: list[Finding], runs: int) -> Finding:
    """What every branch has needs no condition; of several, the first is told."""
    distinct = {finding.when for finding in same}
    everywhere = len(same) == runs or None in distinct
    return replace(same[0], when=None) if everywhere else same[0]


def _by_default(finding: Finding) -> Finding:
    return replace(
        finding, severity=Severity.WARNING, when="the parameters have their default values"
    )


def _sorted(found: Iterable[Finding], templates: Sequence[Template]) -> list[Finding]:
    order = {id(template): index for index, template in enumerate(templates)}
    logical_ids = {
        id(template): {name: index for index, name in enumerate(template.body["Resources"])}
        for template in templates
    }
    return sorted(
        found,
        key=lambda f: (
            order[id(f.template)],
            logical_ids[id(f.template)].get(f.logical_id, 0),
            f.severity is not Severity.ERROR,
            f.rule.id,
            f.place,
            f.says,
        ),
    )
