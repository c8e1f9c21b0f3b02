"""One batch transform with its model, its schedule and its alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_endpoints import BatchTransform
from stacks._findings._acknowledgements import acknowledge, acknowledge_role
from stacks._findings._wildcards import log_groups
from stacks._metadata import tell_traffic
from stacks._models._of_stack import StackModels
from stacks._places import Places
from stacks._volumes import volume_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from constructs import Construct

    from sagemaker_endpoints import Model
    from stacks._findings._known_warnings import KnownWarnings
    from stacks.settings import BatchSettings, Environment
    from stacks.shared_stack import SharedStack


class BatchStack(cdk.Stack):
    """Defines a batch transform of an environment file, alone.

    Args:
        scope: the environment's stage.
        construct_id: its id.
        settings: of the batch transform.
        job_name_prefix: of the names of its jobs.
        environment: that it belongs to; its model is named by the settings.
        shared: what the environment's stacks share.
        key: of the batch transform in the file.
        known: the warnings that the file acknowledges.
        **kwargs: of `cdk.Stack`.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: BatchSettings,
        job_name_prefix: str,
        environment: Environment,
        shared: SharedStack,
        key: str,
        known: KnownWarnings,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)
        places = Places(self, shared)
        source, target = places.of_data(settings.input), places.of_data(settings.output)
        model = StackModels(self, environment, places, known).model(
            settings.model, instance_type=settings.instance_type
        )
        payload = settings.max_payload_mb
        self.transform = BatchTransform(
            self,
            "Transform",
            model=model,
            instance_type=settings.instance_type,
            instance_count=settings.instance_count,
            input=source.location,
            output=target.location,
            content_type=settings.content_type,
            split_type=settings.split_type,
            assemble_with=settings.assemble_with,
            strategy=settings.strategy,
            max_payload=cdk.Size.mebibytes(payload) if payload is not None else None,
            max_concurrent_transforms=settings.max_concurrent_transforms,
            schedule=settings.schedule,
            time_zone=settings.time_zone,
            volume_encryption_key=volume_key(shared.key, settings.instance_type),
            log_encryption_key=shared.key,
            alarm_topic=shared.alarm_topic,
            job_name_prefix=job_name_prefix,
        )
        if environment.dashboards:
            from sagemaker_endpoints import EndpointDashboard  # noqa: PLC0415  # rare

            EndpointDashboard(self, "TransformDashboard", batch_transforms=[self.transform])
        _acknowledge_files(model, {source.finding, target.finding}, self)
        _acknowledge_runs(self.transform, job_name_prefix, self)
        tell_traffic(self.transform, settings.traffic)
        known.acknowledge(self.transform, settings.acknowledge, "batch", key)
        if settings.schedule is not None:
            _acknowledge_dead_letters(self.transform)


def _acknowledge_files(model: Model, findings: Iterable[str], stack: cdk.Stack) -> None:
    """Acknowledge what the role of the model needs beside what serving needs."""
    reasons = dict.fromkeys(
        sorted(findings), "the files of a run are all that lies below these prefixes"
    )
    reasons[log_groups(stack, "TransformJobs*")] = (
        "SageMaker names the log streams after jobs, each of which has a name of its own"
    )
    for finding, reason in reasons.items():
        acknowledge(model, f"AwsSolutions-IAM5[{finding}]", reason)


def _acknowledge_runs(transform: BatchTransform, job_name_prefix: str, stack: cdk.Stack) -> None:
    """Acknowledge the roles of the state machine and of its schedule."""
    jobs = f"arn:{stack.partition}:sagemaker:{stack.region}:{stack.account}:transform-job"
    acknowledge_role(
        transform,
        wildcards={
            f"Resource::{jobs}/{job_name_prefix}-*": (
                "each job has a name of its own, which begins with that of the batch transform"
            ),
            "Resource::*": "neither log deliveries nor traces are resources that a policy can name",
        },
    )


def _acknowledge_dead_letters(transform: BatchTransform) -> None:
    acknowledge(
        transform,
        "AwsSolutions-SQS3",
        "this is the dead-letter queue: of starts that failed, with an alarm on each",
    )
