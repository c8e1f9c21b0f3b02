"""Rules of the Regions of the keys that a batch transform encrypts with."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._key_regions import key_of_a_volume, key_of_objects
from sagemaker_hosting.rules._rule import AnyRule, Faults, rule
from sagemaker_hosting.view import TransformJob


@rule(
    "BAT-15",
    TransformJob,
    title="the keys of a batch transform are of the Region of its stack",
    why="KMS finds no key of another Region: volumes cannot be encrypted with it, and "
    "the job fails. A multi-Region key has an ARN in each of its Regions. For what is written to "
    "Amazon S3, the bucket's Region decides: that is a warning",
    source="API ec2 2016-11-15 (botocore 1.44.5) CopyImage.KmsKeyId, on volumes: 'The specified "
    "KMS key must exist in the destination Region'; AWS KMS developer guide, "
    "multi-region-keys-overview; that the job fails is inferred",
    link="https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html",
    fix="BatchTransform(volume_encryption_key=...) with a key of the stack's Region",
    cloudformation="give the ARN of a key of this Region; of a multi-Region key, that of its "
    "replica here",
)
def keys_are_of_the_region(job: TransformJob) -> Faults:
    """An alias or the id of a key is looked up where the job runs."""
    yield from key_of_a_volume(job.at("TransformResources", "VolumeKmsKeyId"))
    yield from key_of_objects(job.output.at("KmsKeyId"))


RULES: Final[tuple[AnyRule, ...]] = (keys_are_of_the_region,)
