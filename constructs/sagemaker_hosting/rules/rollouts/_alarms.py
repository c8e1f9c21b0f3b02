"""Rules of the alarms that roll an update back."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._limits import beyond_limit, beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.rollouts._deployment import API, GUIDE, Deployment
from sagemaker_hosting.view import Endpoint, Node, Reference, Resource, Role

_ALARM: Final = "AWS::CloudWatch::Alarm"
_COMPOSITE: Final = "AWS::CloudWatch::CompositeAlarm"
_DESCRIBE: Final = "cloudwatch:DescribeAlarms"
_CONFIGURATION: Final = f"{GUIDE}/deployment-guardrails-configuration.html"


@rule(
    "DEP-11",
    Endpoint,
    title="AutoRollbackConfiguration has 1 to 10 alarms",
    why="CreateEndpoint and UpdateEndpoint refuse an empty list and an eleventh alarm; "
    "CloudFormation's schema has no minimum",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) AlarmList",
    link=f"{API}/API_AutoRollbackConfig.html",
    fix="Rollout.canary(alarms=...), and likewise of the other kinds, with 1 to 10 alarms; [] "
    "leaves AutoRollbackConfiguration out",
    cloudformation="list 1 to 10 alarms, or remove AutoRollbackConfiguration",
)
def alarms_are_one_to_ten(endpoint: Endpoint) -> Faults:
    """An endpoint that rolls back needs an alarm that tells it to."""
    rollback = Deployment(endpoint).rollback
    alarms = rollback.at("Alarms")
    if alarms.is_absent and rollback.is_present:
        yield Fault(at=rollback, says=f"{rollback.label} has no Alarms", allowed="1 to 10 alarms")
    yield from beyond_size(alarms, "AlarmList")


@rule(
    "DEP-12",
    Endpoint,
    severity=Severity.WARNING,
    title="an update in steps has alarms that roll it back",
    why='"CloudWatch alarms are a prerequisite for using baking periods in deployment '
    'guardrails": without one each step only waits, and a bad model goes on to all traffic',
    source="SageMaker developer guide, deployment-guardrails-configuration",
    link=_CONFIGURATION,
    fix="Rollout.canary(alarms=RollbackAlarms()), and likewise of the other kinds",
    cloudformation="add DeploymentConfig.AutoRollbackConfiguration.Alarms",
)
def steps_have_alarms(endpoint: Endpoint) -> Faults:
    """Waiting helps only if something is looked at."""
    deployment = Deployment(endpoint)
    if deployment.rollback.is_absent and deployment.goes_in_steps:
        yield Fault(
            at=deployment.node,
            says=f"the update is {deployment.kind}, and there is no AutoRollbackConfiguration",
        )


@rule(
    "DEP-13",
    Endpoint,
    title="rollback alarms are names of alarms of the endpoint's own account and Region",
    why="SageMaker looks for the name in the endpoint's account and Region, and refuses the update "
    "when it finds none",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) AlarmName",
    link=f"{API}/API_Alarm.html",
    confidence=Confidence.MEDIUM,
    fix="Rollout.canary(alarms=[alarm, ...]) with alarms of the endpoint's account and Region",
    cloudformation="set AlarmName to !Ref of an alarm, or to its name",
)
def alarms_are_names_from_here(endpoint: Endpoint) -> Faults:
    """An ARN is no name."""
    for item in Deployment(endpoint).rollback.at("Alarms").items:
        name = item.at("AlarmName")
        if name.is_absent:
            yield Fault(at=item, says=f"{item.label} has no AlarmName")
        elif _is_arn(name):
            yield Fault(at=name, says=f"{name.label} is the ARN {name}", allowed="a name")
        else:
            yield from beyond_limit(name, "AlarmName")
            yield from _elsewhere(name, endpoint)


def _is_arn(name: Node) -> bool:
    value = name.value
    if isinstance(value, Reference):
        return value.resource.type in (_ALARM, _COMPOSITE) and value.attribute == "Arn"
    return str(value).startswith("arn:") or (name.is_unknown and ":alarm:" in str(value))


def _elsewhere(name: Node, endpoint: Endpoint) -> Faults:
    alarm = name.reference.resource if name.reference is not None else None
    if alarm is None:
        return
    for what, own, its in (
        ("account", endpoint.stack.account, alarm.stack.account),
        ("Region", endpoint.stack.region, alarm.stack.region),
    ):
        if own is not None and its is not None and own != its:
            yield Fault(
                at=name,
                says=f"alarm {alarm.path} is in {what} {its}, and endpoint {endpoint.path} in "
                f"{own}",
            )


@rule(
    "DEP-14",
    Endpoint,
    title="the role of an endpoint with rollback alarms may look at them",
    why='"Ensure that your IAM execution role has permission to perform the '
    'cloudwatch:DescribeAlarms action on the auto-rollback alarms you specify."',
    source="SageMaker developer guide, deployment-guardrails-configuration",
    link=_CONFIGURATION,
    confidence=Confidence.MEDIUM,
    fix="Rollout.canary(alarms=...) gives roles that Model makes the right; give it to a role of "
    "your own",
    cloudformation="allow cloudwatch:DescribeAlarms in a policy of the execution role",
)
def role_may_look_at_alarms(endpoint: Endpoint) -> Faults:
    """SageMaker looks at the alarms with the rights of the execution role."""
    alarms = Deployment(endpoint).rollback.at("Alarms")
    if not alarms.items or endpoint.config is None:
        return
    roles = _roles(endpoint)
    if roles is None or not all(role.lacks(_DESCRIBE) for role in roles):
        return
    for role in roles:
        yield Fault(
            at=alarms,
            says=f"endpoint {endpoint.path} has rollback alarms, and its role {role.path} does not "
            f"allow {_DESCRIBE}",
            # A role without any right gets them from elsewhere: it could not even load a model.
            severity=None if role.statements else Severity.WARNING,
        )


def _roles(endpoint: Endpoint) -> tuple[Role, ...] | None:
    """The roles that the containers of an endpoint run as; None if one is not known."""
    config = endpoint.config
    if config is None or not config.variants:
        return None
    users: list[Resource] = []
    for variant in config.variants:
        user = config if variant.serves_components else variant.model
        if user is None:
            return None
        users.append(user)
    roles = [endpoint.hosting.role_of(user.at("ExecutionRoleArn")) for user in users]
    known = [role for role in roles if role is not None]
    return tuple(dict.fromkeys(known)) if known and len(known) == len(roles) else None


RULES: Final[tuple[AnyRule, ...]] = (
    alarms_are_one_to_ten,
    steps_have_alarms,
    alarms_are_names_from_here,
    role_may_look_at_alarms,
)
