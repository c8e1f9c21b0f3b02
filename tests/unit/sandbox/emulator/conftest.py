"""SageMaker as the sandbox emulates it, without MiniStack: S3 is a dictionary, servers are real."""

import io
import json
import random
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._store import Record, Scope, Store
from sandbox.emulator.components._components import Components
from sandbox.emulator.control_plane._auto_scaling import AutoScaling
from sandbox.emulator.control_plane._control_plane import ControlPlane
from sandbox.emulator.control_plane._records import Records
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.endpoints._fleets import Fleets
from sandbox.emulator.rollouts._rollouts import Rollouts
from sandbox.emulator.runtime._metrics import MetricBuffer
from sandbox.emulator.runtime._routing import Router
from sandbox.emulator.runtime._runtime import Runtime
from sandbox.emulator.servers._plan import ServeSettings
from sandbox.emulator.servers._servers import ModelServers

IMAGE = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"
Publish = Callable[..., str]
Configure = Callable[..., str]


@pytest.fixture
def scope() -> Scope:
    return Scope(account="111111111111", region="eu-west-1")


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def objects() -> dict[tuple[str, str], bytes]:
    return {}


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[ModelServers]:
    server = Path(__file__).with_name("tiny_model_server.py")
    settings = ServeSettings(
        command=(sys.executable, "-S", str(server)),
        working_folder=tmp_path,
        environment={},
        logs=tmp_path / "logs",
        startup_seconds=10,
    )
    servers = ModelServers(settings)
    yield servers
    servers.close()


@pytest.fixture
def scaling(store: Store) -> AutoScaling:
    def variant_exists(scope: Scope, endpoint: str, variant: str) -> bool:
        found = store.table(scope, "Endpoint").get(endpoint)
        return found is not None and found.variant(variant) is not None

    return AutoScaling(store=store, variant_exists=variant_exists)


@pytest.fixture
def fleets(
    store: Store, servers: ModelServers, objects: dict[tuple[str, str], bytes], tmp_path: Path
) -> Fleets:
    return Fleets(
        store=store,
        servers=servers,
        models_folder=tmp_path / "models",
        read_object=lambda _scope, bucket, key: objects.get((bucket, key)),
    )


@pytest.fixture
def tripped() -> set[str]:
    """The alarms that are in state ALARM."""
    return set()


@pytest.fixture
def rollouts(tripped: set[str]) -> Rollouts:
    def in_alarm(_scope: Scope, names: list[str]) -> list[str]:
        return [name for name in names if name in tripped]

    return Rollouts(tripped=in_alarm, bake_seconds=0.3)


@pytest.fixture
def endpoints(store: Store, fleets: Fleets, rollouts: Rollouts, scaling: AutoScaling) -> Endpoints:
    return Endpoints(
        store=store,
        fleets=fleets,
        rollouts=rollouts,
        scaled_variants=scaling.scaled_variants,
        forget_scaling=scaling.forget_endpoint,
    )


@pytest.fixture
def components(store: Store, fleets: Fleets, rollouts: Rollouts) -> Components:
    return Components(store=store, fleets=fleets, rollouts=rollouts)


@pytest.fixture
def sagemaker(store: Store, endpoints: Endpoints, components: Components) -> ControlPlane:
    records = Records(store)
    return ControlPlane(store=store, records=records, endpoints=endpoints, components=components)


@pytest.fixture
def metrics() -> MetricBuffer:
    return MetricBuffer()


@pytest.fixture
def router(endpoints: Endpoints, components: Components) -> Router:
    seeded = random.Random(7)  # noqa: S311  # no secret: a seed that repeats
    return Router(endpoints=endpoints, components=components, random_numbers=seeded)


@pytest.fixture
def runtime(router: Router, metrics: MetricBuffer) -> Runtime:
    return Runtime(router=router, metrics=metrics)


@pytest.fixture
def publish(
    sagemaker: ControlPlane, scope: Scope, objects: dict[tuple[str, str], bytes]
) -> Publish:
    """Makes a model whose server tells its name: publish("champion", start="fail")."""

    def publish(name: str, **behaviour: str) -> str:
        content = json.dumps({"name": name, **behaviour}).encode()
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w:gz") as tar:
            member = tarfile.TarInfo("model.json")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        objects["models", f"{name}.tar.gz"] = archive.getvalue()
        container = {"Image": IMAGE, "ModelDataUrl": f"s3://models/{name}.tar.gz"}
        sagemaker.call(scope, "CreateModel", {"ModelName": name, "PrimaryContainer": container})
        return name

    return publish


@pytest.fixture
def configure(sagemaker: ControlPlane, scope: Scope, publish: Publish) -> Configure:
    """Makes a configuration: configure("c", champion=3, challenger=1), and missing models."""

    def configure(name: str, **weights: float) -> str:
        known = sagemaker.call(scope, "ListModels", {})["Models"]
        for model in weights.keys() - {record["ModelName"] for record in known}:
            publish(model)
        variants: list[Record] = [
            {
                "VariantName": model,
                "ModelName": model,
                "InstanceType": "ml.c6i.large",
                "InitialInstanceCount": 1,
                "InitialVariantWeight": weight,
            }
            for model, weight in weights.items()
        ]
        params = {"EndpointConfigName": name, "ProductionVariants": variants}
        sagemaker.call(scope, "CreateEndpointConfig", params)
        return name

    return configure


@pytest.fixture
def deploy(endpoints: Endpoints, scope: Scope, configure: Configure) -> Configure:
    """Makes an endpoint that is in service: deploy("demand", champion=3, challenger=1)."""

    def deploy(name: str, **weights: float) -> str:
        config = configure(f"{name}-config", **weights)
        params = {"EndpointName": name, "EndpointConfigName": config}
        endpoints.create(scope, params, wait=True)
        return name

    return deploy


@pytest.fixture
def refusal() -> Callable[[Callable[[], object]], AwsError]:
    """The AwsError that a call ends in."""

    def refusal(call: Callable[[], object]) -> AwsError:
        with pytest.raises(AwsError) as caught:
            call()
        return caught.value

    return refusal
