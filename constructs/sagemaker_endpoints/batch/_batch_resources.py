"""Makes what a batch transform consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_endpoints.batch import _batch_alarms as batch_alarms
from sagemaker_endpoints.batch._batch_alarms import MissedRuns
from sagemaker_endpoints.batch._batch_logs import define_log_group
from sagemaker_endpoints.batch._batch_rights import let_model_read_and_write
from sagemaker_endpoints.batch._batch_state_machine import define_state_machine
from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._metric_alarm import MetricAlarms
from sagemaker_endpoints.models import _execution_role as execution_role
from sagemaker_endpoints.models._model import Model
from sagemaker_endpoints.variants._instance_pool import name_of_model

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_sagemaker as sagemaker
    from aws_cdk import aws_sns as sns
    from constructs import Construct

    from sagemaker_endpoints.batch._batch_plan import BatchPlan
    from sagemaker_endpoints.common._l1 import CfnLogGroup, CfnQueue, CfnSchedule, CfnStateMachine
    from sagemaker_endpoints.common._resources import Defined
    from sagemaker_endpoints.models._imported_model import IModel


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchResources:
    """What runs the job, what starts it, and what tells of it."""

    log_group: Defined[CfnLogGroup]
    state_machine: Defined[CfnStateMachine]
    schedule: Defined[CfnSchedule] | None
    dead_letter_queue: Defined[CfnQueue] | None
    alarms: MetricAlarms

    @property
    def state_machine_arn(self) -> str:
        """The ARN of the state machine."""
        return self.state_machine.attribute("ref")

    @property
    def dead_letter_queue_name(self) -> str | None:
        """The name of the queue of starts that failed; None without a schedule."""
        return _name_of(self.dead_letter_queue)


def define_batch(
    scope: Construct,
    model: IModel | sagemaker.CfnModel,
    plan: BatchPlan,
    *,
    alarm_topic: sns.ITopic | None,
    log_encryption_key: kms.IKey | None,
) -> BatchResources:
    """Make all of it, and give the model's role the rights to the files."""
    log_group = define_log_group(scope, log_encryption_key)
    state_machine = _define_state_machine(scope, model, plan, log_group)
    arn = state_machine.attribute("ref")
    let_model_read_and_write(model, plan.job, scope=scope, before=state_machine)
    schedule, queue = None, None
    if plan.schedule is not None:
        schedule, queue = plan.schedule.define(scope, aws_environment_of(scope), arn)
    return BatchResources(
        log_group=log_group,
        state_machine=state_machine,
        schedule=schedule,
        dead_letter_queue=queue,
        alarms=_define_alarms(scope, plan, arn, _name_of(queue), alarm_topic),
    )


def _define_state_machine(
    scope: Construct,
    model: IModel | sagemaker.CfnModel,
    plan: BatchPlan,
    log_group: Defined[CfnLogGroup],
) -> Defined[CfnStateMachine]:
    # Who creates the job may let SageMaker use the key in place of the model's role.
    key = plan.job.volume_encryption_key if not isinstance(model, Model) else None
    return define_state_machine(
        scope,
        plan.job.render(),
        model_name=name_of_model(model),
        prefix=plan.prefix,
        max_attempts=plan.max_attempts,
        timeout_in_seconds=plan.timeout_in_seconds,
        log_group_arn=log_group.attribute("attrArn"),
        further_rights=(
            (execution_role.volume_key_statement(key.key_arn),) if key is not None else ()
        ),
    )


def _define_alarms(
    scope: Construct,
    plan: BatchPlan,
    state_machine_arn: str,
    queue_name: str | None,
    topic: sns.ITopic | None,
) -> MetricAlarms:
    path = scope.node.path
    planned = [*batch_alarms.on_failures(state_machine_arn, path)]
    missed = plan.missed_runs
    if isinstance(missed, MissedRuns):
        zone = plan.schedule.time_zone if plan.schedule is not None else None
        planned.append(missed.alarm(state_machine_arn, path, zone))
    if queue_name is not None:
        planned.append(batch_alarms.on_undelivered(queue_name, path))
    alarms = MetricAlarms(scope, alarm_actions=[topic.topic_arn] if topic is not None else [])
    alarms.define(planned)
    return alarms


def _name_of(queue: Defined[CfnQueue] | None) -> str | None:
    return queue.attribute("attrQueueName") if queue is not None else None
