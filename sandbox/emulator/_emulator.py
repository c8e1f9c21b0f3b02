"""Puts the emulated services together and plugs them into MiniStack."""

import asyncio
import contextlib
import json
import logging
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.emulator._status import status_of
from sandbox.emulator.alarms._watch import AlarmWatch
from sandbox.emulator.asynchronous._inference import AsyncInference
from sandbox.emulator.asynchronous._worker import AsyncWorker
from sandbox.emulator.cloudformation._types import CloudFormationTypes
from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._local_aws import LocalAws
from sandbox.emulator.common._reply import Reply
from sandbox.emulator.common._store import Record, Scope, Store
from sandbox.emulator.components._components import Components
from sandbox.emulator.control_plane._auto_scaling import AutoScaling
from sandbox.emulator.control_plane._control_plane import ControlPlane
from sandbox.emulator.control_plane._records import Records
from sandbox.emulator.endpoints._endpoints import Endpoints
from sandbox.emulator.endpoints._fleets import Fleets
from sandbox.emulator.hooks import _cloudformation, _cloudwatch, _process, _version
from sandbox.emulator.hooks._services import json_service, sagemaker_service
from sandbox.emulator.rollouts._rollouts import Rollouts
from sandbox.emulator.runtime._metrics import NAMESPACE, MetricBuffer
from sandbox.emulator.runtime._routing import Router
from sandbox.emulator.runtime._runtime import Runtime
from sandbox.emulator.runtime._streaming import Streaming
from sandbox.emulator.servers._plan import ServeSettings
from sandbox.emulator.servers._servers import ModelServers

_log = logging.getLogger("sandbox")
_PUT_METRIC_DATA = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "GraniteServiceVersion20100801.PutMetricData",
}
_FLUSH_SECONDS = 1.0


class Emulator:
    """SageMaker and Application Auto Scaling for one MiniStack process."""

    def __init__(
        self,
        *,
        settings: ServeSettings,
        models_folder: Path,
        bake_seconds: float = 2.0,
        stand_ins: Mapping[str, Path] | None = None,
    ) -> None:
        self.store = Store()
        self.servers = ModelServers(settings)
        self.metrics = MetricBuffer()
        self.scaling = AutoScaling(store=self.store, variant_exists=self._variant_exists)
        self.local_aws = LocalAws(service=_process.service, acting_for=_process.acting_for)
        fleets = Fleets(
            store=self.store,
            servers=self.servers,
            models_folder=models_folder,
            read_object=_process.read_object,
            stand_ins=stand_ins,
        )
        rollouts = Rollouts(tripped=self.local_aws.alarms_that_tripped, bake_seconds=bake_seconds)
        self.endpoints = Endpoints(
            store=self.store,
            fleets=fleets,
            rollouts=rollouts,
            scaled_variants=self.scaling.scaled_variants,
            forget_scaling=self.scaling.forget_endpoint,
        )
        self.components = Components(store=self.store, fleets=fleets, rollouts=rollouts)
        self.control_plane = ControlPlane(
            store=self.store,
            records=Records(self.store),
            endpoints=self.endpoints,
            components=self.components,
        )
        self._wire_runtime()
        self._cloudwatch: _process.Handler | None = None
        self._measured: set[Scope] = set()
        self._alarms = AlarmWatch(
            metrics=_cloudwatch.metrics,
            statistic=_cloudwatch.statistic,
            set_state=_cloudwatch.set_alarm_state,
        )

    def _wire_runtime(self) -> None:
        router = Router(
            endpoints=self.endpoints,
            components=self.components,
            random_numbers=random.SystemRandom(),
        )
        self.runtime = Runtime(router=router, metrics=self.metrics)
        self.streaming = Streaming(self.runtime)
        worker = AsyncWorker(
            router=router,
            metrics=self.metrics,
            read_object=_process.read_object,
            write_object=self.local_aws.put_object,
            publish=self.local_aws.publish,
        )
        self.async_inference = AsyncInference(
            endpoints=self.endpoints, router=router, worker=worker, metrics=self.metrics
        )

    def plug_in(self) -> None:
        """Teach MiniStack the services and the CloudFormation types.

        Raises:
            RuntimeError: When MiniStack lacks a hook.
        """
        _version.check()
        _process.add_service(
            "sagemaker",
            target_prefix="SageMaker.",
            handler=sagemaker_service(
                self.control_plane.call,
                {
                    "invocations": self.runtime.invoke,
                    "async-invocations": self.async_inference.accept,
                    "invocations-response-stream": self.streaming.invoke,
                },
            ),
        )
        _process.add_service(
            "application-autoscaling",
            target_prefix="AnyScaleFrontendService.",
            handler=json_service(self.scaling.call),
        )
        types = CloudFormationTypes(
            control_plane=self.control_plane,
            endpoints=self.endpoints,
            components=self.components,
            scaling=self.scaling,
            current_scope=_process.current_scope,
            physical_name=_cloudformation.physical_name,
        )
        for resource_type in types.all():
            _cloudformation.add_resource_type(resource_type)
        _cloudwatch.replace_alarms(evaluate=self._alarms.evaluate, fault_of=self._alarms.fault_of)
        self._cloudwatch = _process.service("monitoring")
        _process.replace_service("monitoring", self._cloudwatch_after_flush)
        _process.after_reset(self.reset)

    def reset(self) -> None:
        """Stop every server and forget everything."""
        self.async_inference.clear()
        self.components.clear()
        self.endpoints.clear()
        self.store.clear()
        self.metrics.drain()
        self._measured.clear()
        self._alarms.clear()

    def close(self) -> None:
        """Stop every server, for good."""
        self.servers.close()

    def status(self) -> Record:
        """What runs here: the endpoints of every account with their servers."""
        return status_of(self.store, self.servers)

    def application(self) -> Any:
        """MiniStack's ASGI application with the sandbox's own page `/_sandbox/status` before it."""
        inner = self.streaming.around(_process.asgi_application())

        async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
            if scope["type"] == "http" and scope["path"] == "/_sandbox/status":
                await _send_json(send, await asyncio.to_thread(self.status))
                return
            await inner(scope, receive, send)

        return app

    async def flush_metrics_for_ever(self) -> None:
        """Publish measured values every second, so that alarms see them."""
        self.local_aws.attach()
        while True:
            await asyncio.sleep(_FLUSH_SECONDS)
            try:
                await asyncio.to_thread(self.async_inference.tick)
                await self._flush_metrics()
            except Exception:  # a failed batch must not end the batches after it
                _log.exception("metrics could not be published")

    async def _flush_metrics(self) -> None:
        if self._cloudwatch is None:
            return
        measured = self.metrics.drain()
        self._measured.update(measured)
        for scope in list(self._measured):
            data = measured.get(scope, [])
            with _process.acting_for(scope):
                if data:
                    body = json.dumps({"Namespace": NAMESPACE, "MetricData": data}).encode()
                    await self._cloudwatch("POST", "/", dict(_PUT_METRIC_DATA), body, {})
                for alarm in _cloudwatch.alarms():  # those without new data as well: it gets old
                    self._alarms.evaluate(alarm)

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
