"""The CloudFormation resource types of SageMaker endpoints and their scaling.

Create-only properties, `Ref`s and attributes follow AWS's resource schemas; what CloudFormation
does with them (replacement, order, rollback) is MiniStack's engine.
"""

from collections.abc import Callable

from sandbox.emulator.cloudformation._component_type import ComponentType
from sandbox.emulator.cloudformation._resource_type import Created, ResourceType
from sandbox.emulator.cloudformation._shapes import conform
from sandbox.emulator.common._errors import AwsError, ServingError
from sandbox.emulator.common._kinds import ENDPOINT, ENDPOINT_CONFIG, MODEL
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.components._components import Components
from sandbox.emulator.control_plane._auto_scaling import AutoScaling, parse_target_id, target_id
from sandbox.emulator.control_plane._control_plane import ControlPlane
from sandbox.emulator.endpoints._endpoints import Endpoints

_SAGEMAKER, _SCALING = "sagemaker", "application-autoscaling"


class CloudFormationTypes:
    """Makes the resource types on top of the emulated APIs."""

    def __init__(
        self,
        *,
        control_plane: ControlPlane,
        endpoints: Endpoints,
        components: Components,
        scaling: AutoScaling,
        current_scope: Callable[[], Scope],
        physical_name: Callable[[str, str], str],
    ) -> None:
        self._sagemaker = control_plane
        self._endpoints = endpoints
        self._components = components
        self._scaling = scaling
        self._scope = current_scope
        self._physical_name = physical_name

    def all(self) -> list[ResourceType]:
        """Every type."""
        return [
            self._record_type(MODEL, _MODEL_CREATE_ONLY),
            self._record_type(ENDPOINT_CONFIG, _ENDPOINT_CONFIG_CREATE_ONLY),
            self._endpoint_type(),
            ComponentType(
                self._components,
                current_scope=self._scope,
                physical_name=self._physical_name,
                retag=self._retag,
            ).resource_type(),
            self._scalable_target_type(),
            self._scaling_policy_type(),
        ]

    # --- Model, EndpointConfig

    def _record_type(self, kind: str, create_only: tuple[str, ...]) -> ResourceType:
        def create(logical_id: str, properties: Record, stack: str) -> Created:
            named = self._named(kind, logical_id, properties, stack)
            params = conform(_SAGEMAKER, f"Create{kind}", named)
            answer = self._sagemaker.call(self._scope(), f"Create{kind}", params)
            return self._identity(kind, params[f"{kind}Name"], answer[f"{kind}Arn"])

        def update(arn: str, old: Record, new: Record, _stack: str, _logical_id: str) -> Created:
            self._retag(arn, old, new)
            return self._identity(kind, self._name_of(kind, arn), arn)

        def delete(arn: str, _properties: Record) -> None:
            self._delete(kind, arn)

        return ResourceType(
            name=f"AWS::SageMaker::{kind}",
            create_only=create_only,
            name_property=f"{kind}Name",
            tagged=True,
            create=create,
            update=update,
            delete=delete,
        )

    # --- Endpoint

    def _endpoint_type(self) -> ResourceType:
        def create(logical_id: str, properties: Record, stack: str) -> Created:
            named = self._named(ENDPOINT, logical_id, properties, stack)
            sent = {k: v for k, v in named.items() if k not in _UPDATE_ONLY}
            params = conform(_SAGEMAKER, "CreateEndpoint", sent)
            name = params["EndpointName"]
            try:
                answer = self._endpoints.create(self._scope(), params, wait=True)
            except ServingError:
                # The rollback deletes the failed endpoint; the engine does not know of it yet.
                self._endpoints.delete(self._scope(), {"EndpointName": name})
                raise
            return self._identity(ENDPOINT, name, answer["EndpointArn"])

        def update(arn: str, old: Record, new: Record, _stack: str, _logical_id: str) -> Created:
            name = self._name_of(ENDPOINT, arn)
            if {**old, "Tags": None} != {**new, "Tags": None}:
                sent = {k: v for k, v in new.items() if k != "Tags"} | {"EndpointName": name}
                params = conform(_SAGEMAKER, "UpdateEndpoint", sent)
                self._endpoints.update(self._scope(), params, wait=True)
            self._retag(arn, old, new)
            return self._identity(ENDPOINT, name, arn)

        def delete(arn: str, _properties: Record) -> None:
            self._delete(ENDPOINT, arn)

        return ResourceType(
            name="AWS::SageMaker::Endpoint",
            create_only=("EndpointName",),
            name_property="EndpointName",
            tagged=True,
            slow=True,
            create=create,
            update=update,
            delete=delete,
        )

    # --- Application Auto Scaling

    def _scalable_target_type(self) -> ResourceType:
        def put(properties: Record, previous: Record) -> Created:
            actions = properties.get("ScheduledActions", [])
            sent = {k: v for k, v in properties.items() if k != "ScheduledActions"}
            params = conform(_SCALING, "RegisterScalableTarget", sent)
            self._scaling.call(self._scope(), "RegisterScalableTarget", params)
            identity = parse_target_id(target_id(params))
            for action in actions:
                self._scale("PutScheduledAction", identity | action)
            kept = {action["ScheduledActionName"] for action in actions}
            for action in previous.get("ScheduledActions", []):
                name = action["ScheduledActionName"]
                if name not in kept:
                    self._scale("DeleteScheduledAction", identity | {"ScheduledActionName": name})
            return target_id(params), {"Id": target_id(params)}

        def delete(identity: str, _properties: Record) -> None:
            self._scale("DeregisterScalableTarget", parse_target_id(identity), missing_ok=True)

        return ResourceType(
            name="AWS::ApplicationAutoScaling::ScalableTarget",
            create_only=("ResourceId", "ScalableDimension", "ServiceNamespace"),
            create=lambda _logical_id, properties, _stack: put(properties, {}),
            update=lambda _id, old, new, _stack, _logical_id: put(new, old),
            delete=delete,
        )

    def _scaling_policy_type(self) -> ResourceType:
        def put(properties: Record) -> Created:
            sent = {k: v for k, v in properties.items() if k != "ScalingTargetId"}
            if "ScalingTargetId" in properties:
                sent |= parse_target_id(properties["ScalingTargetId"])
            arn = self._scale("PutScalingPolicy", sent)["PolicyARN"]
            return arn, {"Arn": arn}

        def delete(arn: str, _properties: Record) -> None:
            policy = self._scaling.policy_by_arn(self._scope(), arn)
            if policy is not None:
                members = ("PolicyName", "ResourceId", "ScalableDimension", "ServiceNamespace")
                self._scale("DeleteScalingPolicy", {k: policy[k] for k in members})

        return ResourceType(
            name="AWS::ApplicationAutoScaling::ScalingPolicy",
            create_only=(
                *("PolicyName", "ResourceId", "ScalableDimension"),
                *("ScalingTargetId", "ServiceNamespace"),
            ),
            create=lambda _logical_id, properties, _stack: put(properties),
            update=lambda _arn, _old, new, _stack, _logical_id: put(new),
            delete=delete,
        )

    # --- shared

    def _scale(self, operation: str, params: Record, *, missing_ok: bool = False) -> Record:
        try:
            shaped = conform(_SCALING, operation, params)
            return self._scaling.call(self._scope(), operation, shaped)
        except AwsError as error:
            if missing_ok and error.code == "ObjectNotFoundException":
                return {}
            raise

    def _named(self, kind: str, logical_id: str, properties: Record, stack: str) -> Record:
        return {f"{kind}Name": self._physical_name(stack, logical_id)} | properties

    @staticmethod
    def _identity(kind: str, name: str, arn: str) -> Created:
        return arn, {f"{kind}Name": name, f"{kind}Arn": arn}

    def _name_of(self, kind: str, arn: str) -> str:
        """The name behind an ARN, which holds it in lower case only."""
        params: Record = {"MaxResults": 10_000}
        listed = self._sagemaker.call(self._scope(), f"List{kind}s", params)[f"{kind}s"]
        name = next((r[f"{kind}Name"] for r in listed if r[f"{kind}Arn"] == arn), None)
        if name is None:
            raise AwsError(f'Could not find {kind} "{arn}".')
        return str(name)

    def _delete(self, kind: str, arn: str) -> None:
        try:
            name = self._name_of(kind, arn)
        except AwsError:
            return  # CloudFormation takes a resource that is gone for deleted
        self._sagemaker.call(self._scope(), f"Delete{kind}", {f"{kind}Name": name})

    def _retag(self, arn: str, old: Record, new: Record) -> None:
        before = {tag["Key"] for tag in old.get("Tags", [])}
        after = {tag["Key"] for tag in new.get("Tags", [])}
        tags = {"ResourceArn": arn, "Tags": new.get("Tags", [])}
        self._sagemaker.call(self._scope(), "AddTags", tags)
        gone = {"ResourceArn": arn, "TagKeys": sorted(before - after)}
        self._sagemaker.call(self._scope(), "DeleteTags", gone)


_MODEL_CREATE_ONLY = (
    *("ModelName", "PrimaryContainer", "Containers", "ExecutionRoleArn", "VpcConfig"),
    *("EnableNetworkIsolation", "InferenceExecutionConfig"),
)
_ENDPOINT_CONFIG_CREATE_ONLY = (
    *("EndpointConfigName", "ProductionVariants", "ShadowProductionVariants", "KmsKeyId"),
    *("AsyncInferenceConfig", "DataCaptureConfig", "ExplainerConfig", "ExecutionRoleArn"),
    *("VpcConfig", "EnableNetworkIsolation", "MetricsConfig"),
)
# Properties of AWS::SageMaker::Endpoint that only UpdateEndpoint takes.
_UPDATE_ONLY = frozenset(
    {"RetainAllVariantProperties", "ExcludeRetainedVariantProperties", "RetainDeploymentConfig"}
)
