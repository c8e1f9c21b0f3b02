"""Rules of what an update keeps of the variants that there are."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.updates import supported_properties, unsupported_properties
from sagemaker_hosting.rules._limits import beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.rollouts._deployment import API
from sagemaker_hosting.view import Endpoint, Node

_UPDATE: Final = f"{API}/API_UpdateEndpoint.html"
_COUNT: Final = "DesiredInstanceCount"


@rule(
    "DEP-20",
    Endpoint,
    severity=Severity.WARNING,
    title="ExcludeRetainedVariantProperties goes with RetainAllVariantProperties",
    why="without it nothing is retained, and the exclusions say nothing",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "UpdateEndpointInput.ExcludeRetainedVariantProperties",
    link=_UPDATE,
    fix="RealTimeEndpoint(retain_instance_counts=True) sets both",
    cloudformation="set RetainAllVariantProperties to true, or remove "
    "ExcludeRetainedVariantProperties",
)
def exclusions_have_something_to_exclude_from(endpoint: Endpoint) -> Faults:
    """What is not retained cannot be excluded from it."""
    excluded = endpoint.at("ExcludeRetainedVariantProperties")
    if excluded.items and _retains_nothing(endpoint):
        retain = endpoint.at("RetainAllVariantProperties")
        told = "is not given" if retain.is_absent else f"is {retain}"
        yield Fault(
            at=excluded,
            says="ExcludeRetainedVariantProperties is given, and RetainAllVariantProperties "
            f"{told}",
        )


@rule(
    "DEP-21",
    Endpoint,
    title="only instance counts and weights are excluded from retention",
    why="UpdateEndpoint refuses other types; of DataCaptureConfig AWS says that it is "
    '"(Not currently supported.)"',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) VariantPropertyType",
    link=f"{API}/API_VariantProperty.html",
    fix="RealTimeEndpoint(retain_instance_counts=True) excludes what it does not retain",
    cloudformation="set VariantPropertyType to DesiredInstanceCount or DesiredWeight",
)
def exclusions_are_known(endpoint: Endpoint) -> Faults:
    """CloudFormation's schema takes any text here."""
    excluded = endpoint.at("ExcludeRetainedVariantProperties")
    yield from beyond_size(excluded, "VariantPropertyList")
    supported, unsupported = supported_properties(), unsupported_properties()
    for item in excluded.items:
        kind = item.at("VariantPropertyType")
        if kind.is_absent:
            yield Fault(
                at=item,
                says=f"{item.label} has no VariantPropertyType",
                allowed=", ".join(supported),
                severity=Severity.WARNING,
            )
        elif kind.text is not None and kind.text not in supported:
            yield Fault(
                at=kind,
                says=f"{kind.label} is {kind}",
                allowed=", ".join(supported),
                severity=Severity.WARNING if kind.text in unsupported else None,
            )


@rule(
    "DEP-22",
    Endpoint,
    severity=Severity.WARNING,
    title="an endpoint whose instances are scaled retains their number",
    why="RetainAllVariantProperties is false by default: each update sets the variants back to "
    "InitialInstanceCount, however many instances the load needs",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "UpdateEndpointInput.RetainAllVariantProperties; "
    "https://github.com/hashicorp/terraform-provider-aws/pull/49069",
    link=_UPDATE,
    fix="endpoint.variant(...).auto_scale_instance_count(...) sets it itself",
    cloudformation="set RetainAllVariantProperties to true",
)
def scaled_instances_are_retained(endpoint: Endpoint) -> Faults:
    """An update should not undo what scaling did."""
    scaled = [variant.label for variant in endpoint.variants if variant.is_scaled]
    if not scaled:
        return
    told = f"of endpoint {endpoint.path} the instances of {', '.join(scaled)} are scaled, and "
    retain = endpoint.at("RetainAllVariantProperties")
    if _retains_nothing(endpoint):
        at: Node | Endpoint = endpoint if retain.is_absent else retain
        value = "not given" if retain.is_absent else str(retain)
        yield Fault(at=at, says=f"{told}RetainAllVariantProperties is {value}")
        return
    for item in endpoint.at("ExcludeRetainedVariantProperties").items:
        if item.at("VariantPropertyType").text == _COUNT:
            yield Fault(
                at=item,
                says=f"{told}{_COUNT} is excluded from what is retained",
                cloudformation=f"remove {_COUNT} from ExcludeRetainedVariantProperties",
            )


def _retains_nothing(endpoint: Endpoint) -> bool:
    retain = endpoint.at("RetainAllVariantProperties")
    return retain.is_absent or retain.flag is False


RULES: Final[tuple[AnyRule, ...]] = (
    exclusions_have_something_to_exclude_from,
    exclusions_are_known,
    scaled_instances_are_retained,
)
