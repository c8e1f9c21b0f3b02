"""What `CreateTransformJob` is asked for, and what it would refuse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._policy import Statement
from sagemaker_endpoints.common._tokens import is_known_number, is_known_text
from sagemaker_endpoints.common._units import in_unit
from sagemaker_endpoints.variants import _instance_faults as instance_faults
from sagemaker_hosting.facts.instance_types import (
    facts_of,
    transform_type_doubt,
    transform_type_fault,
)
from sagemaker_hosting.facts.limits import bounds, limit, most
from sagemaker_hosting.facts.stated_limits import stated_limit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import aws_cdk as cdk
    from aws_cdk import aws_kms as kms

    from sagemaker_endpoints.batch._transform_data import TransformData
    from sagemaker_endpoints.common._aws_environment import AwsEnvironment
    from sagemaker_endpoints.common._errors import Faults
    from sagemaker_endpoints.common._s3_location import S3Location

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
_MOST_INSTANCES = stated_limit("transform_instances")
_MOST_MEGABYTES = stated_limit("transform_payload_in_mb")
_INVOCATION_TIMEOUT = bounds("InvocationsTimeoutInSeconds")
_INVOCATION_RETRIES = bounds("InvocationsMaxRetries")
_MOST_VARIABLES = most("TransformEnvironmentMap")
_LONGEST_VALUE = most("TransformEnvironmentValue")
_VARIABLE_NAME = re.compile(limit("TransformEnvironmentKey").pattern or "")
_MOST_TAGS, _LONGEST_TAG_KEY, _LONGEST_TAG_VALUE = map(most, ("TagList", "TagKey", "TagValue"))
_LOG_GROUP = "/aws/sagemaker/TransformJobs"


@dataclass(frozen=True, kw_only=True, slots=True)
class TransformJob:
    """A transform job but for its name and model; the parameters are told by `BatchTransform`."""

    instance_type: str
    instance_count: int
    input: S3Location
    output: S3Location
    data: TransformData
    max_payload: cdk.Size | None
    max_concurrent_transforms: int | None
    environment: Mapping[str, str]
    output_encryption_key: kms.IKey | None
    volume_encryption_key: kms.IKey | None
    invocation_timeout: cdk.Duration | None
    invocation_retries: int | None
    tags: Mapping[str, str]

    def check(self, faults: Faults) -> None:
        """Note what CreateTransformJob refuses."""
        self._check_instances(faults)
        faults.check_range("instance_count", self.instance_count, 1, _MOST_INSTANCES)
        self._check_payload(faults)
        if self.invocation_timeout is not None:
            seconds = in_unit(faults, "invocation_timeout", self.invocation_timeout.to_seconds)
            faults.check_range("invocation_timeout", seconds, *_INVOCATION_TIMEOUT, "seconds")
        faults.check_range("invocation_retries", self.invocation_retries, *_INVOCATION_RETRIES)
        self._check_environment(faults)
        self._check_tags(faults)
        self.data.check(faults)

    def warnings(self) -> tuple[tuple[str, str], ...]:
        """What may be right or wrong of it: pairs of a rule's name and a message."""
        return (
            *instance_faults.unknown_type_warnings(
                "instance_type", [self.instance_type], transform_type_doubt
            ),
            *self.data.warnings(),
            *self._place_warnings(),
        )

    def render(self) -> dict[str, Any]:
        """The request of the job, without its name and model."""
        request: dict[str, Any] = {
            "TransformInput": {
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": self.input.uri}},
                **self.data.render_input(),
            },
            "TransformOutput": {"S3OutputPath": self.output.uri, **self.data.render_output()},
            "TransformResources": {
                "InstanceType": self.instance_type,
                "InstanceCount": self.instance_count,
            },
        }
        # Without a key SageMaker takes the account's own for S3, not that of the bucket.
        output_key = (
            self.output_encryption_key
            if self.output_encryption_key is not None
            else self.output.bucket.encryption_key
        )
        if output_key is not None:
            request["TransformOutput"]["KmsKeyId"] = output_key.key_arn
        if self.volume_encryption_key is not None:
            request["TransformResources"]["VolumeKmsKeyId"] = self.volume_encryption_key.key_arn
        return {**request, **self._render_options()}

    def model_rights(self, environment: AwsEnvironment) -> tuple[Statement, ...]:
        """What the model's role needs beside reading its artifact: the job runs under it.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
        """
        statements = (
            *self.input.list_rights("ListBatchInput"),
            *self.input.read_rights("ReadBatchInput"),
            *self.output.write_rights("WriteBatchOutput"),
            Statement(
                sid="WriteBatchLogs",
                actions=(
                    "logs:CreateLogGroup",
                    "logs:CreateLogStream",
                    "logs:DescribeLogStreams",
                    "logs:PutLogEvents",
                ),
                resources=(environment.arn("logs", f"log-group:{_LOG_GROUP}*"),),
            ),
        )
        if self.output_encryption_key is None:
            return statements
        encrypt = Statement(
            sid="EncryptBatchOutput",
            actions=("kms:Decrypt", "kms:GenerateDataKey"),
            resources=(self.output_encryption_key.key_arn,),
        )
        return (*statements, encrypt)

    def _place_warnings(self) -> tuple[tuple[str, str], ...]:
        if not self.output.uri.startswith(self.input.uri):
            return ()
        message = (
            f"output {self.output.prefix!r} lies below input {self.input.prefix!r} of the same "
            "bucket: the next run takes these results for input; give them a prefix of their own"
        )
        return (("ReadsItsResults", message),)

    def _render_options(self) -> dict[str, Any]:
        client = {
            "InvocationsTimeoutInSeconds": self.invocation_timeout.to_seconds()
            if self.invocation_timeout is not None
            else None,
            "InvocationsMaxRetries": self.invocation_retries,
        }
        options: dict[str, Any] = {
            "BatchStrategy": self.data.strategy,
            "MaxPayloadInMB": self.max_payload.to_mebibytes()
            if self.max_payload is not None
            else None,
            "MaxConcurrentTransforms": self.max_concurrent_transforms,
            "Environment": dict(self.environment) or None,
            "DataProcessing": self.data.render_processing() or None,
            "ModelClientConfig": {
                name: value for name, value in client.items() if value is not None
            }
            or None,
            "Tags": [{"Key": key, "Value": value} for key, value in self.tags.items()] or None,
        }
        return {name: value for name, value in options.items() if value is not None}

    def _check_instances(self, faults: Faults) -> None:
        if not is_known_text(self.instance_type):
            return
        fault = transform_type_fault(self.instance_type)
        if fault is not None:
            faults.add(f"instance_type: {fault}")
        facts = facts_of(self.instance_type)
        if self.volume_encryption_key is not None and facts is not None and facts.local_nvme_gb:
            faults.add(
                f"volume_encryption_key: {self.instance_type} has local NVMe disks, which its "
                "hardware encrypts, and SageMaker refuses a key for them; leave it out"
            )

    def _check_payload(self, faults: Faults) -> None:
        concurrent = self.max_concurrent_transforms
        faults.check_range("max_concurrent_transforms", concurrent, 0)
        if self.max_payload is None:
            return
        payload = in_unit(faults, "max_payload", self.max_payload.to_mebibytes)
        faults.check_range("max_payload", payload, 0, _MOST_MEGABYTES, "MB")
        if (
            is_known_number(concurrent)
            and is_known_number(payload)
            and payload <= _MOST_MEGABYTES < concurrent * payload
        ):
            faults.add(
                f"max_concurrent_transforms: got {concurrent:g} times {payload:g} MB of "
                f"max_payload, allowed are {_MOST_MEGABYTES} MB together"
            )

    def _check_environment(self, faults: Faults) -> None:
        if len(self.environment) > _MOST_VARIABLES:
            faults.add(
                f"environment: got {len(self.environment)} variables, allowed are {_MOST_VARIABLES}"
                "; put the rest on the model's container"
            )
        for name, value in self.environment.items():
            faults.check_pattern(
                f"environment[{name!r}]: name", name, _VARIABLE_NAME, "letters, digits and _"
            )
            if is_known_text(value) and len(value) > _LONGEST_VALUE:
                faults.add(
                    f"environment[{name!r}]: got {len(value)} characters, allowed are "
                    f"{_LONGEST_VALUE}"
                )

    def _check_tags(self, faults: Faults) -> None:
        if len(self.tags) > _MOST_TAGS:
            faults.add(f"tags: got {len(self.tags)}, allowed are {_MOST_TAGS}")
        for key, value in self.tags.items():
            if key.lower().startswith("aws:"):
                faults.add(f"tags: got {key!r}, and AWS keeps 'aws:' for itself")
            if is_known_text(key) and not 1 <= len(key) <= _LONGEST_TAG_KEY:
                faults.add(f"tags: a key has {len(key)} characters, allowed are 1 to 128")
            if is_known_text(value) and len(value) > _LONGEST_TAG_VALUE:
                faults.add(f"tags[{key!r}]: got {len(value)} characters, allowed are 256")
