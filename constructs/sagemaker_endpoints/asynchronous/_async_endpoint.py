"""An endpoint whose requests wait in a queue, and whose answers go to S3."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.asynchronous._async_endpoint_base import AsyncEndpointBase
from sagemaker_endpoints.asynchronous._async_import import (
    ImportedAsyncEndpoint,
    locations_of_import,
)
from sagemaker_endpoints.asynchronous._async_model import async_model_warnings
from sagemaker_endpoints.asynchronous._async_notifications import AsyncNotifications, made_topic
from sagemaker_endpoints.asynchronous._async_plan import plan_async_endpoint, rendered_async_config
from sagemaker_endpoints.asynchronous._async_rollout import patient
from sagemaker_endpoints.common._arns import arn_of_name, name_of_arn
from sagemaker_endpoints.common._errors import Faults, naming
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._imported_names import (
    check_imported_arn,
    check_imported_endpoint,
    check_imported_name,
)
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.endpoints._defined_endpoint import DefinedEndpoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_s3 as s3
    from aws_cdk import aws_sagemaker as sagemaker
    from aws_cdk import aws_sns as sns
    from constructs import Construct

    from sagemaker_endpoints.asynchronous._async_notifications import ResponseIn
    from sagemaker_endpoints.common._s3_location import S3Location
    from sagemaker_endpoints.models._imported_model import IModel
    from sagemaker_endpoints.rollouts._rollout import Rollout
    from sagemaker_endpoints.variants._instance_variant import InstanceVariant


class AsyncEndpoint(AsyncEndpointBase, DefinedEndpoint):
    """Defines an endpoint whose requests wait in a queue, and whose answers go to S3.

    Requests may have 1 GB and take an hour. What SageMaker does not offer for them cannot be
    written: several variants, shadow tests, data capture, multi-model.

    Args:
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        model: `Model`, an imported one, or a `CfnModel`. A `Model`'s role may read payloads, write
            answers and failures, and publish to the topics.
        instance_type: "ml.m5.xlarge"; not of the inf1 family.
        output_bucket: where answers go.
        output_prefix: below which they go; "answers/".
        failure_prefix: of the same bucket, where the reasons of failures go; nowhere when left out.
        input_location: where callers put payloads; anywhere in the *output_bucket* when left out.
        success_topic: told of each answer.
        error_topic: told of each failure.
        notify: True makes the topics that are not given.
        include_response_in: "success", "error" or both: notifications that carry the model's
            response, where it has 128 KB at most.
        max_concurrent_invocations_per_instance: the requests that a container gets at one time, 1
            to 1,000; SageMaker chooses when left out.
        initial_instance_count: instances at first, 1 or more: down to 0 it only scales.
        variant_name: of the one variant, 1 to 63 letters, digits and inner hyphens.
        endpoint_name: a fixed name, unique in account and region; CloudFormation makes one when
            left out.
        encryption_key: for the instances' storage volumes, and for the topics that are made.
        output_encryption_key: for answers and failures; the bucket's own encryption when left out.
        volume_size: of each instance's storage volume, 1 to 512 GiB.
        model_data_download_timeout: for fetching the artifact, 60 to 3,600 seconds.
        container_startup_health_check_timeout: until /ping has to answer, 60 to 3,600 seconds.
        rollout: how an update goes from one fleet to the next; all at once, without looking back,
            when left out. The alarms that it makes by itself look at errors alone.

    Raises:
        ConfigurationError: tells everything that SageMaker would refuse, a model that no request
            could reach, and responses that would go into a notification that is never sent.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        model: IModel | sagemaker.CfnModel,
        instance_type: str,
        output_bucket: s3.IBucket,
        output_prefix: str = "",
        failure_prefix: str | None = None,
        input_location: S3Location | None = None,
        success_topic: sns.ITopic | None = None,
        error_topic: sns.ITopic | None = None,
        notify: bool = False,
        include_response_in: Sequence[ResponseIn] = (),
        max_concurrent_invocations_per_instance: int | None = None,
        initial_instance_count: int = 1,
        variant_name: str = "AllTraffic",
        endpoint_name: str | None = None,
        encryption_key: kms.IKey | None = None,
        output_encryption_key: kms.IKey | None = None,
        volume_size: cdk.Size | None = None,
        model_data_download_timeout: cdk.Duration | None = None,
        container_startup_health_check_timeout: cdk.Duration | None = None,
        rollout: Rollout | None = None,
    ) -> None:
        check_given(naming("AsyncEndpoint", scope, construct_id), AsyncEndpoint.__init__, locals())
        variant, locations = plan_async_endpoint(
            Faults(naming("AsyncEndpoint", scope, construct_id)),
            scope=scope,
            endpoint_name=endpoint_name,
            variant={
                "name": variant_name,
                "model": model,
                "instance_type": instance_type,
                "initial_instance_count": initial_instance_count,
                "volume_size": volume_size,
                "model_data_download_timeout": model_data_download_timeout,
                "container_startup_health_check_timeout": container_startup_health_check_timeout,
            },
            output_bucket=output_bucket,
            output_prefix=output_prefix,
            failure_prefix=failure_prefix,
            input_location=input_location,
            output_encryption_key=output_encryption_key,
            rollout=rollout,
            include_response_in=include_response_in,
            tells_success=success_topic is not None or notify,
            tells_error=error_topic is not None or notify,
            most_invocations=max_concurrent_invocations_per_instance,
        )
        super().__init__(scope, construct_id, physical_name=endpoint_name)
        if notify and success_topic is None:
            success_topic = made_topic(self, "SuccessTopic", encryption_key)
        if notify and error_topic is None:
            error_topic = made_topic(self, "ErrorTopic", encryption_key)
        self._notifications = AsyncNotifications(
            success_topic=success_topic,
            error_topic=error_topic,
            include_response_in=tuple(include_response_in),
        )
        self._define(
            production_variants=[variant.render()],
            models=[model],
            endpoint_name=endpoint_name,
            encryption_key=encryption_key,
            async_inference_config=rendered_async_config(
                locations, self._notifications, max_concurrent_invocations_per_instance
            ),
        )
        self._begin(
            variant_name,
            name_in_stack=self._name_token,
            locations=locations,
            instance_type=instance_type,
        )
        variant.allow(
            *locations.of_the_model(),
            *self._notifications.rights(),
            scope=self,
            before=self._cfn_endpoint,
        )
        if rollout is not None:
            self._roll_out(
                patient(rollout), [variant], endpoint_name=endpoint_name, callers_wait=False
            )
        self._warn(model, variant, has_key=encryption_key is not None)

    @staticmethod
    def from_endpoint_name(
        scope: Construct, construct_id: str, endpoint_name: str
    ) -> AsyncEndpointBase:
        """An asynchronous endpoint in the stack's account and region, by its name.

        Raises:
            ConfigurationError: SageMaker gives no endpoint such a name.
        """
        subject = naming("AsyncEndpoint", scope, construct_id)
        check_given(subject, AsyncEndpoint.from_endpoint_name, locals())
        faults = Faults(subject)
        check_imported_name(faults, "endpoint_name", endpoint_name, "endpoint")
        faults.raise_if_any()
        arn = arn_of_name(scope, "endpoint", endpoint_name)
        return AsyncEndpoint.from_endpoint_attributes(
            scope, construct_id, endpoint_arn=arn, endpoint_name=endpoint_name
        )

    @staticmethod
    def from_endpoint_arn(
        scope: Construct, construct_id: str, endpoint_arn: str
    ) -> AsyncEndpointBase:
        """An asynchronous endpoint, here or elsewhere, by its ARN.

        Raises:
            ConfigurationError: it is no ARN of an endpoint.
        """
        return AsyncEndpoint.from_endpoint_attributes(
            scope, construct_id, endpoint_arn=endpoint_arn
        )

    @staticmethod
    def from_endpoint_attributes(
        scope: Construct,
        construct_id: str,
        *,
        endpoint_arn: str,
        endpoint_name: str | None = None,
        variant_name: str = "AllTraffic",
        input_location: S3Location | None = None,
        output_location: S3Location | None = None,
        failure_location: S3Location | None = None,
        output_encryption_key: kms.IKey | None = None,
    ) -> AsyncEndpointBase:
        """An asynchronous endpoint that exists.

        Args:
            scope: the construct it belongs to.
            construct_id: its id in the scope.
            endpoint_arn: its ARN.
            endpoint_name: its name, where the case differs from the ARN's.
            variant_name: the name of its variant.
            input_location: where callers put payloads; none when they send them in the request.
            output_location: where its answers go; `grant_invoke_async` needs it.
            failure_location: where its failures go.
            output_encryption_key: of answers and failures.

        Raises:
            ConfigurationError: it is no ARN of an endpoint, or that of another name; or other
                places are told, but not where answers go.
        """
        subject = naming("AsyncEndpoint", scope, construct_id)
        check_given(subject, AsyncEndpoint.from_endpoint_attributes, locals())
        faults = Faults(subject)
        if endpoint_name is None:
            check_imported_arn(faults, "endpoint_arn", endpoint_arn, "endpoint")
        else:
            check_imported_endpoint(faults, endpoint_arn, endpoint_name)
        locations = locations_of_import(
            faults,
            input_location=input_location,
            output_location=output_location,
            failure_location=failure_location,
            output_encryption_key=output_encryption_key,
        )
        if endpoint_name is None:
            endpoint_name = name_of_arn(scope, endpoint_arn)
        return ImportedAsyncEndpoint(
            scope,
            construct_id,
            endpoint_name=endpoint_name,
            endpoint_arn=endpoint_arn,
            variant_name=variant_name,
            locations=locations,
        )

    @property
    def success_topic(self) -> sns.ITopic | None:
        """Told of each answer; given or made, or None."""
        return self._notifications.success_topic

    @property
    def error_topic(self) -> sns.ITopic | None:
        """Told of each failure; given or made, or None."""
        return self._notifications.error_topic

    def _when_scaled(self) -> None:
        self._keep_scaled_counts()

    def _warn(
        self, model: IModel | sagemaker.CfnModel, variant: InstanceVariant, *, has_key: bool
    ) -> None:
        found = variant.warnings(has_key=has_key)
        for rule, message in (
            *found,
            *async_model_warnings(model),
            *self._notifications.warnings(),
        ):
            warn(self, rule, message)
