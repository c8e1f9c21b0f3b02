"""The life of endpoints, with real server processes."""

import http.client
import time
from collections.abc import Callable

import pytest

from sandbox.emulator.common._errors import AwsError, ServingError
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.control_plane._auto_scaling import AutoScaling
from sandbox.emulator.control_plane._control_plane import ControlPlane
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.endpoints._retention import retain
from sandbox.emulator.endpoints._variant import Variant
from sandbox.emulator.servers._servers import ModelServers

Make = Callable[..., str]
Refusal = Callable[[Callable[[], object]], AwsError]


def _describe(sagemaker: ControlPlane, scope: Scope, name: str = "demand") -> Record:
    return sagemaker.call(scope, "DescribeEndpoint", {"EndpointName": name})


def _weights(described: Record) -> dict[str, float]:
    return {v["VariantName"]: v["CurrentWeight"] for v in described["ProductionVariants"]}


def _counts(described: Record) -> dict[str, int]:
    return {v["VariantName"]: v["CurrentInstanceCount"] for v in described["ProductionVariants"]}


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def test_every_variant_gets_a_server_of_its_own(
    sagemaker: ControlPlane, scope: Scope, endpoints: Endpoints, deploy: Make
) -> None:
    deploy("demand", champion=3, challenger=0)

    described = _describe(sagemaker, scope)
    ports = {server.port for server in endpoints.find(scope, "demand").servers}
    assert described["EndpointStatus"] == "InService"
    assert _weights(described) == {"champion": 3, "challenger": 0}
    assert len(ports) == 2
    assert all(map(_answers, ports))


def test_api_answers_before_the_endpoint_is_in_service(
    sagemaker: ControlPlane, scope: Scope, configure: Make
) -> None:
    params = {"EndpointName": "demand", "EndpointConfigName": configure("c", m=1)}

    sagemaker.call(scope, "CreateEndpoint", params)

    assert _describe(sagemaker, scope)["EndpointStatus"] == "Creating"
    deadline = time.monotonic() + 10
    while _describe(sagemaker, scope)["EndpointStatus"] == "Creating":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert _describe(sagemaker, scope)["EndpointStatus"] == "InService"


def test_endpoint_names_are_unique_regardless_of_case(
    endpoints: Endpoints, scope: Scope, deploy: Make, refusal: Refusal
) -> None:
    deploy("demand", m=1)

    params = {"EndpointName": "Demand", "EndpointConfigName": "demand-config"}
    error = refusal(lambda: endpoints.create(scope, params))

    assert error.message == (
        'Cannot create already existing endpoint "arn:aws:sagemaker:eu-west-1:111111111111:'
        'endpoint/demand".'
    )


@pytest.mark.parametrize("start", ["fail", "sick"])
def test_endpoint_whose_server_does_not_become_healthy_fails(
    *,
    start: str,
    endpoints: Endpoints,
    sagemaker: ControlPlane,
    servers: ModelServers,
    scope: Scope,
    publish: Make,
) -> None:
    publish("ok")
    publish("broken", start=start)
    config: Record = {
        "EndpointConfigName": "c",
        "ProductionVariants": [
            {
                "VariantName": name,
                "ModelName": name,
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
                # AWS takes 60 to 3600 s; what counts is that the shorter limit holds
                "ContainerStartupHealthCheckTimeoutInSeconds": 1,
            }
            for name in ("ok", "broken")
        ],
    }
    sagemaker.call(scope, "CreateEndpointConfig", config)

    params = {"EndpointName": "demand", "EndpointConfigName": "c"}
    with pytest.raises(ServingError) as caught:
        endpoints.create(scope, params, wait=True)

    described = _describe(sagemaker, scope)
    assert described["EndpointStatus"] == "Failed"
    assert described["FailureReason"] == str(caught.value)
    assert str(caught.value).startswith(
        "The primary container for production variant broken did not pass the ping health check. "
        "Please check CloudWatch logs for this endpoint."
    )
    cause = "exited with code 1" if start == "fail" else "no 200 from /ping within 1 s"
    assert cause in str(caught.value)
    assert ("the weights are broken" in str(caught.value)) == (start == "fail")
    assert servers.running == []


