"""Rules of the instance types that models are hosted on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.instance_types import (
    hosting_type_doubt,
    hosting_type_fault,
    is_listed_in,
    nearest_in,
)
from sagemaker_hosting.facts.sdk import sdk_lists
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import (
    EndpointConfig,
    Hosting,
    InferenceComponent,
    InferenceExperiment,
    Node,
)


@rule(
    "VAR-02",
    Hosting,
    title="an instance type is one that SageMaker hosts models on",
    why="\"1 validation error detected: Value 'ml.t3.medium' at "
    "'productionVariants.1.member.instanceType' failed to satisfy constraint: Member must satisfy "
    'enum value set: [...]"; a type or a size that no table knows may be newer than they are: it '
    "is a warning",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariantInstanceType; text in a "
    "public issue",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html",
    fix="instance_type, of InstanceVariant or of the environment file, with one of the nearest "
    "types",
    cloudformation="set InstanceType to one of the nearest types",
)
def type_is_for_hosting(hosting: Hosting) -> Faults:
    """Training, notebooks and EC2 have types that hosting lacks."""
    for node in _type_nodes(hosting):
        name = node.text
        fault = hosting_type_fault(name) if name is not None else None
        doubt = hosting_type_doubt(name) if name is not None else None
        told = fault if fault is not None else doubt
        if told is None or sdk_lists("ProductionVariantInstanceType", str(name)):
            continue
        says = f"{node.label}: {told}"
        yield Fault(at=node, says=says) if fault is not None else _newer(node, says)


@rule(
    "VAR-36",
    Hosting,
    severity=Severity.WARNING,
    title="an instance type is listed for hosting in the Region of its stack",
    why="where AWS has no instances of a type for hosting, CreateEndpoint fails after the endpoint "
    "configuration was taken; the lists are made of prices and lack some types that exist",
    source="cfn-lint 1.58.0, table of hosting instance types by Region, generated from the AWS "
    "Price List API",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/regions-quotas.html",
    confidence=Confidence.MEDIUM,
    fix="instance_type, of InstanceVariant or of the environment file, with a type that the Region "
    "has, or acknowledge VAR-36 if it has this one",
    cloudformation="set InstanceType to a type that the Region has",
)
def type_is_in_region(hosting: Hosting) -> Faults:
    """Newer families come to a Region one by one."""
    for node in _type_nodes(hosting):
        name, region = node.text, node.resource.stack.region
        if name is None or region is None or is_listed_in(name, region) is not False:
            continue
        near = nearest_in(name, region)
        yield Fault(
            at=node,
            says=f"{node.label} is {name}, which AWS's price list does not have in {region}",
            allowed=f"types of {region}, such as {', '.join(near)}" if near else None,
        )


def _newer(node: Node, says: str) -> Fault:
    """Tell a type that may be newer than the tables."""
    return Fault(
        at=node,
        says=says,
        fix="correct the name, or acknowledge VAR-02 if the type is newer than the tables",
        cloudformation="correct the name, or leave it if the type is newer",
        severity=Severity.WARNING,
    )


def _type_nodes(hosting: Hosting) -> Iterator[Node]:
    """Find every place that names a hosting type."""
    for config in hosting.all_of(EndpointConfig):
        for variant in config.all_variants:
            yield from variant.type_nodes
    for component in hosting.all_of(InferenceComponent):
        for specification in component.specifications:
            yield specification.at("InstanceType")
    for experiment in hosting.all_of(InferenceExperiment):
        yield from experiment.type_nodes


RULES: Final[tuple[AnyRule, ...]] = (type_is_for_hosting, type_is_in_region)
