"""Rules of how a variant's requests are spread over its instances."""

from __future__ import annotations

import re
from typing import Final

from sagemaker_hosting.facts.allowed import routing_strategies_of_cloudformation
from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._limits import NO_TABLE_KNOWS, beyond_limit, is_listed
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Node, Variant

_API: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
    "API_ProductionVariantRoutingConfig.html"
)
_PREFIX: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PrefixAwareRoutingConfig.html"
)
_PREFIX_AWARE: Final = "PREFIX_AWARE"
_LIMITS: Final = ("PrefixLength", "ConcurrencyThreshold")
_FORM: Final = re.compile(r"[A-Z]+(_[A-Z]+)*")


@rule(
    "VAR-23",
    Variant,
    severity=Severity.WARNING,
    title="RoutingStrategy is one that CloudFormation takes",
    why="KV_AWARE is in SageMaker's API and not in CloudFormation's schema, which may refuse it; "
    "AWS adds strategies, and one that no table knows may be newer. A text of another form is "
    "refused",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) RoutingStrategy; CloudFormation schema of "
    "AWS::SageMaker::EndpointConfig",
    link=_API,
    fix="InstanceVariant(routing=Routing.least_outstanding_requests()), .random() or "
    ".prefix_aware(...)",
    cloudformation="set RoutingStrategy to one of the three",
)
def strategy_is_known(variant: Variant) -> Faults:
    """A request goes to any instance, to the least busy, or to one that saw its beginning."""
    routing = variant.at("RoutingConfig")
    if routing.is_absent:
        return
    strategy = routing.at("RoutingStrategy")
    allowed = routing_strategies_of_cloudformation()
    if routing.is_given and strategy.is_absent:
        yield Fault(
            at=routing,
            says=f"RoutingConfig of variant {variant.label} has no RoutingStrategy",
            allowed=", ".join(allowed),
            severity=Severity.ERROR,
        )
    if strategy.text is None or strategy.text in allowed:
        return
    is_known = is_listed(strategy.text, limit("RoutingStrategy"))
    is_wrong = _FORM.fullmatch(strategy.text) is None
    yield Fault(
        at=strategy,
        says=f"RoutingStrategy of variant {variant.label} is {strategy}"
        + ("" if is_known or is_wrong else NO_TABLE_KNOWS),
        allowed=", ".join(allowed),
        severity=Severity.ERROR if is_wrong else None,
    )


@rule(
    "VAR-24",
    Variant,
    title="PREFIX_AWARE has a PrefixAwareRoutingConfig with both values, and nothing else has one",
    why='"Specify this parameter only when you set RoutingStrategy to PREFIX_AWARE"; both of its '
    'values are "Required when RoutingStrategy is PREFIX_AWARE". With one instance there is no '
    "other to choose",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariantRoutingConfig, "
    "PrefixAwareRoutingConfig",
    link=_PREFIX,
    fix="InstanceVariant(routing=Routing.prefix_aware(prefix_length=..., "
    "concurrency_threshold=...))",
    cloudformation="give RoutingConfig a PrefixAwareRoutingConfig with PrefixLength and "
    "ConcurrencyThreshold if, and only if, RoutingStrategy is PREFIX_AWARE",
)
def prefix_is_told(variant: Variant) -> Faults:
    """The strategy needs to know how long a beginning is, and when an instance is busy."""
    routing = variant.at("RoutingConfig")
    if routing.is_absent:
        return
    strategy, prefix = routing.at("RoutingStrategy"), routing.at("PrefixAwareRoutingConfig")
    if strategy.text is None:
        return
    if strategy.text != _PREFIX_AWARE:
        if prefix.is_present:
            yield Fault(
                at=prefix,
                says=(
                    f"variant {variant.label} has RoutingStrategy {strategy} and a "
                    "PrefixAwareRoutingConfig"
                ),
            )
        return
    missing = [name for name in _LIMITS if prefix.at(name).is_absent]
    if missing:
        yield Fault(
            at=_lowest(routing, prefix),
            says=(
                f"variant {variant.label} has RoutingStrategy {strategy}, and its "
                f"PrefixAwareRoutingConfig has no {' and no '.join(missing)}"
            ),
        )
    elif _has_one_instance(variant):
        yield Fault(
            at=strategy,
            says=(
                f"variant {variant.label} has RoutingStrategy {strategy} and one instance, which "
                "nothing here scales"
            ),
            fix="initial_instance_count=2 or more, or another Routing",
            cloudformation="set InitialInstanceCount to 2 or more, or take another strategy",
            severity=Severity.WARNING,
        )


@rule(
    "VAR-25",
    Variant,
    title="PrefixLength is 1024 to 65536 and ConcurrencyThreshold 1 to 1024",
    why="CreateEndpointConfig refuses numbers outside of the ranges",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) PrefixAwareRoutingConfig",
    link=_PREFIX,
    fix="Routing.prefix_aware(prefix_length=..., concurrency_threshold=...) within the ranges",
    cloudformation="set PrefixLength and ConcurrencyThreshold within the ranges",
)
def prefix_is_in_range(variant: Variant) -> Faults:
    """A beginning is at least a kilobyte long."""
    routing = variant.at("RoutingConfig")
    if routing.is_absent:
        return
    prefix = routing.at("PrefixAwareRoutingConfig")
    for name in _LIMITS:
        yield from beyond_limit(prefix.at(name), f"PrefixAwareRouting{name}")


def _lowest(routing: Node, prefix: Node) -> Node:
    return prefix if prefix.is_present else routing


def _has_one_instance(variant: Variant) -> bool:
    return (
        variant.initial_count.number == 1
        and not variant.serves_components
        and bool(variant.endpoints)
        and not variant.scalable_targets
        and variant.managed_scaling.is_absent
    )


RULES: Final[tuple[AnyRule, ...]] = (strategy_is_known, prefix_is_told, prefix_is_in_range)
