"""The life of inference components, with real server processes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.emulator.common._errors import AwsError, ServingError
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.components._components import Components
from sandbox.emulator.control_plane._control_plane import ControlPlane
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.runtime._runtime import Runtime
from sandbox.emulator.servers._servers import ModelServers

Make = Callable[..., str]
Refusal = Callable[[Callable[[], object]], AwsError]
IMAGE = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"


@pytest.fixture
def shared(sagemaker: ControlPlane, endpoints: Endpoints, scope: Scope) -> str:
    """An endpoint that takes components."""
    variant = {"VariantName": "v", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    config = {"EndpointConfigName": "c", "ProductionVariants": [variant]}
    sagemaker.call(scope, "CreateEndpointConfig", config)
    endpoints.create(scope, {"EndpointName": "shared", "EndpointConfigName": "c"}, wait=True)
    return "shared"


def _component(name: str, **specification: Any) -> Record:
    return {
        "InferenceComponentName": name,
        "EndpointName": "shared",
        "Specification": specification,
        "RuntimeConfig": {"CopyCount": 1},
    }


def _answer(runtime: Runtime, scope: Scope, component: str) -> str:
    headers = {"x-amzn-sagemaker-inference-component": component}
    _, _, body = runtime.invoke(scope, "shared", headers, b"x")
    told: Record = json.loads(body)
    assert "x-amzn-sagemaker-inference-component" not in told["headers"]
    return str(told["model"])


@pytest.mark.usefixtures("shared")
def test_component_brings_a_model_or_a_container(
    components: Components, runtime: Runtime, scope: Scope, publish: Make
) -> None:
    model, other = publish("champion"), publish("challenger")
    container = {"Image": IMAGE, "ArtifactUrl": f"s3://models/{other}.tar.gz"}

    components.create(scope, _component("a", ModelName=model), wait=True)
    components.create(scope, _component("b", Container=container), wait=True)

    assert [_answer(runtime, scope, name) for name in "ab"] == ["champion", "challenger"]
    described = components.describe(scope, {"InferenceComponentName": "b"})
    assert (described["InferenceComponentStatus"], described["VariantName"]) == ("InService", "v")
    assert described["Specification"]["Container"]["DeployedImage"] == {"SpecifiedImage": IMAGE}


@pytest.mark.usefixtures("shared")
def test_update_replaces_the_model_and_an_alarm_takes_it_back(
    *,
    components: Components,
    runtime: Runtime,
    servers: ModelServers,
    tripped: set[str],
    scope: Scope,
    publish: Make,
) -> None:
    for model in ("one", "two", "three"):
        publish(model)
    components.create(scope, _component("a", ModelName="one"), wait=True)
    deployment = {
        "RollingUpdatePolicy": {
            "MaximumBatchSize": {"Type": "COPY_COUNT", "Value": 1},
            "WaitIntervalInSeconds": 60,
        },
        "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "errors"}]},
    }

    def update(model: str) -> None:
        specification = {"Specification": {"ModelName": model}, "DeploymentConfig": deployment}
        components.update(scope, {"InferenceComponentName": "a"} | specification, wait=True)

    update("two")
    after = _answer(runtime, scope, "a")
    tripped.add("errors")
    with pytest.raises(ServingError, match="in state ALARM while it baked: errors"):
        update("three")

    described = components.describe(scope, {"InferenceComponentName": "a"})
    assert (after, _answer(runtime, scope, "a")) == ("two", "two")
    assert described["Specification"] == {"ModelName": "two"}
    assert "taken back" in described["FailureReason"]
    assert len(servers.running) == 1


@pytest.mark.usefixtures("shared")
def test_component_that_cannot_be_served_fails_and_says_why(
    components: Components, scope: Scope, publish: Make
) -> None:
    publish("sick", start="fail")

    for specification, reason in (
        ({"ModelName": "sick"}, "inference component a did not pass the ping health check"),
        ({"BaseInferenceComponentName": "b"}, "'a' is an adapter of 'b'; the sandbox serves"),
        ({"Container": {"Image": "i"}}, "model 'a' runs image 'i'"),
        ({}, "'a' has neither ModelName nor Container"),
    ):
        with pytest.raises(ServingError, match=reason):
            components.create(scope, _component("a", **specification), wait=True)
        described = components.describe(scope, {"InferenceComponentName": "a"})
        assert described["InferenceComponentStatus"] == "Failed"
        assert reason in described["FailureReason"]
        components.delete(scope, {"InferenceComponentName": "a"})


@pytest.mark.usefixtures("shared")
def test_component_is_made_with_a_copy_on_an_endpoint_that_lasts_as_long(
    *,
    components: Components,
    endpoints: Endpoints,
    servers: ModelServers,
    scope: Scope,
    publish: Make,
    refusal: Refusal,
) -> None:
    params = _component("a", ModelName=publish("one"))

    parked = params | {"RuntimeConfig": {"CopyCount": 0}}
    none = refusal(lambda: components.create(scope, parked))
    elsewhere = params | {"VariantName": "w"}
    wrong = refusal(lambda: components.create(scope, elsewhere))
    components.create(scope, params, wait=True)
    twice = refusal(lambda: components.create(scope, params))
    early = refusal(lambda: endpoints.delete(scope, {"EndpointName": "shared"}))
    components.delete(scope, {"InferenceComponentName": "a"})
    endpoints.delete(scope, {"EndpointName": "shared"})

    assert none.message == "Inference components copy count an integer larger than 0"
    assert wrong.message.startswith('Could not find variant "w" of endpoint')
    assert twice.message.startswith("Cannot create already existing inference component")
    assert early.message.endswith("has inference components: delete them first, they are a")
    assert servers.running == []


@pytest.mark.usefixtures("shared")
def test_copies_come_back_from_none(
    components: Components, servers: ModelServers, runtime: Runtime, scope: Scope, publish: Make
) -> None:
    components.create(scope, _component("a", ModelName=publish("one")), wait=True)

    def run(copies: int) -> int:
        """How many servers there are once there are so many copies."""
        desired = {"InferenceComponentName": "a", "RuntimeConfig": {"CopyCount": copies}}
        components.update(scope, desired, wait=True)
        config = components.describe(scope, {"InferenceComponentName": "a"})["RuntimeConfig"]
        assert config == {"DesiredCopyCount": copies, "CurrentCopyCount": copies}
        return len(servers.running)

    assert [run(copies) for copies in (3, 0, 2)] == [1, 0, 1]
    assert _answer(runtime, scope, "a") == "one"


def test_endpoint_with_models_takes_no_component_and_no_component_s_name(
    *,
    components: Components,
    runtime: Runtime,
    scope: Scope,
    deploy: Make,
    refusal: Refusal,
) -> None:
    deploy("shared", champion=1)

    made = refusal(lambda: components.create(scope, _component("a", ModelName="champion")))
    asked = refusal(lambda: _answer(runtime, scope, "a"))

    assert made.message.startswith("Invalid request provided: Inference Components are not")
    assert asked.code == "ValidationError"
    assert asked.message.startswith("Inference Component Name header is not allowed for endpoints")
