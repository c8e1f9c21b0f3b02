"""The life of endpoints: created, updated and deleted, with a real server for each variant."""

import contextlib
import contextvars
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sandbox.emulator import _artifacts
from sandbox.emulator._endpoint import Endpoint, Variant, retain
from sandbox.emulator._errors import AwsError, ServingError
from sandbox.emulator._model_servers import ModelServers, ServerPlan
from sandbox.emulator._records import find
from sandbox.emulator._store import Record, Scope, Store

_BUSY = frozenset({"Creating", "Updating", "RollingBack"})


class Endpoints:
    """Creates, updates and deletes endpoints, each with a real server for each variant."""

    KIND = "Endpoint"

    def __init__(
        self,
        *,
        store: Store,
        servers: ModelServers,
        models_folder: Path,
        read_object: _artifacts.ReadObject,
        scaled_variants: Callable[[Scope, str], set[str]],
        forget_scaling: Callable[[Scope, str], None],
    ) -> None:
        self._store = store
        self._servers = servers
        self._models_folder = models_folder
        self._read_object = read_object
        self._scaled_variants = scaled_variants
        self._forget_scaling = forget_scaling

    def find(self, scope: Scope, name: str) -> Endpoint:
        """The endpoint of that name.

        Raises:
            AwsError: When there is none.
        """
        endpoint: Endpoint = find(self._store, scope, self.KIND, name)
        return endpoint

    def listed(self, scope: Scope) -> list[Endpoint]:
        """Every endpoint of an account and region."""
        with self._store.lock:
            return list(self._store.table(scope, self.KIND).values())

    def create(self, scope: Scope, params: Record, *, wait: bool = False) -> Record:
        """`CreateEndpoint`.

        Args:
            scope: Whose endpoint it becomes.
            params: The input of the API call.
            wait: Return when the endpoint is in service, as CloudFormation does, instead of at
                once, as the API does.

        Raises:
            AwsError: When the name is taken or the configuration or a model does not exist.
            ServingError: With `wait`, when a model server did not become healthy.
        """
        now = time.time()
        name, config_name = params["EndpointName"], params["EndpointConfigName"]
        endpoint = Endpoint(
            scope=scope, name=name, config_name=config_name, status="Creating",
            created=now, modified=now,
        )  # fmt: skip
        with self._store.lock:
            table = self._store.table(scope, self.KIND)
            # Endpoint names are unique regardless of case.
            if any(taken.lower() == name.lower() for taken in table):
                raise AwsError(f'Cannot create already existing endpoint "{endpoint.arn}".')
            config = find(self._store, scope, "EndpointConfig", config_name)
            self._models_of(scope, config)
            table[name] = endpoint
            self._store.add_tags(endpoint.arn, params.get("Tags", []))
        endpoint.last_deployment = params.get("DeploymentConfig")
        self._run(
            lambda: self._roll_out(endpoint, config, retained=(False, frozenset())), wait=wait
        )
        return {"EndpointArn": endpoint.arn}

    def update(self, scope: Scope, params: Record, *, wait: bool = False) -> Record:
        """`UpdateEndpoint`: the old fleet serves until the new one is healthy.

        Raises:
            AwsError: When the endpoint is busy, a name does not exist, or a variant that is a
                scalable target would be removed or change its instance type.
            ServingError: With `wait`, when a new model server did not become healthy; the old
                fleet goes on serving.
        """
        exclude = frozenset(
            item["VariantPropertyType"]
            for item in params.get("ExcludeRetainedVariantProperties", [])
        )
        retained = (params.get("RetainAllVariantProperties", False), exclude)
        with self._store.lock:
            endpoint = self.find(scope, params["EndpointName"])
            if endpoint.status in _BUSY:
                raise AwsError(f'Cannot update in-progress endpoint "{endpoint.arn}".')
            # SageMaker reads the old configuration too: it must not be deleted before the update.
            find(self._store, scope, "EndpointConfig", endpoint.config_name)
            config = find(self._store, scope, "EndpointConfig", params["EndpointConfigName"])
            self._models_of(scope, config)
            self._check_scaled_variants(endpoint, config)
            endpoint.status, endpoint.modified = "Updating", time.time()
            if not params.get("RetainDeploymentConfig", False):
                endpoint.last_deployment = params.get("DeploymentConfig")
        self._run(lambda: self._roll_out(endpoint, config, retained=retained), wait=wait)
        return {"EndpointArn": endpoint.arn}

    def set_weights(self, scope: Scope, params: Record) -> Record:
        """`UpdateEndpointWeightsAndCapacities`: at once, without new servers."""
        with self._store.lock:
            endpoint = self.find(scope, params["EndpointName"])
            if endpoint.status in _BUSY:
                raise AwsError(f'Cannot update in-progress endpoint "{endpoint.arn}".')
            desired = params["DesiredWeightsAndCapacities"]
            unknown = [
                d["VariantName"] for d in desired if endpoint.variant(d["VariantName"]) is None
            ]
            if unknown:
                raise AwsError(
                    f'The variant name(s) "{", ".join(unknown)}" is/are not present within '
                    f'endpoint configuration "{endpoint.config_name}".'
                )
            for change in desired:
                variant = endpoint.variant(change["VariantName"])
                if variant is not None and "DesiredWeight" in change:
                    variant.weight = change["DesiredWeight"]
                if variant is not None and "DesiredInstanceCount" in change:
                    variant.count = change["DesiredInstanceCount"]
            endpoint.modified = time.time()
        return {"EndpointArn": endpoint.arn}

    def delete(self, scope: Scope, params: Record) -> Record:
        """`DeleteEndpoint`: its servers stop, its scalable targets are deregistered."""
        with self._store.lock:
            endpoint = self.find(scope, params["EndpointName"])
            del self._store.table(scope, self.KIND)[endpoint.name]
            endpoint.status = "Deleting"
            self._forget_scaling(scope, endpoint.name)
            servers = endpoint.servers
        self._servers.stop(servers)
        return {}

    def clear(self) -> None:
        """Stop every server and let no roll-out that is on its way take over."""
        with self._store.lock:
            for endpoint in self._store.every(self.KIND):
                endpoint.status = "Deleting"
        self._servers.stop_all()

    def _models_of(self, scope: Scope, config: Record) -> dict[str, Record]:
        variants = [*config["ProductionVariants"], *config.get("ShadowProductionVariants", [])]
        names = [v["ModelName"] for v in variants if "ModelName" in v]
        return {name: find(self._store, scope, "Model", name) for name in names}

    def _check_scaled_variants(self, endpoint: Endpoint, config: Record) -> None:
        after = {v["VariantName"]: v.get("InstanceType") for v in config["ProductionVariants"]}
        scaled = self._scaled_variants(endpoint.scope, endpoint.name)
        changed = [
            v.name
            for v in endpoint.variants
            if v.name in scaled
            and (v.name not in after or after[v.name] != v.settings.get("InstanceType"))
        ]
        if changed:
            raise AwsError(
                f'The variant(s) "{changed}" must be deregistered as scalable targets with AWS '
                "Auto Scaling before they can be removed or have their instance type updated."
            )

    @staticmethod
    def _run(roll_out: Callable[[], None], *, wait: bool) -> None:
        if wait:
            roll_out()
            return

        def in_background() -> None:
            with contextlib.suppress(ServingError):  # the endpoint's FailureReason tells it
                roll_out()

        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(in_background,), daemon=True).start()

    def _roll_out(
        self, endpoint: Endpoint, config: Record, *, retained: tuple[bool, frozenset[str]]
    ) -> None:
        new = [Variant.of(v) for v in config["ProductionVariants"]]
        shadows = [Variant.of(v) for v in config.get("ShadowProductionVariants", [])]
        try:
            self._attach_servers(endpoint, [*new, *shadows])
        except ServingError as error:
            with self._store.lock:
                if endpoint.status != "Deleting":
                    # A fleet that serves goes on serving: SageMaker rolls the update back.
                    endpoint.status = "InService" if endpoint.variants else "Failed"
                    endpoint.failure_reason = str(error)
            raise
        with self._store.lock:
            old = endpoint.servers
            deleted = endpoint.status == "Deleting"
            if not deleted:
                retain_all, exclude = retained
                retain(endpoint.variants, new, retain_all=retain_all, exclude=exclude)
                endpoint.variants, endpoint.shadows = new, shadows
                endpoint.config_name = config["EndpointConfigName"]
                endpoint.async_inference = config.get("AsyncInferenceConfig")
                if not (
                    retain_all and "DataCaptureConfig" not in exclude and endpoint.data_capture
                ):
                    endpoint.data_capture = config.get("DataCaptureConfig")
                endpoint.status, endpoint.failure_reason = "InService", None
                endpoint.modified = time.time()
            current = [] if deleted else endpoint.servers
        fresh = [v.server for v in (*new, *shadows) if v.server is not None]
        self._servers.stop([s for s in {*old, *fresh} if s not in current])

    def _attach_servers(self, endpoint: Endpoint, variants: list[Variant]) -> None:
        """Give each variant a healthy server; one whose plan did not change is kept."""
        serving = {s.plan: s for s in endpoint.servers if s.alive}
        plans = [self._plan(endpoint, variant) for variant in variants]
        fresh = [plan for plan in plans if plan not in serving]
        serving.update({s.plan: s for s in self._servers.start_healthy(fresh)})
        for variant, plan in zip(variants, plans, strict=True):
            variant.server = serving[plan]

    def _plan(self, endpoint: Endpoint, variant: Variant) -> ServerPlan:
        if "ModelName" not in variant.settings:
            raise ServingError(
                f"variant {variant.name!r} names no model: the sandbox serves variants with a "
                "ModelName, not inference components"
            )
        try:
            model = find(self._store, endpoint.scope, "Model", variant.settings["ModelName"])
        except AwsError as error:
            raise ServingError(error.message) from error
        container, uri = _artifacts.servable_container(model)
        folder = _artifacts.fetch(
            uri, scope=endpoint.scope, read_object=self._read_object, folder=self._models_folder
        )
        return ServerPlan(
            endpoint=f"{endpoint.scope.account}/{endpoint.scope.region}/{endpoint.name}",
            variant=variant.name,
            model_folder=folder,
            environment=tuple(sorted(self._environment(endpoint.scope, container).items())),
            startup_seconds=variant.settings.get("ContainerStartupHealthCheckTimeoutInSeconds"),
        )

    @staticmethod
    def _environment(scope: Scope, container: Record) -> dict[str, str]:
        """The container's variables, after those that let its code reach AWS, which is here."""
        variables: dict[str, str] = container.get("Environment", {})
        return {
            "AWS_REGION": scope.region,
            "AWS_DEFAULT_REGION": scope.region,
            "AWS_ACCESS_KEY_ID": scope.account,
            "AWS_SECRET_ACCESS_KEY": "sandbox",
        } | variables
