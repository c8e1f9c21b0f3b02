"""Rules of what the copies of an inference component take of an instance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.inference_components import component_facts
from sagemaker_hosting.facts.instance_types import InstanceFacts, facts_of
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.components._host import candidates
from sagemaker_hosting.rules.components._pages import API
from sagemaker_hosting.view import InferenceComponent, Node

_REQUIREMENTS: Final = f"{API}/API_InferenceComponentComputeResourceRequirements.html"
_ADD: Final = "InferenceComponentEndpoint.add_component"
_MIB_PER_GIB: Final = 1024


@rule(
    "IC-04",
    InferenceComponent,
    title="a component that is no adapter has a MinMemoryRequiredInMb of 128 or more",
    why="CreateInferenceComponent requires it, though CloudFormation's schema does not",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "InferenceComponentComputeResourceRequirements, MemoryInMb",
    link=_REQUIREMENTS,
    fix=f"{_ADD}(min_memory_mb=...) within the range",
    cloudformation="set ComputeResourceRequirements.MinMemoryRequiredInMb",
)
def least_memory_is_given(component: InferenceComponent) -> Faults:
    """SageMaker places copies by the memory that each one needs."""
    for specification in _specifications(component):
        requirements = specification.at("ComputeResourceRequirements")
        memory = requirements.at("MinMemoryRequiredInMb")
        if memory.is_absent:
            yield Fault(
                at=requirements if requirements.is_present else specification,
                says=f"{specification.label} has no ComputeResourceRequirements."
                "MinMemoryRequiredInMb",
            )
        yield from beyond_limit(memory, "MemoryInMb")


@rule(
    "IC-05",
    InferenceComponent,
    title="MaxMemoryRequiredInMb is 128 or more, and at least MinMemoryRequiredInMb",
    why="what a copy may use cannot be less than what it gets",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "InferenceComponentComputeResourceRequirements, MemoryInMb",
    link=_REQUIREMENTS,
    confidence=Confidence.MEDIUM,
    fix=f"raise {_ADD}(max_memory_mb=...) to min_memory_mb or more",
    cloudformation="raise MaxMemoryRequiredInMb to MinMemoryRequiredInMb or more",
)
def most_memory_is_least_or_more(component: InferenceComponent) -> Faults:
    """The two are the bounds of one thing."""
    for specification in _specifications(component):
        requirements = specification.at("ComputeResourceRequirements")
        least, most = (requirements.at(f"{key}MemoryRequiredInMb") for key in ("Min", "Max"))
        if least.number is not None and most.number is not None and most.number < least.number:
            yield Fault(
                at=most,
                says=f"MaxMemoryRequiredInMb is {most} and MinMemoryRequiredInMb is {least}",
                allowed=f"{least} or more",
            )
        else:
            yield from beyond_limit(most, "MemoryInMb")


@rule(
    "IC-06",
    InferenceComponent,
    title="a copy asks for whole accelerators, 1 or more, and for 0.25 CPU cores or more",
    why="CreateInferenceComponent refuses less; a part of a GPU needs partitions, which "
    "CloudFormation cannot make",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) NumberOfAcceleratorDevices, "
    "NumberOfCpuCores",
    link=_REQUIREMENTS,
    fix=f"{_ADD}(accelerators=..., cpus=...) within the range, or without them",
    cloudformation="set NumberOfAcceleratorDevicesRequired to 1 or more, or remove it",
)
def devices_are_whole(component: InferenceComponent) -> Faults:
    """None at all is said by leaving it out."""
    for specification in _specifications(component):
        requirements = specification.at("ComputeResourceRequirements")
        devices = requirements.at("NumberOfAcceleratorDevicesRequired")
        yield from beyond_limit(devices, "NumberOfAcceleratorDevices")
        if devices.number is not None and devices.number > 1 and devices.number % 1:
            yield Fault(at=devices, says=f"{devices.label} is {devices}", allowed="a whole number")
        yield from beyond_limit(requirements.at("NumberOfCpuCoresRequired"), "NumberOfCpuCores")


@rule(
    "IC-07",
    InferenceComponent,
    title="a copy fits an instance of its variant",
    why='"There is not enough hardware resources on the instances for this endpoint to create a '
    'copy of the inference component.", after minutes. SageMaker keeps a part of the memory to '
    "itself and tells no figure of it: a copy of more than half of it may find no room",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "InferenceComponentComputeResourceRequirements; AWS's message in a public issue",
    link=_REQUIREMENTS,
    fix=f"lower {_ADD}(accelerators=..., min_memory_mb=..., cpus=...), or take a larger "
    "InferenceComponentEndpoint(instance_type=...)",
    cloudformation="lower ComputeResourceRequirements, or set a larger InstanceType",
)
def copy_fits_an_instance(component: InferenceComponent) -> Faults:
    """What one instance does not have, no copy gets."""
    for specification in _specifications(component):
        requirements = specification.at("ComputeResourceRequirements")
        hardware = _hardware(component, specification)
        if not hardware or not requirements.entries:
            continue
        lacking = [list(_lacking(requirements, facts)) for facts in hardware]
        if all(lacking):
            yield from _misfits(component, requirements, hardware, lacking)
        else:
            yield from _much_memory(requirements, hardware)


def _specifications(component: InferenceComponent) -> Iterator[Node]:
    if not component.is_adapter:
        yield from (s for s in component.specifications if not s.is_unknown)


def _hardware(component: InferenceComponent, specification: Node) -> list[InstanceFacts]:
    """The instance types a copy may run on; none if one of them is not known."""
    own = specification.at("InstanceType")
    nodes = [own] if own.is_present else []
    if not nodes:
        for variant in candidates(component):
            if variant.is_serverless or variant.at("AcceleratorPartitionLayouts").is_present:
                return []
            if variant.at("InstancePools").size is None:
                return []
            nodes += variant.type_nodes
    found = [facts_of(node.text) if node.text is not None else None for node in nodes]
    known = [facts for facts in found if facts is not None]
    return known if len(known) == len(found) else []


def _lacking(requirements: Node, facts: InstanceFacts) -> Iterator[tuple[Node, str]]:
    """Find what is asked for and an instance does not have; and what it has."""
    asked = requirements.at("NumberOfAcceleratorDevicesRequired")
    if facts.devices is not None and (asked.number or 0) > facts.devices:
        yield asked, str(facts.devices)
    asked = requirements.at("MinMemoryRequiredInMb")
    if facts.memory_gib is not None and (asked.number or 0) > facts.memory_gib * _MIB_PER_GIB:
        yield asked, f"{facts.memory_gib * _MIB_PER_GIB:g}"
    asked = requirements.at("NumberOfCpuCoresRequired")
    if facts.vcpu is not None and (asked.number or 0) > facts.vcpu:
        yield asked, str(facts.vcpu)


def _misfits(
    component: InferenceComponent,
    requirements: Node,
    hardware: list[InstanceFacts],
    lacking: list[list[tuple[Node, str]]],
) -> Faults:
    if len(hardware) == 1:
        for asked, has in lacking[0]:
            yield Fault(
                at=asked,
                says=f"{asked.path[-1]} of component {component.path} is {asked}, and "
                f"{hardware[0].name} has {has}",
                allowed=f"at most {has}",
            )
        return
    told = "; ".join(
        f"{asked.path[-1]} is {asked}, and {facts.name} has {has}"
        for facts, (asked, has) in zip(hardware, (found[0] for found in lacking), strict=True)
    )
    yield Fault(
        at=requirements, says=f"component {component.path} fits none of its instances: {told}"
    )


def _much_memory(requirements: Node, hardware: list[InstanceFacts]) -> Faults:
    memory = requirements.at("MinMemoryRequiredInMb")
    sizes = [facts.memory_gib for facts in hardware if facts.memory_gib is not None]
    if memory.number is None or len(sizes) != len(hardware):
        return
    largest = max(sizes) * _MIB_PER_GIB
    if memory.number > largest * component_facts().large_part_of_memory:
        names = ", ".join(facts.name for facts in hardware)
        yield Fault(
            at=memory,
            says=f"MinMemoryRequiredInMb is {memory}, more than half of the {largest:g} of {names}",
            severity=Severity.WARNING,
        )


RULES: Final[tuple[AnyRule, ...]] = (
    least_memory_is_given,
    most_memory_is_least_or_more,
    devices_are_whole,
    copy_fits_an_instance,
)
