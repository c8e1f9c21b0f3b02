"""Application Auto Scaling as a book: what was registered can be read back, nothing scales."""

import time
import uuid
from collections.abc import Callable
from typing import Any

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._kinds import INFERENCE_COMPONENT
from sandbox.emulator.common._store import Record, Scope, Store
from sandbox.emulator.control_plane._operations import Operation, operation_of

_TARGET, _POLICY, _ACTION = "ScalableTarget", "ScalingPolicy", "ScheduledAction"
_ID_MEMBERS = ("ResourceId", "ScalableDimension", "ServiceNamespace")
_LISTS = {_TARGET: "ScalableTargets", _POLICY: "ScalingPolicies", _ACTION: "ScheduledActions"}
_NAMES = {_POLICY: "PolicyName", _ACTION: "ScheduledActionName"}


def target_id(params: Record) -> str:
    """What CloudFormation's `Ref` of a scalable target is: resource, dimension and namespace."""
    return "|".join(params[member] for member in _ID_MEMBERS)


def parse_target_id(text: str) -> Record:
    """The three members that make a scalable target's id."""
    return dict(zip(_ID_MEMBERS, text.split("|"), strict=True))


class AutoScaling:
    """Keeps scalable targets, scaling policies and scheduled actions."""

    def __init__(self, *, store: Store, variant_exists: Callable[[Scope, str, str], bool]) -> None:
        self._store = store
        self._variant_exists = variant_exists
        self._operations: dict[str, Operation] = {
            "RegisterScalableTarget": self._register,
            "DeregisterScalableTarget": self._deregister,
            "PutScalingPolicy": self._put_policy,
            "DeleteScalingPolicy": lambda scope, p: self._delete(scope, _POLICY, p),
            "PutScheduledAction": self._put_action,
            "DeleteScheduledAction": lambda scope, p: self._delete(scope, _ACTION, p),
            "DescribeScalableTargets": lambda scope, p: self._describe(scope, _TARGET, p),
            "DescribeScalingPolicies": lambda scope, p: self._describe(scope, _POLICY, p),
            "DescribeScheduledActions": lambda scope, p: self._describe(scope, _ACTION, p),
        }

    def call(self, scope: Scope, operation: str, params: Record) -> Record:
        """Answer one operation of the API.

        Raises:
            AwsError: As AWS would, or `UnknownOperationException` for one that is not emulated.
        """
        answer = operation_of(self._operations, "application-autoscaling", operation)
        with self._store.lock:
            return answer(scope, params)

    def scaled_variants(self, scope: Scope, endpoint: str) -> set[str]:
        """The names of an endpoint's variants that are scalable targets."""
        with self._store.lock:
            resources = [t["ResourceId"] for t in self._store.table(scope, _TARGET).values()]
        prefix = f"endpoint/{endpoint}/variant/"
        return {r.removeprefix(prefix) for r in resources if r.startswith(prefix)}

    def forget_endpoint(self, scope: Scope, endpoint: str) -> None:
        """Deregister the targets of an endpoint that is deleted, as `DeleteEndpoint` does."""
        with self._store.lock:
            for kind in _LISTS:
                table = self._store.table(scope, kind)
                for key in [k for k in table if k.startswith(f"endpoint/{endpoint}/variant/")]:
                    del table[key]

    def policy_by_arn(self, scope: Scope, arn: str) -> Record | None:
        """The policy of that ARN, None when there is none."""
        with self._store.lock:
            policies = self._store.table(scope, _POLICY).values()
            return next((p for p in policies if p["PolicyARN"] == arn), None)

    def _register(self, scope: Scope, params: Record) -> Record:
        table, key = self._store.table(scope, _TARGET), target_id(params)
        known: Record = table.get(key, {})
        changed = known | {k: v for k, v in params.items() if k != "Tags"}
        lowest, highest = changed.get("MinCapacity"), changed.get("MaxCapacity")
        if lowest is None or highest is None:
            raise AwsError("MinCapacity and MaxCapacity are required to register a scalable target")
        if lowest > highest:
            raise AwsError(f"MinCapacity {lowest} must not be above MaxCapacity {highest}")
        self._check_resource(scope, params)
        arn = f"scalable-target/{uuid.uuid4().hex[:24]}"
        table[key] = {
            "CreationTime": time.time(),
            "ScalableTargetARN": scope.arn("application-autoscaling", arn),
            "RoleARN": scope.arn("iam", _SERVICE_ROLE).replace(f":{scope.region}:", "::"),
            "SuspendedState": dict.fromkeys(_SUSPENDABLE, False),
        } | changed
        self._store.add_tags(table[key]["ScalableTargetARN"], params.get("Tags", []))
        return {"ScalableTargetARN": table[key]["ScalableTargetARN"]}

    def _check_resource(self, scope: Scope, params: Record) -> None:
        match params["ResourceId"].split("/"):
            case ["endpoint", endpoint, "variant", variant]:
                if not self._variant_exists(scope, endpoint, variant):
                    raise AwsError(
                        f"no variant {variant!r} of an endpoint {endpoint!r} is in service: "
                        f"{params['ResourceId']!r} cannot be a scalable target"
                    )
            case ["inference-component", component]:
                if component not in self._store.table(scope, INFERENCE_COMPONENT):
                    raise AwsError(
                        f"there is no inference component {component!r}: "
                        f"{params['ResourceId']!r} cannot be a scalable target"
                    )

    def _deregister(self, scope: Scope, params: Record) -> Record:
        key = target_id(params)
        self._need_target(scope, params)
        del self._store.table(scope, _TARGET)[key]
        for kind in (_POLICY, _ACTION):  # they go with their target
            table = self._store.table(scope, kind)
            for policy in [k for k in table if k.startswith(f"{key}|")]:
                del table[policy]
        return {}

    def _need_target(self, scope: Scope, params: Record) -> None:
        if target_id(params) not in self._store.table(scope, _TARGET):
            raise AwsError(
                f"No scalable target registered for service namespace: "
                f"{params['ServiceNamespace']}, resource ID: {params['ResourceId']}, "
                f"scalable dimension: {params['ScalableDimension']}",
                code="ObjectNotFoundException",
            )

    def _put_policy(self, scope: Scope, params: Record) -> Record:
        self._need_target(scope, params)
        table, key = (
            self._store.table(scope, _POLICY),
            f"{target_id(params)}|{params['PolicyName']}",
        )
        resource = f"resource/{params['ServiceNamespace']}/{params['ResourceId']}"
        arn = scope.arn(
            "autoscaling",
            f"scalingPolicy:{uuid.uuid4()}:{resource}:policyName/{params['PolicyName']}",
        )
        fixed = {"PolicyARN": arn, "CreationTime": time.time(), "Alarms": []}
        table[key] = {"PolicyType": "StepScaling"} | fixed | table.get(key, {}) | params
        return {"PolicyARN": table[key]["PolicyARN"], "Alarms": []}

    def _put_action(self, scope: Scope, params: Record) -> Record:
        self._need_target(scope, params)
        name = params["ScheduledActionName"]
        table, key = self._store.table(scope, _ACTION), f"{target_id(params)}|{name}"
        resource = f"resource/{params['ServiceNamespace']}/{params['ResourceId']}"
        arn = scope.arn(
            "autoscaling", f"scheduledAction:{uuid.uuid4()}:{resource}:scheduledActionName/{name}"
        )
        fixed = {"ScheduledActionARN": arn, "CreationTime": time.time()}
        table[key] = fixed | table.get(key, {}) | params
        return {}

    def _delete(self, scope: Scope, kind: str, params: Record) -> Record:
        table, name = self._store.table(scope, kind), params[_NAMES[kind]]
        if table.pop(f"{target_id(params)}|{name}", None) is None:
            raise AwsError(
                f"no {kind} named {name!r} is registered for {params['ResourceId']}",
                code="ObjectNotFoundException",
            )
        return {}

    def _describe(self, scope: Scope, kind: str, params: Record) -> Record:
        wanted = {m: params[m] for m in _ID_MEMBERS if m in params}
        resources, names = params.get("ResourceIds"), params.get(f"{_NAMES.get(kind, '')}s")

        def matches(record: dict[str, Any]) -> bool:
            return (
                all(record[member] == value for member, value in wanted.items())
                and (not resources or record["ResourceId"] in resources)
                and (not names or record[_NAMES[kind]] in names)
            )

        return {_LISTS[kind]: [r for r in self._store.table(scope, kind).values() if matches(r)]}


_SUSPENDABLE = (
    "DynamicScalingInSuspended",
    "DynamicScalingOutSuspended",
    "ScheduledScalingSuspended",
)
_SERVICE_ROLE = (
    "role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/"
    "AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
)
