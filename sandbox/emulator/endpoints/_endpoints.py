"""The life of endpoints: created, updated and deleted, with a real server for each variant."""

import logging
import time
from collections.abc import Callable

from sandbox.emulator.common._background import run
from sandbox.emulator.common._errors import AwsError, ServingError
from sandbox.emulator.common._kinds import INFERENCE_COMPONENT, find
from sandbox.emulator.common._store import Record, Scope, Store
from sandbox.emulator.endpoints._endpoint import Endpoint
from sandbox.emulator.endpoints._fleet import Fleet
from sandbox.emulator.endpoints._fleets import Fleets
from sandbox.emulator.endpoints._left_out import left_out
from sandbox.emulator.endpoints._retention import retain, retained
from sandbox.emulator.rollouts._rollouts import Rollouts

_log = logging.getLogger("sandbox")
_BUSY = frozenset({"Creating", "Updating", "RollingBack"})


class Endpoints:
    """Creates, updates and deletes endpoints, each with a real server for each variant."""

    KIND = "Endpoint"

    def __init__(
        self,
        *,
        store: Store,
        fleets: Fleets,
        rollouts: Rollouts,
        scaled_variants: Callable[[Scope, str], set[str]],
        forget_scaling: Callable[[Scope, str], None],
    ) -> None:
        self._store = store
        self._fleets = fleets
        self._rollouts = rollouts
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

    def every(self) -> list[Endpoint]:
        """Every endpoint of every account and region."""
        return self._store.every(self.KIND)

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
        run(lambda: self._bring_in(endpoint, config), wait=wait)
        return {"EndpointArn": endpoint.arn}

    def update(self, scope: Scope, params: Record, *, wait: bool = False) -> Record:
        """`UpdateEndpoint`: the old fleet serves until the new one is healthy.

        Raises:
            AwsError: When the endpoint is busy, a name does not exist, or a variant that is a
                scalable target would be removed or change its instance type.
            ServingError: With `wait`, when a new model server did not become healthy or an alarm
                took the rollout back; the old fleet goes on serving.
        """
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
        run(lambda: self._bring_in(endpoint, config, params), wait=wait)
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
            components = self._store.table(scope, INFERENCE_COMPONENT).values()
            left = [c.name for c in components if c.endpoint_name == endpoint.name]
            if left:
                raise AwsError(
                    f'Endpoint "{endpoint.arn}" has inference components: delete them first, '
                    f"they are {', '.join(left)}"
                )
            del self._store.table(scope, self.KIND)[endpoint.name]
            endpoint.status = "Deleting"
            self._forget_scaling(scope, endpoint.name)
            servers = endpoint.servers
        self._fleets.stop(servers)
        return {}

    def clear(self) -> None:
        """Stop every server and let no roll-out that is on its way take over."""
        with self._store.lock:
            for endpoint in self._store.every(self.KIND):
                endpoint.status = "Deleting"
        self._fleets.stop_all()

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

    def _bring_in(self, endpoint: Endpoint, config: Record, update: Record | None = None) -> None:
        """Start the fleet of a configuration, move the traffic to it, and stop the old one."""
        fleet, update = Fleet.of(config), update or {}
        try:
            self._fleets.attach(endpoint, [*fleet.variants, *fleet.shadows])
            retain_all, exclude = retained(update)
            retain(endpoint.variants, fleet.variants, retain_all=retain_all, exclude=exclude)
            if endpoint.variants:  # there is no traffic to move for the first one
                self._move_traffic(endpoint, fleet)
        except ServingError as error:
            self._take_back(endpoint, fleet, str(error))
            raise
        with self._store.lock:
            old = endpoint.servers
            deleted = endpoint.status == "Deleting"
            if not deleted:
                _take_over(endpoint, fleet, update)
            current = [] if deleted else endpoint.servers
        self._fleets.stop(s for s in {*old, *fleet.servers} if s not in current)

    def _move_traffic(self, endpoint: Endpoint, fleet: Fleet) -> None:
        def move(share: float) -> bool:
            with self._store.lock:
                if endpoint.status == "Deleting":
                    return False
                fleet.share = share
                endpoint.incoming = fleet
            return True

        self._rollouts.go(
            endpoint.scope,
            endpoint.last_deployment,
            instances=sum(variant.count or 1 for variant in endpoint.variants),
            move=move,
        )

    def _take_back(self, endpoint: Endpoint, fleet: Fleet, reason: str) -> None:
        with self._store.lock:
            endpoint.incoming = None
            if endpoint.status != "Deleting":
                # A fleet that serves goes on serving: SageMaker rolls the update back.
                endpoint.status = "InService" if endpoint.variants else "Failed"
                endpoint.failure_reason = reason
            kept = endpoint.servers
        self._fleets.stop(server for server in fleet.servers if server not in kept)


def _take_over(endpoint: Endpoint, fleet: Fleet, update: Record) -> None:
    """Let a fleet be the endpoint's only one."""
    retain_all, exclude = retained(update)
    endpoint.variants, endpoint.shadows = fleet.variants, fleet.shadows
    endpoint.incoming = None
    endpoint.config_name = fleet.config["EndpointConfigName"]
    endpoint.async_inference = fleet.config.get("AsyncInferenceConfig")
    endpoint.left_out = left_out(fleet.config)
    for sentence in endpoint.left_out:
        _log.warning("endpoint %s: the sandbox leaves out %s", endpoint.name, sentence)
    if not (retain_all and "DataCaptureConfig" not in exclude and endpoint.data_capture):
        endpoint.data_capture = fleet.config.get("DataCaptureConfig")
    endpoint.status, endpoint.failure_reason = "InService", None
    endpoint.modified = time.time()
