"""The life of inference components: created, updated, scaled by hand and deleted."""

import time

from sandbox.emulator.common._background import run
from sandbox.emulator.common._errors import AwsError, ServingError
from sandbox.emulator.common._kinds import ENDPOINT, INFERENCE_COMPONENT, find
from sandbox.emulator.common._page import page
from sandbox.emulator.common._store import Record, Scope, Store
from sandbox.emulator.components._component import Component, container_of
from sandbox.emulator.endpoints._endpoint import Endpoint
from sandbox.emulator.endpoints._fleets import Fleets
from sandbox.emulator.rollouts._rollouts import Rollouts
from sandbox.emulator.servers._server import ModelServer

_BUSY = frozenset({"Creating", "Updating", "Deleting"})


class Components:
    """Creates, updates and deletes inference components, each with a real server."""

    def __init__(self, *, store: Store, fleets: Fleets, rollouts: Rollouts) -> None:
        self._store = store
        self._fleets = fleets
        self._rollouts = rollouts

    def find(self, scope: Scope, name: str) -> Component:
        """The component of that name.

        Raises:
            AwsError: When there is none.
        """
        component: Component = find(self._store, scope, INFERENCE_COMPONENT, name)
        return component

    def create(self, scope: Scope, params: Record, *, wait: bool = False) -> Record:
        """`CreateInferenceComponent`; with *wait* it returns when the component is in service.

        Raises:
            AwsError: When the name is taken, or the endpoint does not exist or takes no components.
            ServingError: With `wait`, when its model server did not become healthy.
        """
        now, name = time.time(), params["InferenceComponentName"]
        copies = params.get("RuntimeConfig", {}).get("CopyCount", 1)
        with self._store.lock:
            endpoint: Endpoint = find(self._store, scope, ENDPOINT, params["EndpointName"])
            variant = _variant_of(endpoint, params.get("VariantName"))
            component = Component(
                scope=scope, name=name, endpoint_name=endpoint.name, variant_name=variant,
                specification=_specification_of(params), status="Creating", created=now,
                modified=now, copies=0, wanted_copies=copies,
            )  # fmt: skip
            table = self._store.table(scope, INFERENCE_COMPONENT)
            if name in table:
                raise AwsError(
                    f'Cannot create already existing inference component "{component.arn}".'
                )
            if copies < 1:
                # As SageMaker was seen to answer.
                raise AwsError("Inference components copy count an integer larger than 0")
            self._check_model(scope, component.specification)
            table[name] = component
            self._store.add_tags(component.arn, params.get("Tags", []))
        run(lambda: self._bring_up(component), wait=wait)
        return {"InferenceComponentArn": component.arn}

    def update(self, scope: Scope, params: Record, *, wait: bool = False) -> Record:
        """`UpdateInferenceComponent`: the old copies serve until the new ones are healthy.

        Raises:
            AwsError: When the component is busy or does not exist.
            ServingError: With `wait`, when the new model server did not become healthy or an alarm
                took the update back; the old one goes on serving.
        """
        with self._store.lock:
            component = self._idle(scope, params)
            specification = component.specification
            if "Specification" in params or "Specifications" in params:
                specification = _specification_of(params)
                self._check_model(scope, specification)
            copies = params.get("RuntimeConfig", {}).get("CopyCount", component.wanted_copies)
            component.status, component.modified = "Updating", time.time()
            component.last_deployment = params.get("DeploymentConfig", component.last_deployment)
        run(lambda: self._change(component, specification, copies), wait=wait)
        return {"InferenceComponentArn": component.arn}

    def set_copies(self, scope: Scope, params: Record) -> Record:
        """`UpdateInferenceComponentRuntimeConfig`: how many copies there shall be, 0 as well."""
        with self._store.lock:
            component = self._idle(scope, params)
            component.status, component.modified = "Updating", time.time()
        copies = params["DesiredRuntimeConfig"]["CopyCount"]
        run(lambda: self._change(component, component.specification, copies), wait=False)
        return {"InferenceComponentArn": component.arn}

    def describe(self, scope: Scope, params: Record) -> Record:
        """`DescribeInferenceComponent`."""
        with self._store.lock:
            return self.find(scope, params["InferenceComponentName"]).describe()

    def list(self, scope: Scope, params: Record) -> Record:
        """`ListInferenceComponents`."""
        with self._store.lock:
            components = list(self._store.table(scope, INFERENCE_COMPONENT).values())
            summaries = [
                component.summary()
                for component in components
                if params.get("EndpointNameEquals") in (None, component.endpoint_name)
                and params.get("VariantNameEquals") in (None, component.variant_name)
            ]
        return page(summaries, kind=INFERENCE_COMPONENT, params=params)

    def delete(self, scope: Scope, params: Record) -> Record:
        """`DeleteInferenceComponent`: its server stops."""
        with self._store.lock:
            component = self.find(scope, params["InferenceComponentName"])
            del self._store.table(scope, INFERENCE_COMPONENT)[component.name]
            component.status, servers = "Deleting", component.servers
        self._fleets.stop(servers)
        return {}

    def clear(self) -> None:
        """Let no update that is on its way take over; whoever calls stops the servers."""
        with self._store.lock:
            for component in self._store.every(INFERENCE_COMPONENT):
                component.status = "Deleting"

    def _idle(self, scope: Scope, params: Record) -> Component:
        component = self.find(scope, params["InferenceComponentName"])
        if component.status in _BUSY:
            raise AwsError(f'Cannot update in-progress inference component "{component.arn}".')
        return component

    def _check_model(self, scope: Scope, specification: Record) -> None:
        if "ModelName" in specification:
            find(self._store, scope, "Model", specification["ModelName"])

    def _bring_up(self, component: Component) -> None:
        try:
            server = self._start(component, component.specification)
        except ServingError as error:
            self._settle(component, "Failed", reason=str(error))
            raise
        with self._store.lock:
            if component.status == "Deleting":
                gone = [server]
            else:
                gone, component.server = [], server
                component.copies = component.wanted_copies
        self._fleets.stop(gone)
        self._settle(component, "InService")

    def _change(self, component: Component, specification: Record, copies: int) -> None:
        """Replace the server where the specification asks for it, and count the copies anew."""
        old, fresh = component.server, None
        try:
            if copies > 0 and (old is None or specification != component.specification):
                fresh = self._start(component, specification)
            if fresh is not None and old is not None:
                self._move_traffic(component, fresh)
        except ServingError as error:
            with self._store.lock:
                component.incoming, component.share = None, 0.0
            self._fleets.stop([fresh] if fresh is not None else [])
            self._settle(component, "InService", reason=str(error))
            raise
        with self._store.lock:
            deleted = component.status == "Deleting"
            component.incoming, component.share = None, 0.0
            if not deleted:
                component.specification = specification
                component.copies = component.wanted_copies = copies
                component.server = (fresh or old) if copies > 0 else None
            current = [] if deleted else component.servers
        self._fleets.stop(s for s in {old, fresh} if s is not None and s not in current)
        self._settle(component, "InService")

    def _move_traffic(self, component: Component, fresh: ModelServer) -> None:
        def move(share: float) -> bool:
            with self._store.lock:
                if component.status == "Deleting":
                    return False
                component.incoming, component.share = fresh, share
            return True

        self._rollouts.go(
            component.scope, component.last_deployment, instances=component.copies, move=move
        )

    def _settle(self, component: Component, status: str, *, reason: str | None = None) -> None:
        with self._store.lock:
            if component.status != "Deleting":
                component.status, component.failure_reason = status, reason
                component.modified = time.time()

    def _start(self, component: Component, specification: Record) -> ModelServer:
        named = specification.get("ModelName")
        model = (
            self._fleets.model(component.scope, named)
            if named is not None
            else container_of(component.name, specification)
        )
        startup = specification.get("StartupParameters", {})
        plan = self._fleets.plan(
            component.scope,
            model,
            endpoint=component.endpoint_name,
            name=component.name,
            kind="inference component",
            startup_seconds=startup.get("ContainerStartupHealthCheckTimeoutInSeconds"),
        )
        return self._fleets.start(plan)


def _specification_of(params: Record) -> Record:
    """The specification; of several, one for each instance type, the first: there are no types."""
    specification: Record = params.get("Specification") or params.get("Specifications", [{}])[0]
    return specification


def _variant_of(endpoint: Endpoint, asked: str | None) -> str:
    names = [variant.name for variant in endpoint.variants if variant.takes_components]
    if not names:
        # SageMaker's words.
        raise AwsError(
            "Invalid request provided: Inference Components are not supported in this Endpoint. "
            "Please make sure this endpoint can deploy inference components."
        )
    if asked is not None and asked not in names:
        raise AwsError(
            f'Could not find variant "{asked}" of endpoint "{endpoint.arn}"; it has '
            f"{', '.join(names)}"
        )
    return asked if asked is not None else names[0]