def test_update_is_in_place_and_keeps_the_server_of_what_did_not_change(
    endpoints: Endpoints, sagemaker: ControlPlane, scope: Scope, configure: Make, deploy: Make
) -> None:
    deploy("demand", champion=3, challenger=1)
    before = {s.plan.variant: s.port for s in endpoints.find(scope, "demand").servers}
    arn = _describe(sagemaker, scope)["EndpointArn"]

    params = {
        "EndpointName": "demand",
        "EndpointConfigName": configure("new", champion=9, newcomer=1),
    }
    endpoints.update(scope, params, wait=True)

    after = {s.plan.variant: s.port for s in endpoints.find(scope, "demand").servers}
    described = _describe(sagemaker, scope)
    assert (described["EndpointArn"], described["EndpointConfigName"]) == (arn, "new")
    assert _weights(described) == {"champion": 9, "newcomer": 1}
    assert after["champion"] == before["champion"]
    assert _answers(after["newcomer"])
    assert not _answers(before["challenger"])


def test_failed_update_leaves_the_old_fleet_serving(
    *,
    endpoints: Endpoints,
    sagemaker: ControlPlane,
    scope: Scope,
    configure: Make,
    deploy: Make,
    publish: Make,
) -> None:
    deploy("demand", champion=3)
    [port] = [server.port for server in endpoints.find(scope, "demand").servers]
    publish("broken", start="fail")

    params = {"EndpointName": "demand", "EndpointConfigName": configure("new", broken=1)}
    with pytest.raises(ServingError):
        endpoints.update(scope, params, wait=True)

    described = _describe(sagemaker, scope)
    assert described["EndpointStatus"] == "InService"
    assert described["EndpointConfigName"] == "demand-config"
    assert "the weights are broken" in described["FailureReason"]
    assert _answers(port)


@pytest.mark.parametrize(
    ("retained", "excluded", "weights", "counts"),
    [
        (False, (), {"champion": 5, "challenger": 1}, {"champion": 1, "challenger": 1}),
        (True, (), {"champion": 2, "challenger": 8}, {"champion": 4, "challenger": 1}),
        (
            True,
            ("DesiredWeight",),
            {"champion": 5, "challenger": 1},
            {"champion": 4, "challenger": 1},
        ),
        (
            True,
            ("DesiredInstanceCount",),
            {"champion": 2, "challenger": 8},
            {"champion": 1, "challenger": 1},
        ),
    ],
)
def test_update_retains_what_it_is_told_to(
    *,
    retained: bool,
    excluded: tuple[str, ...],
    weights: dict[str, float],
    counts: dict[str, int],
    endpoints: Endpoints,
    sagemaker: ControlPlane,
    scope: Scope,
    configure: Make,
    deploy: Make,
) -> None:
    deploy("demand", champion=3, challenger=1)
    live = [
        {"VariantName": "champion", "DesiredWeight": 2, "DesiredInstanceCount": 4},
        {"VariantName": "challenger", "DesiredWeight": 8},
    ]
    endpoints.set_weights(scope, {"EndpointName": "demand", "DesiredWeightsAndCapacities": live})

    params: Record = {
        "EndpointName": "demand",
        "EndpointConfigName": configure("new", champion=5, challenger=1),
        "RetainAllVariantProperties": retained,
        "ExcludeRetainedVariantProperties": [{"VariantPropertyType": e} for e in excluded],
    }
    endpoints.update(scope, params, wait=True)

    described = _describe(sagemaker, scope)
    assert (_weights(described), _counts(described)) == (weights, counts)


def test_variant_that_is_new_starts_as_its_configuration_says() -> None:
    old = [Variant(settings={"VariantName": "a"}, weight=7, count=5)]
    new = [
        Variant.of({"VariantName": "a", "InitialInstanceCount": 1}),
        Variant.of({"VariantName": "b", "InitialInstanceCount": 2, "InitialVariantWeight": 0}),
        Variant.of({"VariantName": "c", "ServerlessConfig": {"MaxConcurrency": 1}}),
    ]

    retain(old, new, retain_all=True, exclude=frozenset())

    assert [(v.weight, v.count) for v in new] == [(7, 5), (0, 2), (1, None)]


