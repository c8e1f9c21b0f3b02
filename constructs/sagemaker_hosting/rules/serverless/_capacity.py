"""Rules of the memory and the concurrency of serverless variants."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.facts.serverless import memory_quota_in_mb, memory_sizes_in_mb
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Node, Variant

_API: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
    "API_ProductionVariantServerlessConfig.html"
)


@rule(
    "SRV-01",
    Variant,
    title="MemorySizeInMB is one of the sizes that SageMaker offers, in steps of 1 GB",
    why="CreateEndpointConfig refuses what lies between two sizes, though the range allows it",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariantServerlessConfig",
    link=_API,
    fix="ServerlessEndpoint(memory_size_in_mb=...) of one of the sizes",
    cloudformation="set ServerlessConfig.MemorySizeInMB to one of the sizes",
)
def memory_is_a_size_on_offer(variant: Variant) -> Faults:
    """Memory comes in gigabytes; what is out of the range is SRV-02's."""
    if not variant.is_serverless:
        return
    memory = variant.serverless.at("MemorySizeInMB")
    size, sizes = memory.number, memory_sizes_in_mb()
    if size is not None and size not in sizes and limit("ServerlessMemorySizeInMB").takes(size):
        yield Fault(
            at=memory,
            says=f"MemorySizeInMB of variant {variant.label} is {memory}",
            allowed=", ".join(map(str, sizes)),
        )


@rule(
    "SRV-02",
    Variant,
    title="MemorySizeInMB is given and within its range",
    why="CreateEndpointConfig refuses a serverless variant without it, or out of the range",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ServerlessMemorySizeInMB",
    link=_API,
    fix="ServerlessEndpoint(memory_size_in_mb=...) of one of the sizes",
    cloudformation="set ServerlessConfig.MemorySizeInMB within the range",
)
def memory_is_in_range(variant: Variant) -> Faults:
    """A serverless variant has 1 to 6 GB."""
    if variant.is_serverless:
        yield from _needed(variant, "MemorySizeInMB", "ServerlessMemorySizeInMB")


@rule(
    "SRV-03",
    Variant,
    title="MaxConcurrency is given and within its range",
    why="CreateEndpointConfig refuses a serverless variant without it, or out of the range",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ServerlessMaxConcurrency",
    link=_API,
    fix="ServerlessEndpoint(max_concurrency=...) within the range; beyond it, more endpoints",
    cloudformation="set ServerlessConfig.MaxConcurrency within the range",
)
def max_concurrency_is_in_range(variant: Variant) -> Faults:
    """A serverless variant may run 1 to 200 invocations at once."""
    if variant.is_serverless:
        yield from _needed(variant, "MaxConcurrency", "ServerlessMaxConcurrency")


@rule(
    "SRV-04",
    Variant,
    title="ProvisionedConcurrency is within its range and at most MaxConcurrency",
    why='"ProvisionedConcurrency should be less than or equal to MaxConcurrency."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariantServerlessConfig",
    link=_API,
    fix="lower ServerlessEndpoint(provisioned_concurrency=...) or raise max_concurrency",
    cloudformation="lower ServerlessConfig.ProvisionedConcurrency or raise MaxConcurrency",
)
def provisioned_concurrency_is_within_max(variant: Variant) -> Faults:
    """What is kept warm is a part of what may run at once."""
    if not variant.is_serverless:
        return
    warm, most = (variant.serverless.at(k) for k in ("ProvisionedConcurrency", "MaxConcurrency"))
    out_of_range = tuple(beyond_limit(warm, "ServerlessProvisionedConcurrency"))
    yield from out_of_range
    if out_of_range or warm.number is None or most.number is None or warm.number <= most.number:
        return
    yield Fault(
        at=warm,
        says=(
            f"ProvisionedConcurrency of variant {variant.label} is {warm}, "
            f"and its MaxConcurrency is {most}"
        ),
        allowed=f"{limit('ServerlessProvisionedConcurrency').minimum} to {most}",
    )


@rule(
    "SRV-21",
    Variant,
    severity=Severity.WARNING,
    title="MemorySizeInMB is within the quota that accounts begin with",
    why="\"The account-level service limit 'Memory size in MB per serverless endpoint' is 3072 "
    'MBs": CreateEndpoint fails until the quota is raised',
    source="SageMaker's answer in public issue threads",
    link="https://docs.aws.amazon.com/general/latest/gr/sagemaker.html",
    confidence=Confidence.HIGH,
    fix="lower ServerlessEndpoint(memory_size_in_mb=...), or raise the quota of the account first",
    cloudformation="lower ServerlessConfig.MemorySizeInMB, or raise the quota of the account first",
)
def memory_is_within_the_first_quota(variant: Variant) -> Faults:
    """An account that never asked for more gets an endpoint of 3 GB at most."""
    if not variant.is_serverless:
        return
    memory, quota = variant.serverless.at("MemorySizeInMB"), memory_quota_in_mb()
    size = memory.number
    if size is not None and size > quota and limit("ServerlessMemorySizeInMB").takes(size):
        yield Fault(
            at=memory,
            says=f"MemorySizeInMB of variant {variant.label} is {memory}",
            allowed=f"at most {quota} without a raised quota",
        )


def _needed(variant: Variant, key: str, shape: str) -> Faults:
    node: Node = variant.serverless.at(key)
    yield from beyond_limit(node, shape)
    if node.is_absent:
        yield Fault(
            at=variant.serverless,
            says=f"the ServerlessConfig of variant {variant.label} has no {key}",
            allowed=limit(shape).allowed,
        )


RULES: Final[tuple[AnyRule, ...]] = (
    memory_is_a_size_on_offer,
    memory_is_in_range,
    max_concurrency_is_in_range,
    provisioned_concurrency_is_within_max,
    memory_is_within_the_first_quota,
)
