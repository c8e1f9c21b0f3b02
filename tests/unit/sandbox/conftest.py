"""SageMaker as the sandbox emulates it, without MiniStack: S3 is a dictionary, servers are real."""

import io
import json
import random
import sys
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.emulator._auto_scaling import AutoScaling
from sandbox.emulator._control_plane import ControlPlane
from sandbox.emulator._endpoints import Endpoints
from sandbox.emulator._errors import AwsError
from sandbox.emulator._metrics import MetricBuffer
from sandbox.emulator._model_servers import ModelServers, ServeSettings
from sandbox.emulator._records import Records
from sandbox.emulator._runtime import Runtime
from sandbox.emulator._store import Record, Scope, Store

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
def endpoints(
    store: Store,
    servers: ModelServers,
    scaling: AutoScaling,
    objects: dict[tuple[str, str], bytes],
    tmp_path: Path,
) -> Endpoints:
    return Endpoints(
        store=store,
        servers=servers,
        models_folder=tmp_path / "models",
        read_object=lambda _scope, bucket, key: objects.get((bucket, key)),
        scaled_variants=scaling.scaled_variants,
        forget_scaling=scaling.forget_endpoint,
    )


@pytest.fixture
def sagemaker(store: Store, endpoints: Endpoints) -> ControlPlane:
    return ControlPlane(store=store, records=Records(store), endpoints=endpoints)


@pytest.fixture
def metrics() -> MetricBuffer:
    return MetricBuffer()


@pytest.fixture
def runtime(endpoints: Endpoints, metrics: MetricBuffer) -> Runtime:
    return Runtime(endpoints=endpoints, metrics=metrics, random_numbers=random.Random(7))  # noqa: S311  no secret: a seed that repeats


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
