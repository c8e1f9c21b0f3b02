"""Registers functions that break templates across properties and resources, and applies them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Final

from benchmarks.mutations._mutant import Base, Mutant, at, golden_bases, mutant

CONFIG: Final = "AWS::SageMaker::EndpointConfig"
MODEL: Final = "AWS::SageMaker::Model"

Broken = Iterator[tuple[str, str]]  # the logical id, and the property
Breaker = Callable[[dict[str, Any]], Broken]
"""Breaks a template's resources in place, once for each item that it yields; see `_each`."""

_BREAKERS: Final[dict[str, list[Breaker]]] = {}


def mutants_across() -> Iterator[Mutant]:
    """Break every golden template in every place that the registered functions find."""
    for module in ("_serverless_breakers", "_instance_breakers"):
        import_module(f"benchmarks.mutations.{module}")  # registers them
    for base in golden_bases():
        for rule_id, breakers in _BREAKERS.items():
            for breaker in breakers:
                yield from _each(base, rule_id, breaker)


def _each(base: Base, rule_id: str, breaker: Breaker) -> Iterator[Mutant]:
    """A breaker breaks one place after the other: stop it at the first, the second, and so on."""
    for index, template in enumerate(base.templates):
        for number in range(sum(1 for _ in breaker(copy.deepcopy(dict(template.resources))))):
            what = ""

            def change(body: dict[str, Any], number: int = number) -> None:
                nonlocal what
                pristine = copy.deepcopy(body["Resources"])
                found = breaker(body["Resources"])
                for turn, place in enumerate(found):
                    if turn == number:
                        what = f"{template.name} {' '.join(place)}"  # noqa: B023  # called at once
                        return
                    body["Resources"].update(copy.deepcopy(pristine))

            made = mutant(base, index, "", rule_id, change)
            if made is not None:
                yield Mutant(breaks=rule_id, base=base, index=index, body=made.body, what=what)


def breaks(rule_id: str) -> Callable[[Breaker], Breaker]:
    """Register a function that breaks a rule."""

    def register(breaker: Breaker) -> Breaker:
        _BREAKERS.setdefault(rule_id, []).append(breaker)
        return breaker

    return register


def of(resources: dict[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for logical_id in [*resources]:
        if resources[logical_id]["Type"] == kind:
            yield logical_id, resources[logical_id]["Properties"]


def variants(resources: dict[str, Any], *, serverless: bool) -> Iterator[tuple[str, Any, Any]]:
    for logical_id, config in of(resources, CONFIG):
        for index in range(len(config["ProductionVariants"])):
            current = resources[logical_id]["Properties"]
            variant = current["ProductionVariants"][index]
            if ("ServerlessConfig" in variant) == serverless:
                yield logical_id, current, variant


def model_of(resources: dict[str, Any], variant: Any) -> tuple[str, Any] | None:
    logical_id = at(variant, ("ModelName", "Fn::GetAtt", 0))
    return (logical_id, resources[logical_id]["Properties"]) if logical_id in resources else None
