"""Puts the emulated services together and plugs them into MiniStack."""

import asyncio
import contextlib
import json
import logging
import random
from pathlib import Path
from typing import Any

from sandbox.emulator import _hooks
from sandbox.emulator._auto_scaling import AutoScaling
from sandbox.emulator._cloudformation_types import CloudFormationTypes
from sandbox.emulator._control_plane import ControlPlane
from sandbox.emulator._endpoints import Endpoints
from sandbox.emulator._errors import AwsError
from sandbox.emulator._metrics import NAMESPACE, MetricBuffer
from sandbox.emulator._model_servers import ModelServers, ServeSettings
from sandbox.emulator._records import Records
from sandbox.emulator._runtime import Reply, Runtime
from sandbox.emulator._services import json_service, sagemaker_service
from sandbox.emulator._store import Record, Scope, Store

_log = logging.getLogger("sandbox")
_PUT_METRIC_DATA = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "GraniteServiceVersion20100801.PutMetricData",
}
_FLUSH_SECONDS = 1.0


class Emulator:
    """SageMaker and Application Auto Scaling for one MiniStack process."""

    def __init__(self, *, settings: ServeSettings, models_folder: Path) -> None:
        self.store = Store()
        self.servers = ModelServers(settings)
        self.metrics = MetricBuffer()
        self.scaling = AutoScaling(store=self.store, variant_exists=self._variant_exists)
        self.endpoints = Endpoints(
            store=self.store,
            servers=self.servers,
            models_folder=models_folder,
            read_object=_hooks.read_object,
            scaled_variants=self.scaling.scaled_variants,
            forget_scaling=self.scaling.forget_endpoint,
        )
        self.control_plane = ControlPlane(
            store=self.store, records=Records(self.store), endpoints=self.endpoints
        )
        self.runtime = Runtime(
            endpoints=self.endpoints,
            metrics=self.metrics,
            random_numbers=random.SystemRandom(),
        )
        self._cloudwatch: _hooks.Handler | None = None

    def plug_in(self) -> None:
        """Teach MiniStack the services and the CloudFormation types.

        Raises:
            RuntimeError: When MiniStack lacks a hook.
        """
        _hooks.check()
        _hooks.add_service(
            "sagemaker",
            target_prefix="SageMaker.",
            handler=sagemaker_service(self.control_plane.call, self.runtime),
        )
        _hooks.add_service(
            "application-autoscaling",
            target_prefix="AnyScaleFrontendService.",
            handler=json_service(self.scaling.call),
        )
        types = CloudFormationTypes(
            control_plane=self.control_plane,
            endpoints=self.endpoints,
            scaling=self.scaling,
            current_scope=_hooks.current_scope,
            physical_name=_hooks.physical_name,
        )
        for resource_type in types.all():
            _hooks.add_resource_type(resource_type)
        self._cloudwatch = _hooks.service("monitoring")
        _hooks.replace_service("monitoring", self._cloudwatch_after_flush)
        _hooks.after_reset(self.reset)

    def reset(self) -> None:
        """Stop every server and forget everything."""
        self.endpoints.clear()
        self.store.clear()
        self.metrics.drain()

    def close(self) -> None:
        """Stop every server, for good."""
        self.servers.close()

    def status(self) -> Record:
        """What runs here: the endpoints of every account with their servers."""
        with self.store.lock:
            endpoints = self.store.every(Endpoints.KIND)
            return {
                "endpoints": [
                    {
                        "account": endpoint.scope.account,
                        "region": endpoint.scope.region,
                        "name": endpoint.name,
                        "status": endpoint.status,
                        "failure_reason": endpoint.failure_reason,
                        "variants": [
                            {
                                "name": variant.name,
                                "weight": variant.weight,
                                "instances": variant.count,
                                "port": variant.server.port if variant.server else None,
                                "log": str(variant.server.log) if variant.server else None,
                            }
                            for variant in (*endpoint.variants, *endpoint.shadows)
                        ],
                    }
                    for endpoint in endpoints
                ],
                "server_pids": [server.pid for server in self.servers.running],
            }

    def application(self) -> Any:
        """MiniStack's ASGI application with the sandbox's own page `/_sandbox/status` before it."""
        inner = _hooks.asgi_application()

        async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] == "http" and scope["path"] == "/_sandbox/status":
                await _send_json(send, await asyncio.to_thread(self.status))
                return
            await inner(scope, receive, send)

        return app

    async def flush_metrics_for_ever(self) -> None:
        """Publish measured values every second, so that alarms see them."""
        while True:
            await asyncio.sleep(_FLUSH_SECONDS)
            try:
                await self._flush_metrics()
            except Exception:  # a failed batch must not end the batches after it
                _log.exception("metrics could not be published")

    async def _flush_metrics(self) -> None:
        if self._cloudwatch is None:
            return
        for scope, data in self.metrics.drain().items():
            body = json.dumps({"Namespace": NAMESPACE, "MetricData": data}).encode()
            with _hooks.acting_for(scope):
                await self._cloudwatch("POST", "/", dict(_PUT_METRIC_DATA), body, {})

    async def _cloudwatch_after_flush(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> Reply:
        await self._flush_metrics()  # whoever reads metrics reads the newest
        if self._cloudwatch is None:
            raise RuntimeError("CloudWatch was asked before the emulator was plugged in")
        return await self._cloudwatch(method, path, headers, body, query)

    def _variant_exists(self, scope: Scope, endpoint: str, variant: str) -> bool:
        with contextlib.suppress(AwsError):
            return self.endpoints.find(scope, endpoint).variant(variant) is not None
        return False


async def _send_json(send: Any, content: Record) -> None:
    body = json.dumps(content).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
