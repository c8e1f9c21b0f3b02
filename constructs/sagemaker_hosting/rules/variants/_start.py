"""Rules of how instances start: timeouts, machine images, accelerators."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.inference_amis import (
    accelerator_of_ami,
    inference_ami_fault,
    is_known_inference_ami,
)
from sagemaker_hosting.facts.instance_types import facts_of
from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.facts.sdk import sdk_lists
from sagemaker_hosting.rules._limits import NO_TABLE_KNOWS, beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Variant

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html"


@rule(
    "VAR-13",
    Variant,
    title="the timeouts for download and start are 60 to 3600 seconds",
    why="CreateEndpointConfig refuses a number outside of the range",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "ProductionVariantModelDataDownloadTimeoutInSeconds, "
    "ProductionVariantContainerStartupHealthCheckTimeoutInSeconds",
    link=_API,
    fix="InstanceVariant(model_data_download_timeout=..., "
    "container_startup_health_check_timeout=...) within the range",
    cloudformation="set ModelDataDownloadTimeoutInSeconds and "
    "ContainerStartupHealthCheckTimeoutInSeconds within the range",
)
def timeouts_are_in_range(variant: Variant) -> Faults:
    """A model has an hour at most to arrive, and its container to answer."""
    for name in (
        "ModelDataDownloadTimeoutInSeconds",
        "ContainerStartupHealthCheckTimeoutInSeconds",
    ):
        yield from beyond_limit(variant.at(name), f"ProductionVariant{name}")


@rule(
    "VAR-15",
    Variant,
    title="InferenceAmiVersion is one of SageMaker's machine images",
    why="CloudFormation and CreateEndpointConfig refuse another text; one of the same form, such "
    "as al2023-ami-sagemaker-inference-gpu-5-1, may be newer than the table: a warning",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariantInferenceAmiVersion",
    link=_API,
    fix="InstanceVariant(inference_ami_version=...) with one of the versions",
    cloudformation="set InferenceAmiVersion to one of the versions",
)
def machine_image_is_known(variant: Variant) -> Faults:
    """The images differ in the drivers that they have for accelerators."""
    node = variant.at("InferenceAmiVersion")
    version = node.text
    if version is None or is_known_inference_ami(version):
        return
    if sdk_lists("ProductionVariantInferenceAmiVersion", version):
        return
    is_wrong = inference_ami_fault(version) is not None
    yield Fault(
        at=node,
        says=(
            f"InferenceAmiVersion of variant {variant.label} is {version!r}"
            + ("" if is_wrong else NO_TABLE_KNOWS)
        ),
        allowed=limit("ProductionVariantInferenceAmiVersion").allowed,
        severity=None if is_wrong else Severity.WARNING,
    )


@rule(
    "VAR-16",
    Variant,
    severity=Severity.WARNING,
    title="InferenceAmiVersion has drivers for a device that the instance has",
    why="CreateEndpointConfig takes drivers for a device that is not there, and nobody uses them",
    source="https://github.com/hashicorp/terraform-provider-aws/ acceptance test of endpoint "
    "configurations (ml.t2.medium with al2-ami-sagemaker-inference-gpu-2)",
    link=_API,
    confidence=Confidence.MEDIUM,
    fix="InstanceVariant without inference_ami_version",
    cloudformation="remove InferenceAmiVersion",
)
def machine_image_fits_the_device(variant: Variant) -> Faults:
    """The drivers are for GPUs, or for Inferentia and Trainium."""
    node = variant.at("InferenceAmiVersion")
    kind = accelerator_of_ami(node.text) if node.text is not None else None
    if kind is None:
        return
    for name in dict.fromkeys(variant.instance_types):
        facts = facts_of(name)
        if facts is None or facts.devices is None:
            continue
        if facts.accelerator is None or facts.accelerator.kind != kind:
            yield Fault(
                at=node,
                says=(
                    f"InferenceAmiVersion of variant {variant.label} is {node}, and {name} has no "
                    f"{kind} device"
                ),
            )


@rule(
    "VAR-17",
    Variant,
    title="no variant has an AcceleratorType: Elastic Inference is gone",
    why='CloudFormation refuses the property as an "extraneous key", though CDK still has it; '
    '"Elastic Inference (EI) is no longer available"',
    source="CloudFormation schema of AWS::SageMaker::EndpointConfig; API sagemaker 2017-07-24 "
    "(botocore 1.44.5) ProductionVariant.AcceleratorType",
    link=_API,
    fix='InstanceVariant(instance_type=...) with a GPU or Inferentia, such as "ml.inf2.xlarge"',
    cloudformation="remove AcceleratorType, and take a type with a GPU or Inferentia",
)
def no_elastic_inference(variant: Variant) -> Faults:
    """Elastic Inference attached a part of a GPU to a CPU instance."""
    node = variant.at("AcceleratorType")
    if node.is_present:
        yield Fault(at=node, says=f"variant {variant.label} has AcceleratorType {node}")


RULES: Final[tuple[AnyRule, ...]] = (
    timeouts_are_in_range,
    machine_image_is_known,
    machine_image_fits_the_device,
    no_elastic_inference,
)
