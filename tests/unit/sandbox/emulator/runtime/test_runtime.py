"""Invocations, answered by real server processes."""

import json
import math
import time
from collections import Counter
from collections.abc import Callable

import pytest

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._store import Scope
from sandbox.emulator.control_plane._control_plane import ControlPlane
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.runtime._metrics import Invocation, MetricBuffer
from sandbox.emulator.runtime._runtime import MAX_PAYLOAD_BYTES, Runtime
from sandbox.emulator.servers._servers import ModelServers

Make = Callable[..., str]
Refusal = Callable[[Callable[[], object]], AwsError]


def test_answer_tells_the_variant_and_passes_headers_both_ways(
    runtime: Runtime, scope: Scope, deploy: Make
) -> None:
    deploy("demand", champion=1)
    headers = {
        "content-type": "text/csv",
        "accept": "application/json",
        "x-amzn-sagemaker-target-model": "a.tar.gz",
        "authorization": "AWS4-HMAC-SHA256 secret",
        "x-amz-security-token": "secret",
    }

    status, answered, body = runtime.invoke(scope, "demand", headers, b"1,2")

    told = json.loads(body)
    assert (status, told["model"], told["body"]) == (200, "champion", "1,2")
    assert answered["x-Amzn-Invoked-Production-Variant"] == "champion"
    assert answered["x-amzn-sagemaker-custom-attributes"] == "trace=1"
    assert answered["content-type"] == "application/json"
    assert told["headers"]["content-type"] == "text/csv"
    assert told["headers"]["x-amzn-sagemaker-target-model"] == "a.tar.gz"
    assert "secret" not in json.dumps(told)


def test_calls_are_split_by_weight(runtime: Runtime, scope: Scope, deploy: Make) -> None:
    deploy("demand", champion=3, challenger=1, idle=0)
    calls = 200

    invoked = Counter(
        runtime.invoke(scope, "demand", {}, b"x")[1]["x-Amzn-Invoked-Production-Variant"]
        for _ in range(calls)
    )

    assert abs(invoked["champion"] - 0.75 * calls) < 3.29 * math.sqrt(calls * 0.75 * 0.25)
    assert invoked.total() == invoked["champion"] + invoked["challenger"] == calls


def test_target_variant_wins_over_the_weights(runtime: Runtime, scope: Scope, deploy: Make) -> None:
    deploy("demand", champion=1, challenger=0)
    headers = {"x-amzn-sagemaker-target-variant": "challenger"}

    _, answered, body = runtime.invoke(scope, "demand", headers, b"x")

    assert answered["x-Amzn-Invoked-Production-Variant"] == "challenger"
    assert json.loads(body)["model"] == "challenger"


def test_unknown_endpoint_and_variant_are_told_in_the_words_of_sagemaker(
    runtime: Runtime, scope: Scope, deploy: Make, refusal: Refusal
) -> None:
    deploy("demand", champion=1)
    headers = {"x-amzn-sagemaker-target-variant": "nobody"}

    no_endpoint = refusal(lambda: runtime.invoke(scope, "nothing", {}, b""))
    no_variant = refusal(lambda: runtime.invoke(scope, "demand", headers, b""))

    assert no_endpoint.code == no_variant.code == "ValidationError"
    assert no_endpoint.message == "Endpoint nothing of account 111111111111 not found."
    assert no_variant.message == "Variant nobody not found for Request"


@pytest.mark.parametrize(
    ("body", "status", "side", "message"),
    [
        (b"bad input", 400, "client", "give me numbers"),
        (b"crash", 500, "server", "out of cheese"),
    ],
)
def test_error_of_the_model_is_a_model_error(
    *,
    body: bytes,
    status: int,
    side: str,
    message: str,
    runtime: Runtime,
    scope: Scope,
    deploy: Make,
    refusal: Refusal,
) -> None:
    deploy("demand", champion=1)

    error = refusal(lambda: runtime.invoke(scope, "demand", {}, body))

    assert (error.code, error.status) == ("ModelError", 424)
    assert error.message.startswith(
        f'Received {side} error ({status}) from primary with message "{message}". See https://'
    )
    assert error.details["OriginalStatusCode"] == status
    assert error.details["OriginalMessage"] == message


def test_payload_of_six_mebibytes_passes_and_one_byte_more_does_not(
    runtime: Runtime, scope: Scope, deploy: Make, refusal: Refusal
) -> None:
    deploy("demand", champion=1)

    status, _, _ = runtime.invoke(scope, "demand", {}, b"x" * MAX_PAYLOAD_BYTES)
    error = refusal(lambda: runtime.invoke(scope, "demand", {}, b"x" * (MAX_PAYLOAD_BYTES + 1)))

    assert status == 200
    assert (error.status, error.code) == (413, "")
    assert error.message == "HTTP content length exceeded 6291456 bytes."


