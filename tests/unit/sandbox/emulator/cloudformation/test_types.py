"""The resource types of CloudFormation, driven as the engine drives them."""

from collections.abc import Callable

import pytest

from sandbox.emulator.cloudformation._resource_type import ResourceType
from sandbox.emulator.cloudformation._types import CloudFormationTypes
from sandbox.emulator.common._errors import AwsError, ServingError
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.components._components import Components
from sandbox.emulator.control_plane._auto_scaling import AutoScaling
from sandbox.emulator.control_plane._control_plane import ControlPlane
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.servers._servers import ModelServers

Make = Callable[..., str]
TARGET = {
    "ServiceNamespace": "sagemaker",
    "ResourceId": "endpoint/demand/variant/champion",
    "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}


@pytest.fixture
def types(
    sagemaker: ControlPlane,
    endpoints: Endpoints,
    components: Components,
    scaling: AutoScaling,
    scope: Scope,
) -> dict[str, ResourceType]:
    types = CloudFormationTypes(
        control_plane=sagemaker,
        endpoints=endpoints,
        components=components,
        scaling=scaling,
        current_scope=lambda: scope,
        physical_name=lambda stack, logical_id: f"{stack}-{logical_id}-1AB",
    )
    return {resource_type.name.rpartition("::")[2]: resource_type for resource_type in types.all()}


@pytest.mark.parametrize("kind", ["Model", "EndpointConfig"])
def test_ref_is_the_arn_and_the_name_is_an_attribute(
    kind: str, types: dict[str, ResourceType], publish: Make
) -> None:
    publish("m")
    variant = {"VariantName": "v", "ModelName": "m", "InstanceType": "ml.m5.large"}
    properties: Record = {"ProductionVariants": [variant]} if kind == "EndpointConfig" else {}

    ref, attributes = types[kind].create("Thing", properties, "Stack")

    words = "endpoint-config" if kind == "EndpointConfig" else "model"
    assert ref == f"arn:aws:sagemaker:eu-west-1:111111111111:{words}/stack-thing-1ab"
    assert attributes == {f"{kind}Name": "Stack-Thing-1AB", f"{kind}Arn": ref}


def test_change_of_tags_alone_reaches_the_model(
    types: dict[str, ResourceType], sagemaker: ControlPlane, scope: Scope
) -> None:
    old = {"Tags": [{"Key": "env", "Value": "dev"}, {"Key": "old", "Value": "1"}]}
    new = {"Tags": [{"Key": "env", "Value": "prod"}]}
    arn, attributes = types["Model"].create("Model", old, "Stack")

    assert types["Model"].update(arn, old, new, "Stack", "Model") == (arn, attributes)

    tags = sagemaker.call(scope, "ListTags", {"ResourceArn": arn})["Tags"]
    assert tags == [{"Key": "env", "Value": "prod"}]


def test_endpoint_waits_until_it_is_in_service_and_updates_in_place(
    types: dict[str, ResourceType], sagemaker: ControlPlane, scope: Scope, configure: Make
) -> None:
    old = {"EndpointName": "demand", "EndpointConfigName": configure("c1", champion=3)}
    new = old | {"EndpointConfigName": configure("c2", champion=7)}

    arn, attributes = types["Endpoint"].create("Endpoint", old, "Stack")
    created = sagemaker.call(scope, "DescribeEndpoint", {"EndpointName": "demand"})
    updated_arn, _ = types["Endpoint"].update(arn, old, new, "Stack", "Endpoint")
    updated = sagemaker.call(scope, "DescribeEndpoint", {"EndpointName": "demand"})

    assert created["EndpointStatus"] == updated["EndpointStatus"] == "InService"
    assert attributes["EndpointName"] == "demand"
    assert arn == updated_arn == updated["EndpointArn"]
    assert updated["EndpointConfigName"] == "c2"
    assert updated["ProductionVariants"][0]["CurrentWeight"] == 7


def test_change_of_tags_alone_does_not_touch_the_weights(
    types: dict[str, ResourceType],
    endpoints: Endpoints,
    sagemaker: ControlPlane,
    scope: Scope,
    configure: Make,
) -> None:
    old: Record = {"EndpointName": "demand", "EndpointConfigName": configure("c", champion=3)}
    new: Record = old | {"Tags": [{"Key": "env", "Value": "dev"}]}
    arn, _ = types["Endpoint"].create("Endpoint", old, "Stack")
    desired = [{"VariantName": "champion", "DesiredWeight": 5}]
    params = {"EndpointName": "demand", "DesiredWeightsAndCapacities": desired}
    endpoints.set_weights(scope, params)

    types["Endpoint"].update(arn, old, new, "Stack", "Endpoint")

    described = sagemaker.call(scope, "DescribeEndpoint", {"EndpointName": "demand"})
    assert described["ProductionVariants"][0]["CurrentWeight"] == 5
    assert sagemaker.call(scope, "ListTags", {"ResourceArn": arn})["Tags"] == new["Tags"]


def test_endpoint_that_fails_is_not_left_behind(
    *,
    types: dict[str, ResourceType],
    sagemaker: ControlPlane,
    servers: ModelServers,
    scope: Scope,
    publish: Make,
    configure: Make,
) -> None:
    publish("broken", start="fail")
    properties = {"EndpointName": "demand", "EndpointConfigName": configure("c", broken=1)}

    with pytest.raises(ServingError, match="did not pass the ping health check"):
        types["Endpoint"].create("Endpoint", properties, "Stack")

    assert sagemaker.call(scope, "ListEndpoints", {})["Endpoints"] == []
    assert servers.running == []


@pytest.mark.parametrize("kind", ["Model", "EndpointConfig", "Endpoint"])
def test_resource_that_is_gone_counts_as_deleted(kind: str, types: dict[str, ResourceType]) -> None:
    types[kind].delete("arn:aws:sagemaker:eu-west-1:111111111111:model/gone", {})


def test_scalable_target_takes_text_and_drops_actions_that_the_template_drops(
    types: dict[str, ResourceType], scaling: AutoScaling, scope: Scope, deploy: Make
) -> None:
    deploy("demand", champion=1)

    def action(name: str) -> Record:
        return {"ScheduledActionName": name, "Schedule": "cron(0 1 * * ? *)"}

    old: Record = {**TARGET, "MinCapacity": "0", "MaxCapacity": "4"}
    old |= {"ScheduledActions": [action("Night"), action("Day")]}
    new = old | {"MaxCapacity": "9", "ScheduledActions": [action("Day")]}

    ref, attributes = types["ScalableTarget"].create("Target", old, "Stack")
    updated, _ = types["ScalableTarget"].update(ref, old, new, "Stack", "Target")

    sagemaker = {"ServiceNamespace": "sagemaker"}
    [target] = scaling.call(scope, "DescribeScalableTargets", sagemaker)["ScalableTargets"]
    actions = scaling.call(scope, "DescribeScheduledActions", sagemaker)["ScheduledActions"]
    assert ref == attributes["Id"] == updated == "|".join(
        TARGET[key] for key in ("ResourceId", "ScalableDimension", "ServiceNamespace")
    )  # fmt: skip
    assert (target["MinCapacity"], target["MaxCapacity"]) == (0, 9)
    assert [found["ScheduledActionName"] for found in actions] == ["Day"]


def test_scaling_policy_finds_its_target_by_id_and_goes_before_it(
    types: dict[str, ResourceType], scaling: AutoScaling, scope: Scope, deploy: Make
) -> None:
    deploy("demand", champion=1)
    capacity = {"MinCapacity": 1, "MaxCapacity": 4}
    target, _ = types["ScalableTarget"].create("Target", TARGET | capacity, "Stack")
    policy = {
        "PolicyName": "Load",
        "PolicyType": "TargetTrackingScaling",
        "ScalingTargetId": target,
        "TargetTrackingScalingPolicyConfiguration": {"TargetValue": "900"},
    }

    arn, _ = types["ScalingPolicy"].create("Policy", policy, "Stack")
    params = {"ServiceNamespace": "sagemaker"}
    [found] = scaling.call(scope, "DescribeScalingPolicies", params)["ScalingPolicies"]
    types["ScalingPolicy"].delete(arn, policy)
    types["ScalableTarget"].delete(target, {})
    types["ScalableTarget"].delete(target, {})

    assert found["PolicyARN"] == arn
    assert found["TargetTrackingScalingPolicyConfiguration"] == {"TargetValue": 900.0}
    assert scaling.call(scope, "DescribeScalingPolicies", params)["ScalingPolicies"] == []
    assert scaling.call(scope, "DescribeScalableTargets", params)["ScalableTargets"] == []


def test_property_that_the_type_does_not_have_fails_the_resource(
    types: dict[str, ResourceType],
) -> None:
    with pytest.raises(AwsError, match="Encountered unsupported property ModelNme"):
        types["Model"].create("Model", {"ModelNme": "m"}, "Stack")


def test_component_is_made_updated_in_place_and_keeps_its_name(
    *,
    types: dict[str, ResourceType],
    sagemaker: ControlPlane,
    endpoints: Endpoints,
    scope: Scope,
    publish: Make,
) -> None:
    variant = {"VariantName": "v", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    config = {"EndpointConfigName": "c", "ProductionVariants": [variant]}
    sagemaker.call(scope, "CreateEndpointConfig", config)
    endpoints.create(scope, {"EndpointName": "shared", "EndpointConfigName": "c"}, wait=True)
    batch = {"Type": "COPY_COUNT", "Value": "1"}
    rolling = {"MaximumBatchSize": batch, "WaitIntervalInSeconds": "60"}
    old: Record = {
        "EndpointName": "shared",
        "Specification": {"ModelName": publish("one")},
        "RuntimeConfig": {"CopyCount": "2"},
        "DeploymentConfig": {"RollingUpdatePolicy": rolling},
    }
    new = old | {"Specification": {"ModelName": publish("two")}}
    component = types["InferenceComponent"]

    arn, attributes = component.create("Chronos", old, "Stack")
    updated = component.update(arn, old, new, "Stack", "Chronos")
    described = sagemaker.call(
        scope, "DescribeInferenceComponent", {"InferenceComponentName": "Stack-Chronos-1AB"}
    )
    with pytest.raises(AwsError, match="EndpointName of an inference component cannot be changed"):
        component.update(arn, new, new | {"EndpointName": "other"}, "Stack", "Chronos")
    component.delete(arn, new)
    component.delete(arn, new)

    assert arn.endswith(":inference-component/stack-chronos-1ab")
    assert attributes["InferenceComponentName"] == "Stack-Chronos-1AB"
    assert updated[0] == arn
    assert described["Specification"] == {"ModelName": "two"}
    assert described["RuntimeConfig"]["CurrentCopyCount"] == 2
    assert sagemaker.call(scope, "ListInferenceComponents", {})["InferenceComponents"] == []
