"""The state machine that runs one transform job to its end, and the rights of its role."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._l1 import CfnRole, CfnStateMachine
from sagemaker_endpoints.common._policy import Statement, policy_document
from sagemaker_endpoints.common._resources import Defined, define

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import Construct

    from sagemaker_endpoints.common._aws_environment import AwsEnvironment

# A job's name has at most 63 characters: the prefix, an MD5 in hexadecimal, the numbers of the
# redrive and of the retry, and hyphens between them.
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
LONGEST_PREFIX = 63 - len("-") - 32 - len("-00-00")
PREFIX = re.compile(rf"[a-z0-9](-*[a-z0-9]){{0,{LONGEST_PREFIX - 1}}}")

# A request that SageMaker refuses, by throttling or for a quota of instances, costs nothing: it is
# made again for up to 25 minutes. Step Functions has one name for all refusals but that for quotas.
_REFUSED = ("SageMaker.AmazonSageMakerException", "SageMaker.ResourceLimitExceededException")
_REFUSED_RETRIES, _REFUSED_INTERVAL, _LONGEST_DELAY = 5, 60, 600
_FAILED_INTERVAL, _BACKOFF = 60, 2
_EVENTS_RULE = "rule/StepFunctionsGetEventsForSageMakerTransformJobsRule"


def prefix_of(construct_id: str) -> str:
    """A job name's prefix out of a construct's id: "nightly" of "Nightly"."""
    words = re.sub(r"[^a-z0-9]+", "-", construct_id.lower())
    return words[:LONGEST_PREFIX].strip("-") or "batch"


def define_state_machine(
    scope: Construct,
    job: Mapping[str, Any],
    *,
    model_name: str,
    prefix: str,
    max_attempts: int,
    timeout_in_seconds: float,
    log_group_arn: str,
    further_rights: Sequence[Statement] = (),
) -> Defined[CfnStateMachine]:
    """Make the machine and its role; it logs what happens, without the data."""
    environment = aws_environment_of(scope)
    may = policy_document((*rights(environment, prefix), *further_rights))
    role = define(
        CfnRole,
        scope,
        "Role",
        assume_role_policy_document=trust(environment),
        policies=[{"policyName": "Run", "policyDocument": may}],
    )
    states = definition(
        job,
        model_name=model_name,
        prefix=prefix,
        partition=environment.partition,
        max_attempts=max_attempts,
        timeout_in_seconds=timeout_in_seconds,
    )
    destination = {"cloudWatchLogsLogGroup": {"logGroupArn": log_group_arn}}
    return define(
        CfnStateMachine,
        scope,
        "Resource",
        role_arn=role.attribute("attrArn"),
        # CDK writes what only the deploy knows into the text, numbers as well.
        definition_string=cdk.Stack.of(scope).to_json_string(states),
        state_machine_type="STANDARD",
        tracing_configuration={"enabled": True},
        logging_configuration={
            "level": "ALL",
            "includeExecutionData": False,
            "destinations": [destination],
        },
    )


def definition(
    job: Mapping[str, Any],
    *,
    model_name: str,
    prefix: str,
    partition: str,
    max_attempts: int,
    timeout_in_seconds: float,
) -> dict[str, Any]:
    """The state machine in the Amazon States Language.

    The job's name is made of the execution's ARN, so that it is unique in account and region
    whatever the execution is called. SageMaker takes a name only once: a job that is tried again
    gets the number of the retry, and one of an execution that is redriven that of the redrive.

    See https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
    """
    name = (
        f"States.Format('{prefix}-{{}}-{{}}-{{}}', States.Hash($$.Execution.Id, 'MD5'), "
        "$$.Execution.RedriveCount, $$.State.RetryCount)"
    )
    transform = {
        "Type": "Task",
        "Resource": f"arn:{partition}:states:::sagemaker:createTransformJob.sync",
        "Parameters": {"TransformJobName.$": name, "ModelName": model_name, **job},
        "Retry": [
            {
                "ErrorEquals": list(_REFUSED),
                "IntervalSeconds": _REFUSED_INTERVAL,
                "MaxAttempts": _REFUSED_RETRIES,
                "BackoffRate": _BACKOFF,
                "MaxDelaySeconds": _LONGEST_DELAY,
                "JitterStrategy": "FULL",
            },
            {
                "ErrorEquals": ["States.TaskFailed"],
                "IntervalSeconds": _FAILED_INTERVAL,
                "MaxAttempts": max_attempts - 1,
                "BackoffRate": _BACKOFF,
            },
        ],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}],
        "End": True,
    }
    return {
        "StartAt": "Transform",
        "TimeoutSeconds": timeout_in_seconds,
        "States": {
            "Transform": transform,
            "Failed": {"Type": "Fail", "ErrorPath": "$.Error", "CausePath": "$.Cause"},
        },
    }


def trust(environment: AwsEnvironment) -> dict[str, Any]:
    """Who may assume the machine's role: Step Functions for machines of this account."""
    return _trust(
        "states.amazonaws.com",
        environment,
        {"ArnLike": {"aws:SourceArn": environment.arn("states", "stateMachine:*")}},
    )


def scheduler_trust(environment: AwsEnvironment) -> dict[str, Any]:
    """Who may assume the schedule's role: the Scheduler for schedules of the default group.

    See https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    """
    group = environment.arn("scheduler", "schedule-group/default")
    return _trust("scheduler.amazonaws.com", environment, {"ArnEquals": {"aws:SourceArn": group}})


def rights(environment: AwsEnvironment, prefix: str) -> tuple[Statement, ...]:
    """What the machine's role needs to run jobs of *prefix* to their end.

    See https://docs.aws.amazon.com/step-functions/latest/dg/sagemaker-iam.html
    """
    jobs = (environment.arn("sagemaker", f"transform-job/{prefix}-*"),)
    return (
        Statement(
            sid="RunTransformJobs",
            actions=(
                "sagemaker:CreateTransformJob",
                "sagemaker:DescribeTransformJob",
                "sagemaker:StopTransformJob",
            ),
            resources=jobs,
        ),
        # Step Functions tags the jobs that it waits for.
        Statement(
            sid="TagTransformJobs",
            actions=("sagemaker:AddTags", "sagemaker:ListTags"),
            resources=jobs,
        ),
        Statement(
            sid="HearOfTransformJobs",
            actions=("events:PutTargets", "events:PutRule", "events:DescribeRule"),
            resources=(environment.arn("events", _EVENTS_RULE),),
        ),
        # Neither log deliveries nor traces are resources that a policy could name.
        Statement(
            sid="DeliverLogs",
            actions=(
                "logs:CreateLogDelivery",
                "logs:GetLogDelivery",
                "logs:UpdateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:DescribeResourcePolicies",
                "logs:DescribeLogGroups",
            ),
            resources=("*",),
        ),
        Statement(
            sid="Trace",
            actions=(
                "xray:PutTraceSegments",
                "xray:PutTelemetryRecords",
                "xray:GetSamplingRules",
                "xray:GetSamplingTargets",
            ),
            resources=("*",),
        ),
    )


def _trust(
    service: str, environment: AwsEnvironment, source: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": environment.account}, **source},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
