"""Rules of the Regions of the keys that an endpoint encrypts with."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._key_regions import key_of_a_volume, key_of_objects
from sagemaker_hosting.rules._rule import AnyRule, Faults, rule
from sagemaker_hosting.view import EndpointConfig


@rule(
    "VAR-37",
    EndpointConfig,
    title="the keys of an endpoint are of the Region of its stack",
    why="KMS finds no key of another Region: volumes cannot be encrypted with it, and the "
    "endpoint fails. A multi-Region key has an ARN in each of its Regions. For what is written to "
    "Amazon S3, the bucket's Region decides: that is a warning",
    source="API ec2 2016-11-15 (botocore 1.44.5) CopyImage.KmsKeyId, on volumes: 'The specified "
    "KMS key must exist in the destination Region'; AWS KMS developer guide, "
    "multi-region-keys-overview; that the endpoint fails is inferred",
    link="https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html",
    fix="encryption_key= with a key of the stack's Region: one of the app, or "
    "kms.Key.from_key_arn() with the ARN that it has there",
    cloudformation="give the ARN of a key of this Region; of a multi-Region key, that of its "
    "replica here",
)
def keys_are_of_the_region(config: EndpointConfig) -> Faults:
    """A serverless endpoint has no volume of its own to encrypt."""
    if not config.is_serverless:
        yield from key_of_a_volume(config.at("KmsKeyId"))
    yield from key_of_objects(config.asynchronous.at("OutputConfig", "KmsKeyId"))
    yield from key_of_objects(config.capture.at("KmsKeyId"))
    for variant in config.all_variants:
        yield from key_of_objects(variant.at("CoreDumpConfig", "KmsKeyId"))


RULES: Final[tuple[AnyRule, ...]] = (keys_are_of_the_region,)
