"""What runs in the sandbox, as `python -m sandbox status` shows it."""

from sandbox.emulator.common._kinds import INFERENCE_COMPONENT
from sandbox.emulator.common._store import Record, Store
from sandbox.emulator.components._component import Component
from sandbox.emulator.endpoints._endpoint import Endpoint
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.endpoints._variant import Variant
from sandbox.emulator.servers._server import ModelServer
from sandbox.emulator.servers._servers import ModelServers


def status_of(store: Store, servers: ModelServers) -> Record:
    """The endpoints of every account, their variants and components, and all server processes."""
    with store.lock:
        components: list[Component] = store.every(INFERENCE_COMPONENT)
        endpoints: list[Endpoint] = store.every(Endpoints.KIND)
        return {
            "endpoints": [_endpoint(endpoint, components) for endpoint in endpoints],
            "server_pids": [server.pid for server in servers.running],
        }


def _endpoint(endpoint: Endpoint, components: list[Component]) -> Record:
    mine = [
        component
        for component in components
        if (component.scope, component.endpoint_name) == (endpoint.scope, endpoint.name)
    ]
    return {
        "account": endpoint.scope.account,
        "region": endpoint.scope.region,
        "name": endpoint.name,
        "status": endpoint.status,
        "failure_reason": endpoint.failure_reason,
        "left_out": endpoint.left_out,
        "variants": [_variant(v) for v in (*endpoint.variants, *endpoint.shadows)],
        "components": [_component(component) for component in mine],
    }


def _variant(variant: Variant) -> Record:
    settings = {"name": variant.name, "weight": variant.weight, "instances": variant.count}
    loaded = {"loaded": len(variant.many.servers)} if variant.many is not None else {}
    return settings | loaded | _server(variant.server)


def _component(component: Component) -> Record:
    told = {
        "name": component.name,
        "status": component.status,
        "failure_reason": component.failure_reason,
        "copies": component.copies,
    }
    return told | _server(component.server)


def _server(server: ModelServer | None) -> Record:
    if server is None:
        return {"port": None, "log": None}
    return {"port": server.port, "log": str(server.log)}
