"""Rules of the instances of batch transforms."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.instance_types import (
    facts_of,
    transform_type_doubt,
    transform_type_fault,
)
from sagemaker_hosting.facts.sdk import sdk_lists
from sagemaker_hosting.facts.stated_limits import stated_limit
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Resource, TransformJob

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
_RESOURCES: Final = f"{_API}API_TransformResources.html"
_TYPE: Final = "AWS::SageMaker::TransformJob"


@rule(
    "BAT-01",
    Resource,
    title="a batch transform is run by Step Functions, not by a resource of CloudFormation",
    why=f"CloudFormation has no {_TYPE}, and refuses the template",
    source="CloudFormation's list of resource types, in cfn-lint 1.58.0",
    link="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "AWS_SageMaker.html",
    fix="BatchTransform(...)",
    cloudformation="run it from an AWS::StepFunctions::StateMachine with a task "
    "arn:aws:states:::sagemaker:createTransformJob.sync",
)
def transform_job_is_no_resource(resource: Resource) -> Faults:
    """A job has an end; resources stay."""
    if resource.type == _TYPE:
        yield Fault(
            at=resource,
            says=f"{resource.path} is of type {_TYPE}, which does not exist",
            allowed="AWS::StepFunctions::StateMachine",
        )


@rule(
    "BAT-02",
    TransformJob,
    title="a batch transform runs on an instance type of its own list",
    why="CreateTransformJob takes fewer types than endpoints: no burstable, no Graviton and no "
    "Inferentia 1 among them",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TransformInstanceType",
    link=_RESOURCES,
    fix="BatchTransform(instance_type=...) with one of the list",
    cloudformation="change TransformResources.InstanceType",
)
def instance_type_runs_transforms(job: TransformJob) -> Faults:
    """A well-formed type that no table knows may be newer than the tables."""
    name = job.instance_type.text
    if name is None or sdk_lists("TransformInstanceType", name):
        return
    if (fault := transform_type_fault(name)) is not None:
        yield Fault(at=job.instance_type, says=f"{job.label}: {fault}")
    elif (doubt := transform_type_doubt(name)) is not None:
        yield Fault(
            at=job.instance_type,
            says=f"{job.label}: {doubt}",
            fix="correct the name, or acknowledge BAT-02 if the type is newer than the tables",
            cloudformation="correct the name, or leave it if the type is newer",
            severity=Severity.WARNING,
        )


@rule(
    "BAT-03",
    TransformJob,
    title="a batch transform has at least one instance, and hardly more than 100",
    why='CreateTransformJob refuses less than one; "the maximum is 100", but for a raised quota',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TransformInstanceCount min 1, "
    "TransformResources.InstanceCount",
    link=_RESOURCES,
    confidence=Confidence.MEDIUM,
    fix="BatchTransform(instance_count=...) within the range",
    cloudformation="set TransformResources.InstanceCount within the range",
)
def instance_count_is_in_range(job: TransformJob) -> Faults:
    """The instances share the files."""
    count, most = job.at("TransformResources", "InstanceCount"), stated_limit("transform_instances")
    yield from beyond_limit(count, "TransformInstanceCount")
    if count.number is not None and count.number > most:
        yield Fault(
            at=count,
            says=f"{job.label}: InstanceCount is {count}",
            allowed=f"at most {most} without a raised quota",
            severity=Severity.WARNING,
        )


@rule(
    "BAT-08",
    TransformJob,
    title="VolumeKmsKeyId is for instance types without local storage",
    why='"You can\'t request a VolumeKmsKeyId when using an instance type with local storage."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TransformResources.VolumeKmsKeyId",
    link=_RESOURCES,
    fix="leave volume_encryption_key out of BatchTransform(): the hardware encrypts local disks",
    cloudformation="remove TransformResources.VolumeKmsKeyId, or choose a type without local NVMe "
    "disks",
)
def local_disks_have_no_key(job: TransformJob) -> Faults:
    """Local disks are encrypted by the hardware."""
    key, name = job.at("TransformResources", "VolumeKmsKeyId"), job.instance_type.text
    if not key.is_present or key.text == "" or name is None:
        return
    facts = facts_of(name)
    if facts is not None and facts.local_nvme_gb:
        yield Fault(
            at=key,
            says=f"{job.label}: VolumeKmsKeyId is {str(key)!r} and InstanceType is {name}, which "
            f"has {facts.local_nvme_gb} GB of local NVMe disks",
            allowed="no key, or a type without local disks",
        )


RULES: Final[tuple[AnyRule, ...]] = (
    transform_job_is_no_resource,
    instance_type_runs_transforms,
    instance_count_is_in_range,
    local_disks_have_no_key,
)
