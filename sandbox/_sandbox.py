"""The sandbox as Python code uses it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sandbox._client import client
from sandbox._deployed import DeployedTo, forget, remembered
from sandbox._deploying import Deploying
from sandbox._environment import DEFAULT_ACCOUNT, DEFAULT_REGION, aws_environment
from sandbox._errors import SandboxError
from sandbox._ministack import LOOPBACK, MiniStack, request
from sandbox._places import PROJECT, Places
from sandbox._stand_ins import with_model_code


class Sandbox(Deploying):
    """A local AWS with SageMaker endpoints that answer.

    As a context manager it starts the local AWS and stops it with everything that runs in it; the
    local AWS also ends when this process does, however it ends. `python -m sandbox up` makes one
    that stays, to which `Sandbox.running` connects.
    """

    def __init__(
        self,
        *,
        root: Path | None = None,
        port: int = 0,
        serve_command: Sequence[str] | None = None,
        startup_seconds: float = 60.0,
        bake_seconds: float = 2.0,
        stand_ins: Mapping[str, Path] | None = None,
    ) -> None:
        """Describe a sandbox; nothing runs yet.

        Args:
            root: The folder that holds all of its state; `.sandbox` in the project when left out.
            port: Its port on 127.0.0.1; 0 takes a free one.
            serve_command: What serves a model directory; `DIR --port N` is appended. Left out, it
                is the project's own model server.
            startup_seconds: How long a model server may take until `/ping` answers 200; on AWS it
                is `ContainerStartupHealthCheckTimeoutInSeconds`, and the shorter of both holds.
            bake_seconds: The longest that a rollout waits between two steps, whatever its
                `DeploymentConfig` says; its alarms watch for so long.
            stand_ins: Folders of model code to run where a model has an image of that repository,
                such as `{"forecasting/chronos": Path("model_code/nlinear")}`: the sandbox has no
                Docker.

        Raises:
            SandboxError: When a stand-in's folder has no model code.
        """
        state = (root if root is not None else PROJECT / ".sandbox").resolve()
        super().__init__(Places(state=state))
        self._ministack = MiniStack(self._places)
        self._port = port
        self._serve_command = serve_command
        self._startup_seconds = startup_seconds
        self._bake_seconds = bake_seconds
        self._stand_ins = {
            repository: with_model_code(repository, folder)
            for repository, folder in (stand_ins or {}).items()
        }

    @classmethod
    def running(cls, *, root: Path | None = None) -> Self:
        """The sandbox that runs in a folder already.

        Raises:
            SandboxError: When none runs there.
        """
        sandbox = cls(root=root)
        sandbox._port = sandbox._ministack.address().port
        return sandbox

    def __enter__(self) -> Self:
        self.start(bound_to_starter=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, *, bound_to_starter: bool = False) -> None:
        """Start the local AWS.

        Args:
            bound_to_starter: End it when this process ends.

        Raises:
            SandboxError: When one runs in the folder already or it does not come up.
        """
        address = self._ministack.start(
            port=self._port,
            serve_command=self._serve_command,
            startup_seconds=self._startup_seconds,
            bake_seconds=self._bake_seconds,
            stand_ins=self._stand_ins,
            bound_to_starter=bound_to_starter,
        )
        self._port = address.port
        forget(self._places)

    def stop(self) -> None:
        """Stop the local AWS and every model server; no process is left."""
        self._ministack.stop()

    @property
    def root(self) -> Path:
        """The folder that holds the sandbox's state."""
        return self._places.state

    @property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        return self._port

    @property
    def endpoint_url(self) -> str:
        """Where AWS SDKs find it.

        Raises:
            SandboxError: When it was not started, and takes any port.
        """
        return f"http://{LOOPBACK}:{self._known_port()}"

    def _known_port(self) -> int:
        if self._port == 0:
            raise SandboxError(
                "this sandbox was not started: use it as `with Sandbox() as aws:`, or take the one "
                f"that {self._places.command('up')} started, Sandbox.running()"
            )
        return self._port

    def environment(
        self, account: str = DEFAULT_ACCOUNT, region: str = DEFAULT_REGION
    ) -> dict[str, str]:
        """The whole environment for a program that is to act in an account and region."""
        self._places.make_folders()
        return aws_environment(
            endpoint_url=self.endpoint_url,
            account=account,
            region=region,
            home=self._places.home,
            temporary=self._places.temporary,
        )

    def client(
        self, service: str, *, account: str = DEFAULT_ACCOUNT, region: str = DEFAULT_REGION
    ) -> Any:
        """A boto3 client of the sandbox, which takes nothing from the caller's AWS settings.

        Args:
            service: The boto3 name, for instance `sagemaker-runtime`.
            account: The account it acts in.
            region: The region it acts in.
        """
        return client(service, endpoint_url=self.endpoint_url, account=account, region=region)

    def reset(self) -> None:
        """Forget everything that was deployed, in every account; stop all model servers."""
        request(self._known_port(), "POST", "/_ministack/reset")
        forget(self._places)

    @property
    def deployed_to(self) -> tuple[DeployedTo, ...]:
        """The accounts and Regions that were deployed to, or have an endpoint."""
        endpoints = self.status()["endpoints"]
        found = {DeployedTo(endpoint["account"], endpoint["region"]) for endpoint in endpoints}
        return tuple(sorted(found.union(remembered(self._places))))

    def status(self) -> dict[str, Any]:
        """What runs: `endpoints` with their variants and ports, and `server_pids`.

        Raises:
            SandboxError: When the sandbox does not run.
        """
        status: dict[str, Any] = request(self._known_port(), "GET", "/_sandbox/status")
        return status
