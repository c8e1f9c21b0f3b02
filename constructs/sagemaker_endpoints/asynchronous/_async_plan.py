"""What an asynchronous endpoint is going to be: checked before anything is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sagemaker_endpoints.asynchronous._async_locations import AsyncLocations
from sagemaker_endpoints.asynchronous._async_model import async_model_faults
from sagemaker_endpoints.asynchronous._async_notifications import check_notifications
from sagemaker_endpoints.common._errors import ConfigurationError, Faults
from sagemaker_endpoints.common._names import check_name
from sagemaker_endpoints.common._s3_location import S3Location
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.variants._instance_variant import InstanceVariant
from sagemaker_endpoints.variants._variant_architecture import variant_architecture_faults
from sagemaker_hosting.facts.asynchronous import excluded_families
from sagemaker_hosting.facts.limits import most

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_s3 as s3
    from constructs import Construct

    from sagemaker_endpoints.asynchronous._async_notifications import AsyncNotifications, ResponseIn
    from sagemaker_endpoints.rollouts._rollout import Rollout

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AsyncInferenceClientConfig.html
_MOST_INVOCATIONS = most("MaxConcurrentInvocationsPerInstance")
_Part = TypeVar("_Part")


def plan_async_endpoint(
    faults: Faults,
    *,
    scope: Construct,
    endpoint_name: str | None,
    variant: Mapping[str, Any],
    output_bucket: s3.IBucket,
    output_prefix: str,
    failure_prefix: str | None,
    input_location: S3Location | None,
    output_encryption_key: kms.IKey | None,
    rollout: Rollout | None,
    include_response_in: Sequence[ResponseIn],
    tells_success: bool,
    tells_error: bool,
    most_invocations: int | None,
) -> tuple[InstanceVariant, AsyncLocations]:
    """The variant and the places in S3, from what the endpoint was given.

    Raises:
        ConfigurationError: everything that is wrong, under the subject of *faults*.
    """
    planned = _part(faults, lambda: InstanceVariant(**variant), "variant_")
    output = _part(
        faults, lambda: S3Location(bucket=output_bucket, prefix=output_prefix), "output_"
    )
    failure = (
        _part(faults, lambda: S3Location(bucket=output_bucket, prefix=failure_prefix), "failure_")
        if failure_prefix is not None
        else None
    )
    faults.extend(async_model_faults(variant["model"]))
    if planned is not None:
        faults.extend(variant_architecture_faults(planned))
        if rollout is not None:
            from sagemaker_endpoints.rollouts._rollout_faults import rollout_faults  # noqa: PLC0415  # rare

            faults.extend(rollout_faults(scope, rollout, [planned]))
    instance_type = variant["instance_type"]
    excluded = tuple(f"ml.{family}." for family in excluded_families())
    if is_known_text(instance_type) and instance_type.startswith(excluded):
        faults.add(
            f"instance_type: got {instance_type!r}, and no Inf1 instance serves asynchronously; "
            "take ml.inf2.xlarge"
        )
    faults.check_range(
        "max_concurrent_invocations_per_instance", most_invocations, 1, _MOST_INVOCATIONS
    )
    check_name(faults, "endpoint_name", endpoint_name, "EndpointName")
    check_notifications(
        faults, include_response_in, has_success=tells_success, has_error=tells_error
    )
    faults.raise_if_any()
    assert planned is not None  # noqa: S101  # else it had faults
    assert output is not None  # noqa: S101  # else it had faults
    return planned, AsyncLocations(
        input=input_location if input_location is not None else S3Location(bucket=output_bucket),
        output=output,
        failure=failure,
        output_encryption_key=output_encryption_key,
    )


def rendered_async_config(
    locations: AsyncLocations, notifications: AsyncNotifications, most_invocations: int | None
) -> dict[str, Any]:
    """The `AsyncInferenceConfig` as `CfnEndpointConfig` takes it."""
    output: dict[str, Any] = {"s3OutputPath": locations.output.uri}
    if locations.failure is not None:
        output["s3FailurePath"] = locations.failure.uri
    if locations.output_encryption_key is not None:
        output["kmsKeyId"] = locations.output_encryption_key.key_arn
    topics = notifications.render()
    if topics is not None:
        output["notificationConfig"] = topics
    config: dict[str, Any] = {"outputConfig": output}
    if most_invocations is not None:
        config["clientConfig"] = {"maxConcurrentInvocationsPerInstance": most_invocations}
    return config


def _part(faults: Faults, make: Callable[[], _Part], prefix: str) -> _Part | None:
    """Make a part; its faults become those of the whole, with names as the whole has them."""
    try:
        return make()
    except ConfigurationError as refusal:
        renamed = ("name:", "prefix:")
        faults.extend(f"{prefix}{f}" if f.startswith(renamed) else f for f in refusal.faults)
        return None
