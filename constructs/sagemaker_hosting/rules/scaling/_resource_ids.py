"""Rules of what a scalable target names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.auto_scaling import ScalableDimension, dimensions
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import (
    COPY_COUNT,
    NAME,
    EndpointConfig,
    Hosting,
    Node,
    Reference,
    ScalableTarget,
    ScalingPolicy,
    Text,
)

_REGISTER: Final = (
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/"
    "API_RegisterScalableTarget.html"
)


@rule(
    "SCL-03",
    Hosting,
    title="ResourceId is endpoint/<name>/variant/<name>, of a variant that the endpoint has, or "
    "inference-component/<name>",
    why="RegisterScalableTarget finds nothing else; no schema looks into the text",
    source="API application-autoscaling 2016-02-06 (botocore 1.44.5) "
    "RegisterScalableTarget.ResourceId",
    link=_REGISTER,
    fix="endpoint.variant(...).auto_scale_instance_count(...) writes the resource id",
    cloudformation="write ResourceId as !Sub endpoint/${Endpoint.EndpointName}/variant/<name>, "
    "with a VariantName of its configuration; Ref of an endpoint is its ARN",
)
def resource_id_names_a_variant(hosting: Hosting) -> Faults:
    """A target names what it scales in the form of its dimension."""
    for thing in _things(hosting):
        if not thing.is_of_sagemaker:
            continue
        dimension = thing.at("ScalableDimension").text
        if dimension == COPY_COUNT:  # IC-17 tells it
            continue
        node = thing.at("ResourceId")
        fault = _form_fault(node, dimensions().get(dimension or ""))
        if fault is not None:
            yield fault
        elif isinstance(thing, ScalableTarget):
            yield from _missing_variant(thing)


@rule(
    "SCL-04",
    Hosting,
    title="ServiceNamespace is sagemaker, and ScalableDimension one of sagemaker's",
    why='"Unsupported service namespace, resource type or scalable dimension"',
    source="Application Auto Scaling's own message, as reproduced by badmintoncryer/cdk-preflight",
    link=_REGISTER,
    fix="auto_scale_instance_count, auto_scale_provisioned_concurrency and auto_scale_copy_count "
    "write both",
    cloudformation="set ServiceNamespace to sagemaker, and ScalableDimension to one of its three",
)
def dimension_is_of_sagemaker(hosting: Hosting) -> Faults:
    """The namespace and the dimension name the same service."""
    own = str(read_table("scaling")["namespace"])
    for thing in _things(hosting):
        namespace, dimension = thing.at("ServiceNamespace"), thing.at("ScalableDimension")
        fits = dimension.text is None or dimension.text in dimensions()
        if fits and (namespace.text is None or namespace.text == own):
            continue
        if thing.is_of_sagemaker and (namespace.is_present or not fits):
            yield Fault(
                at=namespace if fits else dimension,
                says=f"ServiceNamespace is {namespace} and ScalableDimension is {dimension}",
                allowed=f"{own} with {', '.join(dimensions())}",
            )


@rule(
    "SCL-21",
    ScalableTarget,
    title="a scalable target is made after what it scales",
    why="CloudFormation sees no order in a literal ResourceId, and RegisterScalableTarget refuses "
    "what is not there yet",
    source="API application-autoscaling 2016-02-06 (botocore 1.44.5) RegisterScalableTarget; "
    "CloudFormation's order of resources",
    link="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-dependson.html",
    fix="endpoint.variant(...).auto_scale_instance_count(...) refers to the endpoint",
    cloudformation="take the name from !GetAtt <Endpoint>.EndpointName, or add DependsOn",
)
def target_is_made_after_the_endpoint(target: ScalableTarget) -> Faults:
    """What is registered is there already."""
    scaled = target.component if target.component is not None else target.endpoint
    if scaled is None or scaled.stack is not target.stack or target.depends_on(scaled):
        return
    yield Fault(
        at=target.resource_id,
        says=f"ResourceId is {target.resource_id}, and nothing makes the target wait for "
        f"{scaled.path}",
        allowed=f"a reference to {scaled.logical_id}, or DependsOn {scaled.logical_id}",
    )


def _things(hosting: Hosting) -> Iterator[ScalableTarget | ScalingPolicy]:
    yield from hosting.all_of(ScalableTarget)
    yield from hosting.all_of(ScalingPolicy)


def _form_fault(node: Node, dimension: ScalableDimension | None) -> Fault | None:
    """Find whether it is certain that a resource id has not the form of a dimension."""
    parts = _parts(node)
    if parts is None:
        return None
    forms = [dimension] if dimension is not None else list(dimensions().values())
    allowed = " or ".join(dict.fromkeys(form.resource_id_form for form in forms))
    if any(isinstance(part, str) and ":" in part for part in parts):
        return Fault(
            at=node, says=f"ResourceId is {node}, with an ARN where a name belongs", allowed=allowed
        )
    if any(_may_be(parts, form) for form in forms):
        return None
    beside = f" and ScalableDimension is {dimension.name}" if dimension is not None else ""
    return Fault(at=node, says=f"ResourceId is {node}{beside}", allowed=allowed)


def _parts(node: Node) -> tuple[object, ...] | None:
    if isinstance(node.value, Text):
        return node.value.parts
    return (node.value,) if isinstance(node.value, str) else None


def _may_be(parts: tuple[object, ...], form: ScalableDimension) -> bool:
    """Tell whether a resource id may be of a form; unknown parts may hold anything."""
    named = all(
        isinstance(part, str) or (isinstance(part, Reference) and part.attribute == NAME)
        for part in parts
    )
    if not named:
        start = f"{form.resource_id[0]}/"
        known = parts[0] if isinstance(parts[0], str) else ""
        return known.startswith(start) or start.startswith(known)
    written = "".join(part if isinstance(part, str) else "name" for part in parts)
    pieces = written.split("/")
    return (
        len(pieces) == 2 * len(form.resource_id)
        and tuple(pieces[::2]) == form.resource_id
        and all(pieces)
    )


def _missing_variant(target: ScalableTarget) -> Iterator[Fault]:
    config = target.endpoint.config if target.endpoint is not None else None
    name = target.variant_name
    if target.endpoint is None or config is None or name is None:
        return
    names = _variant_names(config)
    if names is not None and name not in names:
        yield Fault(
            at=target.resource_id,
            says=f"ResourceId names variant {name}, and endpoint {target.endpoint.path} has "
            f"{', '.join(names)}",
            allowed=", ".join(names),
        )


def _variant_names(config: EndpointConfig) -> list[str] | None:
    """Tell the names of all variants; None if one of them is unknown."""
    if not config.variant_names_are_known or not config.variants:
        return None
    names = (variant.name.text for variant in config.all_variants)
    return list(dict.fromkeys(name for name in names if name is not None))


RULES: Final[tuple[AnyRule, ...]] = (
    resource_id_names_a_variant,
    dimension_is_of_sagemaker,
    target_is_made_after_the_endpoint,
)
