"""What a model becomes here: a plan, and a healthy server for it."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sandbox.emulator.common._errors import AwsError, ServingError
from sandbox.emulator.common._kinds import MODEL, find
from sandbox.emulator.common._store import Record, Scope, Store
from sandbox.emulator.endpoints._endpoint import Endpoint
from sandbox.emulator.endpoints._variant import Variant
from sandbox.emulator.servers import _artifacts
from sandbox.emulator.servers._many_models import ManyModels
from sandbox.emulator.servers._plan import ServerPlan
from sandbox.emulator.servers._server import ModelServer
from sandbox.emulator.servers._servers import ModelServers
from sandbox.emulator.servers._stand_ins import StandIns


class Fleets:
    """Gives variants and inference components their servers."""

    def __init__(
        self,
        *,
        store: Store,
        servers: ModelServers,
        models_folder: Path,
        read_object: _artifacts.ReadObject,
        stand_ins: Mapping[str, Path] | None = None,
    ) -> None:
        self._store = store
        self._servers = servers
        self._models_folder = models_folder
        self._read_object = read_object
        self._stand_ins = StandIns(stand_ins or {}, models_folder=models_folder)

    def attach(self, endpoint: Endpoint, variants: Iterable[Variant]) -> None:
        """Give each variant a healthy server; one whose plan did not change is kept.

        Variants without a model get none: inference components bring theirs. Those of a
        multi-model container get one for each artifact that is asked for.

        Raises:
            ServingError: When a model cannot be served, or its server does not become healthy.
        """
        asked = []
        for variant in variants:
            if variant.takes_components:
                continue
            model = self.model(endpoint.scope, variant.settings["ModelName"])
            if _serves_many(model):
                variant.many = self._many(endpoint, variant, model)
            else:
                asked.append(variant)
        plans = [self._plan_of_variant(endpoint, variant) for variant in asked]
        serving = {server.plan: server for server in endpoint.servers if server.alive}
        fresh = [plan for plan in plans if plan not in serving]
        serving.update({s.plan: s for s in self._servers.start_healthy(fresh)})
        for variant, plan in zip(asked, plans, strict=True):
            variant.server = serving[plan]

    def start(self, plan: ServerPlan) -> ModelServer:
        """A healthy server for one plan.

        Raises:
            ServingError: When it does not become healthy.
        """
        [server] = self._servers.start_healthy([plan])
        return server

    def stop(self, servers: Iterable[ModelServer]) -> None:
        """Stop servers; returns when all are gone."""
        self._servers.stop(list(servers))

    def stop_all(self) -> None:
        """Stop every server that runs."""
        self._servers.stop_all()

    def plan(
        self,
        scope: Scope,
        model: Record,
        *,
        endpoint: str,
        name: str,
        kind: str = "production variant",
        startup_seconds: float | None = None,
    ) -> ServerPlan:
        """What serves a model: its files, unpacked, and its variables.

        Args:
            scope: Whose model it is.
            model: What `CreateModel` got.
            endpoint: The name of the endpoint.
            name: What it is for: the variant or the inference component.
            kind: Which of the two, in SageMaker's words.
            startup_seconds: How long it may take to become healthy; None for the sandbox's limit.

        Raises:
            ServingError: When the sandbox cannot serve it, or its artifact is not there.
        """
        container = _artifacts.only_container(model)
        folder = self._stand_ins.folder_for(container.get("Image", ""))
        if folder is None:
            container, uri = _artifacts.servable_container(model)
            folder = self._fetched(scope, uri)
        return ServerPlan(
            endpoint=f"{scope.account}/{scope.region}/{endpoint}",
            variant=name,
            model_folder=folder,
            environment=tuple(sorted(_environment(scope, container).items())),
            startup_seconds=startup_seconds,
            kind=kind,
        )

    def model(self, scope: Scope, name: str) -> Record:
        """A model by its name.

        Raises:
            ServingError: When there is none.
        """
        try:
            record: Record = find(self._store, scope, MODEL, name)
        except AwsError as error:
            raise ServingError(error.message) from error
        return record

    def _plan_of_variant(self, endpoint: Endpoint, variant: Variant) -> ServerPlan:
        return self.plan(
            endpoint.scope,
            self.model(endpoint.scope, variant.settings["ModelName"]),
            endpoint=endpoint.name,
            name=variant.name,
            startup_seconds=variant.settings.get("ContainerStartupHealthCheckTimeoutInSeconds"),
        )

    def _many(self, endpoint: Endpoint, variant: Variant, model: Record) -> ManyModels:
        """What serves each artifact below the prefix of a multi-model container.

        Raises:
            ServingError: When the sandbox cannot serve its image.
        """
        container = _artifacts.only_container(model)
        if self._stand_ins.folder_for(container["Image"]) is None:
            _artifacts.check_image(model["ModelName"], container["Image"])
        prefix = container["ModelDataUrl"].rstrip("/")

        def plan(artifact: str) -> ServerPlan:
            single = container | {"Mode": "SingleModel"}
            single["ModelDataUrl"] = f"{prefix}/{artifact.lstrip('/')}"
            name = artifact.removesuffix(".tar.gz").replace("/", "-")
            return self.plan(
                endpoint.scope,
                {"ModelName": model["ModelName"], "PrimaryContainer": single},
                endpoint=endpoint.name,
                name=f"{variant.name}-{name}",
            )

        return ManyModels(plan=plan, start=self.start)

    def _fetched(self, scope: Scope, uri: str) -> Path:
        return _artifacts.fetch(
            uri, scope=scope, read_object=self._read_object, folder=self._models_folder
        )


def _serves_many(model: Record) -> bool:
    containers = [model.get("PrimaryContainer"), *model.get("Containers", [])]
    modes = [container.get("Mode") for container in containers if container is not None]
    return modes == ["MultiModel"]


def _environment(scope: Scope, container: Record) -> dict[str, str]:
    """The container's variables, after those that let its code reach AWS, which is here."""
    variables: dict[str, str] = container.get("Environment", {})
    return {
        "AWS_REGION": scope.region,
        "AWS_DEFAULT_REGION": scope.region,
        "AWS_ACCESS_KEY_ID": scope.account,
        "AWS_SECRET_ACCESS_KEY": "sandbox",
    } | variables
