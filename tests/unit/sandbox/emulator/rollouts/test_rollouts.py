"""Guarded rollouts: their steps, and how they end."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.emulator.common._errors import ServingError
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.rollouts._steps import steps_of
from sandbox.emulator.runtime._metrics import MetricBuffer
from sandbox.emulator.runtime._runtime import Runtime
from sandbox.emulator.servers._servers import ModelServers

Make = Callable[..., str]
ALARMS = {"Alarms": [{"AlarmName": "errors"}]}


def _percent(value: int) -> Record:
    return {"Type": "CAPACITY_PERCENT", "Value": value}


def _blue_green(kind: str, **routing: Any) -> Record:
    traffic = {"Type": kind, "WaitIntervalInSeconds": 600} | routing
    policy = {"TrafficRoutingConfiguration": traffic, "TerminationWaitInSeconds": 300}
    return {"BlueGreenUpdatePolicy": policy}


@pytest.mark.parametrize(
    ("deployment", "steps"),
    [
        (None, [(1, 0)]),
        ({"AutoRollbackConfiguration": ALARMS}, [(1, 0)]),
        (_blue_green("ALL_AT_ONCE"), [(1, 300)]),
        (_blue_green("CANARY", CanarySize=_percent(10)), [(0.1, 600), (1, 300)]),
        (
            _blue_green("CANARY", CanarySize={"Type": "INSTANCE_COUNT", "Value": 1}),
            [(0.25, 600), (1, 300)],
        ),
        (
            _blue_green("LINEAR", LinearStepSize=_percent(33)),
            [(0.33, 600), (0.66, 600), (0.99, 600), (1, 300)],
        ),
        (
            {
                "RollingUpdatePolicy": {
                    "MaximumBatchSize": _percent(50),
                    "WaitIntervalInSeconds": 60,
                }
            },
            [(0.5, 60), (1, 60)],
        ),
    ],
)
def test_traffic_moves_in_the_steps_of_the_deployment(
    deployment: Record | None, steps: list[tuple[float, float]]
) -> None:
    found = [(round(s.share, 6), s.wait_seconds) for s in steps_of(deployment, instances=4)]

    assert found == steps


def _update(config: str) -> Record:
    deployment = _blue_green("CANARY", CanarySize=_percent(50))
    return {
        "EndpointName": "demand",
        "EndpointConfigName": config,
        "DeploymentConfig": deployment | {"AutoRollbackConfiguration": ALARMS},
    }


def test_both_fleets_answer_while_the_alarms_watch(
    *,
    endpoints: Endpoints,
    runtime: Runtime,
    metrics: MetricBuffer,
    scope: Scope,
    deploy: Make,
    configure: Make,
) -> None:
    deploy("demand", champion=1)
    params = _update(configure("c2", challenger=1))
    update = threading.Thread(target=endpoints.update, args=(scope, params), kwargs={"wait": True})

    update.start()
    answered, pending = set(), set()
    while update.is_alive():
        _, headers, _ = runtime.invoke(scope, "demand", {}, b"x")
        answered.add(headers["x-Amzn-Invoked-Production-Variant"])
        described = endpoints.find(scope, "demand").describe()
        pending.add(described.get("PendingDeploymentSummary", {}).get("EndpointConfigName"))
    after = {
        runtime.invoke(scope, "demand", {}, b"x")[1]["x-Amzn-Invoked-Production-Variant"]
        for _ in range(20)
    }

    assert answered == {"champion", "challenger"}
    assert pending == {None, "c2"}
    assert after == {"challenger"}
    fleets = [
        d["Dimensions"][2]["Value"] for d in metrics.drain()[scope] if len(d["Dimensions"]) > 2
    ]
    assert set(fleets) == {"demand-config", "c2"}


def test_alarm_takes_the_update_back_and_the_new_server_away(
    *,
    endpoints: Endpoints,
    runtime: Runtime,
    servers: ModelServers,
    tripped: set[str],
    scope: Scope,
    deploy: Make,
    configure: Make,
) -> None:
    deploy("demand", champion=1)
    config = configure("c2", challenger=1)
    tripped.add("errors")

    with pytest.raises(ServingError, match="in state ALARM while it baked: errors"):
        endpoints.update(scope, _update(config), wait=True)

    endpoint = endpoints.find(scope, "demand")
    _, headers, _ = runtime.invoke(scope, "demand", {}, b"x")
    assert headers["x-Amzn-Invoked-Production-Variant"] == "champion"
    assert (endpoint.status, endpoint.config_name) == ("InService", "demand-config")
    assert "the update was taken back" in str(endpoint.failure_reason)
    assert [server.plan.variant for server in servers.running] == ["champion"]