def test_server_that_died_is_a_model_error_and_no_hang(
    runtime: Runtime, servers: ModelServers, scope: Scope, deploy: Make, refusal: Refusal
) -> None:
    deploy("demand", champion=1)
    for server in servers.running:
        server.stop()

    error = refusal(lambda: runtime.invoke(scope, "demand", {}, b"x"))

    assert error.code == "ModelError"
    assert error.details["OriginalStatusCode"] == 503
    assert error.details["OriginalMessage"] == "the server of variant champion is not running"


def test_shadow_variant_gets_copies_and_its_answers_are_dropped(
    runtime: Runtime,
    sagemaker: ControlPlane,
    endpoints: Endpoints,
    scope: Scope,
    publish: Make,
) -> None:
    publish("live")
    publish("shadow")

    def variant(name: str) -> dict[str, object]:
        return {
            "VariantName": name,
            "ModelName": name,
            "InstanceType": "ml.m5.large",
            "InitialInstanceCount": 1,
            "InitialVariantWeight": 1,
        }

    config = {
        "EndpointConfigName": "c",
        "ProductionVariants": [variant("live")],
        "ShadowProductionVariants": [variant("shadow")],
    }
    sagemaker.call(scope, "CreateEndpointConfig", config)
    names = {"EndpointName": "demand", "EndpointConfigName": "c"}
    endpoints.create(scope, names, wait=True)
    [shadow] = endpoints.find(scope, "demand").shadows
    assert shadow.server is not None

    _, answered, _ = runtime.invoke(scope, "demand", {}, b"tell")

    assert answered["x-Amzn-Invoked-Production-Variant"] == "live"
    deadline = time.monotonic() + 5
    while "tell" not in shadow.server.log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_metrics_of_a_call_have_the_dimensions_and_units_of_sagemaker(
    runtime: Runtime, metrics: MetricBuffer, scope: Scope, deploy: Make, refusal: Refusal
) -> None:
    deploy("demand", champion=1)
    runtime.invoke(scope, "demand", {}, b"slow")
    refusal(lambda: runtime.invoke(scope, "demand", {}, b"crash"))

    data = metrics.drain()

    of_variant = [
        {"Name": "EndpointName", "Value": "demand"},
        {"Name": "VariantName", "Value": "champion"},
    ]
    of_fleet = {"Name": "EndpointConfigName", "Value": "demand-config"}
    totals: Counter[str] = Counter()
    for datum in data[scope]:
        pairs = zip(datum["Values"], datum["Counts"], strict=True)
        names = [dimension["Name"] for dimension in datum["Dimensions"]]
        if names == ["EndpointName", "VariantName"]:
            totals[datum["MetricName"]] += sum(value * count for value, count in pairs)
        assert datum["Dimensions"] in (of_variant, [*of_variant, of_fleet])
    assert totals["Invocations"] == totals["InvocationsPerInstance"] == 2
    assert (totals["Invocation4XXErrors"], totals["Invocation5XXErrors"]) == (0, 1)
    assert 200_000 <= totals["ModelLatency"] < 2_000_000
    units = {datum["MetricName"]: datum["Unit"] for datum in data[scope]}
    assert units["ModelLatency"] == units["OverheadLatency"] == "Microseconds"
    assert metrics.drain() == {}


@pytest.mark.parametrize(
    ("status", "errors"),
    [(200, (0, 0, 0)), (404, (1, 0, 1)), (503, (0, 1, 1)), (0, (0, 1, 1))],
)
def test_error_metrics_are_one_or_zero(status: int, errors: tuple[int, int, int]) -> None:
    invocation = Invocation(
        endpoint="e", variant="v", instances=4, status=status, model_seconds=0.5, total_seconds=0.75
    )

    values = invocation.values()

    names = ("Invocation4XXErrors", "Invocation5XXErrors", "InvocationModelErrors")
    assert tuple(values[name] for name in names) == errors
    assert values["InvocationsPerInstance"] == 0.25
    assert (values["ModelLatency"], values["OverheadLatency"]) == (500_000, 250_000)


def test_explanations_are_refused(
    runtime: Runtime, scope: Scope, deploy: Make, refusal: Refusal
) -> None:
    deploy("demand", champion=1)
    headers = {"x-amzn-sagemaker-enable-explanations": "`true`"}

    error = refusal(lambda: runtime.invoke(scope, "demand", headers, b"x"))

    assert error.message.startswith("the sandbox computes no explanations")
