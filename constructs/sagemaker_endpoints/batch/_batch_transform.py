"""A model that runs over files, by the clock or when asked, and leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.batch._batch_metrics import BatchMetrics
from sagemaker_endpoints.batch._batch_plan import BatchPlan
from sagemaker_endpoints.batch._batch_resources import define_batch
from sagemaker_endpoints.batch._batch_state_machine import prefix_of
from sagemaker_endpoints.batch._transform_data import TransformData
from sagemaker_endpoints.batch._transform_job import TransformJob
from sagemaker_endpoints.common._aws_environment import lies_with
from sagemaker_endpoints.common._errors import Faults, naming
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._warnings import warn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_sagemaker as sagemaker
    from aws_cdk import aws_scheduler as scheduler
    from aws_cdk import aws_sns as sns
    from constructs import Construct

    from sagemaker_endpoints.batch._transform_data import (
        AssembleWith,
        Compression,
        JoinSource,
        SplitType,
        Strategy,
    )
    from sagemaker_endpoints.common._l1 import (
        CfnAlarm,
        CfnLogGroup,
        CfnQueue,
        CfnSchedule,
        CfnStateMachine,
    )
    from sagemaker_endpoints.common._s3_location import S3Location
    from sagemaker_endpoints.models._imported_model import IModel


class BatchTransform(BatchMetrics):
    """Defines a batch transform: instances come, put files through a model, and go.

    CloudFormation knows no transform jobs. A Step Functions state machine runs one to its end and
    tries it again when it fails; an EventBridge schedule starts the machine. Both have roles for
    that and nothing else; the job itself runs under the model's role, which gets the rights to the
    files. A start that fails for an hour goes to a dead-letter queue, and alarms tell of it, of
    runs that fail and of runs that are missing.

    Args:
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        model: `Model`, an imported one, or a `CfnModel`; the roles of the latter two need the
            rights to the files from elsewhere.
        instance_type: "ml.m5.xlarge", of those that batch transform runs on. A type newer than the
            tables of this library is used with a warning.
        instance_count: of instances that share the files, 1 to 100.
        input: the files are all objects below this prefix.
        output: gets a file for each, by the same name with .out behind it; a later run overwrites
            it.
        content_type: of the files, as the container is told: "text/csv".
        accept: the content type that is asked of the container.
        split_type: what a record is in a file; a file is one request when left out.
        assemble_with: what is put between answers: "Line", or nothing when left out.
        strategy: how many records a request has: "MultiRecord" as many as fit, or "SingleRecord".
        compression: "Gzip" unpacks the files.
        max_payload: of a request, in whole MB; 6 when left out, 0 for containers that take chunks
            of any length.
        max_concurrent_transforms: requests at a time to each instance. With max_payload at most 100
            MB together.
        environment: variables of the container beside those of the model, at most 16.
        join_source: "Input" writes each record with its answer.
        input_filter: a JSONPath of what the model gets of a record: "$[1:]".
        output_filter: a JSONPath of what is written.
        output_encryption_key: of the written files; that of the bucket when left out, and where it
            has none, the account's for S3.
        volume_encryption_key: of the instances' storage volumes; none for types with local NVMe
            disks.
        invocation_timeout: of a request, 1 to 3,600 seconds; 600 when left out.
        invocation_retries: of a request, 0 to 3; 3 when left out.
        schedule: `ScheduleExpression`, or "cron(0 2 * * ? *)", "rate(6 hours)",
            "at(2027-01-01T02:00:00)"; started by others alone when left out.
        time_zone: of the schedule; UTC when left out.
        start: when the schedule begins to count, in UTC: "2027-01-01T00:00:00Z".
        end: when it ends.
        window: it starts at some time in so many minutes from then, 1 to 1,440; at the minute when
            left out.
        max_attempts: how often a job is tried until a run has failed, 1 to 10.
        timeout: of a run with all attempts; a day when left out.
        expected_every: an alarm tells when no run started for so long, up to 7 days. Worked out of
            the schedule when left out.
        alarm_topic: is told of alarms; they are made without it as well.
        job_name_prefix: of the jobs' names, up to 24 lower-case letters, digits and inner hyphens;
            made of the id when left out.
        log_encryption_key: of the state machine's log group; CloudWatch Logs may use it then.
        tags: of the jobs; those of the construct's resources come from `cdk.Tags`.

    Raises:
        ConfigurationError: tells everything that SageMaker, Step Functions or the Scheduler would
            refuse.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        model: IModel | sagemaker.CfnModel,
        instance_type: str,
        instance_count: int = 1,
        input: S3Location,  # noqa: A002  # what AWS calls it
        output: S3Location,
        content_type: str | None = None,
        accept: str | None = None,
        split_type: SplitType | None = None,
        assemble_with: AssembleWith | None = None,
        strategy: Strategy | None = None,
        compression: Compression | None = None,
        max_payload: cdk.Size | None = None,
        max_concurrent_transforms: int | None = None,
        environment: Mapping[str, str] | None = None,
        join_source: JoinSource | None = None,
        input_filter: str | None = None,
        output_filter: str | None = None,
        output_encryption_key: kms.IKey | None = None,
        volume_encryption_key: kms.IKey | None = None,
        invocation_timeout: cdk.Duration | None = None,
        invocation_retries: int | None = None,
        schedule: scheduler.ScheduleExpression | str | None = None,
        time_zone: cdk.TimeZone | str | None = None,
        start: str | None = None,
        end: str | None = None,
        window: cdk.Duration | None = None,
        max_attempts: int = 2,
        timeout: cdk.Duration | None = None,
        expected_every: cdk.Duration | None = None,
        alarm_topic: sns.ITopic | None = None,
        job_name_prefix: str | None = None,
        log_encryption_key: kms.IKey | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        subject = naming("BatchTransform", scope, construct_id)
        check_given(subject, BatchTransform.__init__, locals())
        job = TransformJob(
            instance_type=instance_type,
            instance_count=instance_count,
            input=input,
            output=output,
            data=TransformData(
                content_type=content_type,
                accept=accept,
                split_type=split_type,
                assemble_with=assemble_with,
                strategy=strategy,
                compression=compression,
                join_source=join_source,
                input_filter=input_filter,
                output_filter=output_filter,
            ),
            max_payload=max_payload,
            max_concurrent_transforms=max_concurrent_transforms,
            environment=environment if environment is not None else {},
            output_encryption_key=output_encryption_key,
            volume_encryption_key=volume_encryption_key,
            invocation_timeout=invocation_timeout,
            invocation_retries=invocation_retries,
            tags=tags if tags is not None else {},
        )
        faults = Faults(subject)
        plan = BatchPlan.of(
            model,
            job,
            schedule=schedule,
            time_zone=time_zone,
            start=start,
            end=end,
            window=window,
            max_attempts=max_attempts,
            timeout=timeout,
            expected_every=expected_every,
            prefix=job_name_prefix if job_name_prefix is not None else prefix_of(construct_id),
            faults=faults,
        )
        faults.raise_if_any()
        super().__init__(scope, construct_id)
        lies_with(self, scope)
        self._made = define_batch(
            self,
            model,
            plan,
            alarm_topic=alarm_topic,
            log_encryption_key=log_encryption_key,
        )
        self._state_machine_arn = self._made.state_machine_arn
        for rule, message in plan.warnings():
            warn(self, rule, message)

    @property
    def cfn_state_machine(self) -> CfnStateMachine:
        """The state machine as CDK's L1, for what this class does not take."""
        return self._made.state_machine.l1

    @property
    def cfn_log_group(self) -> CfnLogGroup:
        """Where the state machine logs, as CDK's L1."""
        return self._made.log_group.l1

    @property
    def cfn_schedule(self) -> CfnSchedule | None:
        """What starts the runs, as CDK's L1; None without a schedule."""
        return self._made.schedule.l1 if self._made.schedule is not None else None

    @property
    def cfn_dead_letter_queue(self) -> CfnQueue | None:
        """Where starts go that failed, as CDK's L1; None without a schedule."""
        queue = self._made.dead_letter_queue
        return queue.l1 if queue is not None else None

    @property
    def alarms(self) -> tuple[CfnAlarm, ...]:
        """Its alarms as CDK's L1: of runs that fail, and with a schedule of those that are missing.

        An `EndpointDashboard` shows them with the runs.
        """
        return self._made.alarms.made

    @property
    def state_machine_arn(self) -> str:
        """The ARN of the state machine; each execution of it, by whatever name, is a run."""
        return self._state_machine_arn

    @property
    def dead_letter_queue_name(self) -> str | None:
        """The name of the queue of starts that failed; None without a schedule."""
        return self._made.dead_letter_queue_name

    def grant_start(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let *grantee* start a run (`states:StartExecution`)."""
        check_given(
            lambda: f"BatchTransform {self.node.path!r}: grant_start",
            BatchTransform.grant_start,
            locals(),
        )
        return cdk.aws_iam.Grant.add_to_principal(
            grantee=grantee,
            actions=["states:StartExecution"],
            resource_arns=[self._state_machine_arn],
        )