def test_weights_of_an_unknown_variant_change_nothing(
    endpoints: Endpoints, sagemaker: ControlPlane, scope: Scope, deploy: Make, refusal: Refusal
) -> None:
    deploy("demand", champion=3)

    desired = [
        {"VariantName": "champion", "DesiredWeight": 9},
        {"VariantName": "nobody", "DesiredWeight": 1},
    ]
    params = {"EndpointName": "demand", "DesiredWeightsAndCapacities": desired}
    error = refusal(lambda: endpoints.set_weights(scope, params))

    assert error.message == (
        'The variant name(s) "nobody" is/are not present within endpoint configuration '
        '"demand-config".'
    )
    assert _weights(_describe(sagemaker, scope)) == {"champion": 3}


def test_update_needs_the_old_configuration_too(
    *,
    endpoints: Endpoints,
    sagemaker: ControlPlane,
    scope: Scope,
    configure: Make,
    deploy: Make,
    refusal: Refusal,
) -> None:
    deploy("demand", champion=3)
    configure("new", champion=9)
    sagemaker.call(scope, "DeleteEndpointConfig", {"EndpointConfigName": "demand-config"})

    params = {"EndpointName": "demand", "EndpointConfigName": "new"}
    error = refusal(lambda: endpoints.update(scope, params))

    assert error.message.startswith('Could not find endpoint configuration "')
    assert error.message.endswith('endpoint-config/demand-config".')


def test_variant_that_scales_must_be_deregistered_before_it_is_removed(
    *,
    endpoints: Endpoints,
    scaling: AutoScaling,
    scope: Scope,
    configure: Make,
    deploy: Make,
    refusal: Refusal,
) -> None:
    deploy("demand", champion=3, challenger=1)
    target = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": "endpoint/demand/variant/challenger",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    }
    capacity = {"MinCapacity": 1, "MaxCapacity": 2}
    scaling.call(scope, "RegisterScalableTarget", target | capacity)

    params = {"EndpointName": "demand", "EndpointConfigName": configure("new", champion=1)}
    error = refusal(lambda: endpoints.update(scope, params))
    scaling.call(scope, "DeregisterScalableTarget", target)
    endpoints.update(scope, params, wait=True)

    assert error.message.startswith(
        "The variant(s) \"['challenger']\" must be deregistered as scalable targets"
    )


def test_deleted_endpoint_leaves_no_server_and_no_scalable_target(
    *,
    scaling: AutoScaling,
    servers: ModelServers,
    sagemaker: ControlPlane,
    scope: Scope,
    deploy: Make,
    refusal: Refusal,
) -> None:
    deploy("demand", champion=3)
    target = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": "endpoint/demand/variant/champion",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "MinCapacity": 1,
        "MaxCapacity": 2,
    }
    scaling.call(scope, "RegisterScalableTarget", target)
    [port] = [server.port for server in servers.running]

    sagemaker.call(scope, "DeleteEndpoint", {"EndpointName": "demand"})

    error = refusal(lambda: _describe(sagemaker, scope))
    assert error.message.startswith('Could not find endpoint "')
    assert servers.running == []
    assert not _answers(port)
    assert scaling.scaled_variants(scope, "demand") == set()


def test_endpoint_that_is_deleted_while_it_starts_leaves_no_server(
    sagemaker: ControlPlane, servers: ModelServers, scope: Scope, configure: Make
) -> None:
    params = {"EndpointName": "demand", "EndpointConfigName": configure("c", m=1)}

    sagemaker.call(scope, "CreateEndpoint", params)
    sagemaker.call(scope, "DeleteEndpoint", {"EndpointName": "demand"})

    deadline = time.monotonic() + 10
    started = False
    while servers.running or not started:
        started = started or bool(servers.running)
        assert time.monotonic() < deadline
        time.sleep(0.01)
