"""What every asynchronous endpoint can do, made here or imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_iam as iam

from sagemaker_endpoints.asynchronous._async_metrics import PUBLISHED, AsyncMetrics
from sagemaker_endpoints.common._alarm_arguments import check_alarm_arguments, place_for_alarms
from sagemaker_endpoints.common._errors import ConfigurationError
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._ids import id_of_variant
from sagemaker_endpoints.scaling._scaling_values import check_scaling
from sagemaker_endpoints.variants._limited_variant import LimitedVariant

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_cloudwatch as cloudwatch
    from aws_cdk import aws_sns as sns

    from sagemaker_endpoints.asynchronous._async_locations import AsyncLocations
    from sagemaker_endpoints.asynchronous._scalable_async_instance_count import (
        ScalableAsyncInstanceCount,
    )
    from sagemaker_endpoints.common._s3_location import S3Location


class AsyncEndpointBase(AsyncMetrics):
    """An asynchronous endpoint: its callers, its scaling, its metrics and its alarms."""

    _locations: AsyncLocations | None
    _name_in_stack: str
    _instance_type: str | None
    _scales: bool

    def _begin(
        self,
        variant_name: str,
        *,
        name_in_stack: str,
        locations: AsyncLocations | None,
        instance_type: str | None = None,
    ) -> None:
        """Called at the end of a constructor."""
        self._locations, self._instance_type = locations, instance_type
        self._name_in_stack, self._scales = name_in_stack, False
        self._variant = LimitedVariant(
            self,
            variant_name,
            name_in_stack=name_in_stack,
            kind="an asynchronous endpoint",
            published=PUBLISHED,
            scales_by="its backlog; call auto_scale_instance_count of the endpoint itself",
            instance_types=[instance_type] if instance_type is not None else [],
        )

    @property
    def input_location(self) -> S3Location | None:
        """Where callers put payloads; None when an import does not tell."""
        return self._locations.input if self._locations is not None else None

    @property
    def output_location(self) -> S3Location | None:
        """Where answers go; None when an import does not tell."""
        return self._locations.output if self._locations is not None else None

    @property
    def failure_location(self) -> S3Location | None:
        """Where failures go, if they go anywhere that is known."""
        return self._locations.failure if self._locations is not None else None

    def grant_invoke_async(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let *grantee* put payloads, ask (`InvokeEndpointAsync`), and fetch answers and failures.

        Keys of the buckets and of the answers are included.

        Raises:
            ConfigurationError: the endpoint is imported and nobody says where its answers go.
        """
        if self._locations is None:
            raise ConfigurationError(
                f"AsyncEndpoint {self.node.path!r}: grant_invoke_async: where its answers go is "
                "not known; import it by from_endpoint_attributes(output_location=...)"
            )
        grant = self._grant(grantee, "sagemaker:InvokeEndpointAsync")
        for right in self._locations.of_a_caller():
            added = iam.Grant.add_to_principal(
                grantee=grantee,
                actions=list(right.actions),
                resource_arns=list(right.resources),
                conditions=right.to_json().get("Condition"),
            )
            grant = grant.combine(added)
        return grant

    def auto_scale_instance_count(
        self, *, min_capacity: int = 0, max_capacity: int
    ) -> ScalableAsyncInstanceCount:
        """Let the number of instances follow the backlog, down to none.

        Deploys keep the count that scaling has reached.

        Args:
            min_capacity: 0 or more; requests wait while there is no instance.
            max_capacity: at least *min_capacity*.

        Returns:
            What the policies are added to; without one nothing scales.

        Raises:
            ConfigurationError: bounds that AWS refuses, a burstable instance type, or a second
                call.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
        """
        from sagemaker_endpoints.asynchronous._scalable_async_instance_count import (  # noqa: PLC0415  # rare
            ScalableAsyncInstanceCount,
        )

        name = self._variant.variant_name

        def subject() -> str:
            return f"auto_scale_instance_count of AsyncEndpoint {self.node.path!r}"

        check_given(subject, AsyncEndpointBase.auto_scale_instance_count, locals())
        check_scaling(
            subject,
            elsewhere=self.elsewhere_fault,
            instance_types=[self._instance_type] if self._instance_type is not None else [],
            scales_already=self._scales,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            lowest_capacity=0,
        )
        self._scales = True
        self._when_scaled()
        return ScalableAsyncInstanceCount(
            self,
            id_of_variant(self, name, "InstanceCount"),
            variant_name=name,
            endpoint_name=self._name_in_stack,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
        )

    def add_alarms(
        self,
        alarms_id: str = "Alarms",
        *,
        failures: int | None = 1,
        backlog_age: cdk.Duration | None = None,
        backlog_size: int | None = None,
        topic: sns.ITopic | None = None,
    ) -> tuple[cloudwatch.CfnAlarm, ...]:
        """Add alarms: nobody waits for the answers, so nobody would notice that there are none.

        Args:
            alarms_id: the construct's id, for a second set with other thresholds.
            failures: an alarm at this many failed requests within five minutes, whatever the
                reason; None makes none.
            backlog_age: an alarm when a request has waited for longer, a minute or more. SageMaker
                drops requests after `RequestTTLSeconds`, six hours when the caller does not say.
            backlog_size: an alarm when more requests wait or are at work.
            topic: told of each alarm. Its policy and its key let CloudWatch publish; those of an
                imported one have to already.

        Returns:
            The alarms, in the order of the arguments.

        Raises:
            ConfigurationError: an argument of another type, no threshold at all, one out of range,
                or an id that is taken.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
        """
        from sagemaker_endpoints.asynchronous._async_alarms import (  # noqa: PLC0415  # rare
            alarm_faults,
            make_alarms,
        )

        subject = check_alarm_arguments(
            AsyncEndpointBase.add_alarms, locals(), of=lambda: f"AsyncEndpoint {self.node.path!r}"
        )
        faults = alarm_faults(
            subject,
            elsewhere=self.elsewhere_fault,
            failures=failures,
            backlog_age=backlog_age,
            backlog_size=backlog_size,
        )
        return make_alarms(
            self,
            place_for_alarms(faults, self, alarms_id, alarms_id=alarms_id),
            endpoint_name=self._name_in_stack,
            variant_name=self._variant.variant_name,
            failures=failures,
            backlog_age=backlog_age,
            backlog_size=backlog_size,
            topic=topic,
        )

    def _when_scaled(self) -> None:
        """What the endpoint does when it begins to scale."""
