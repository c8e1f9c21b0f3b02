"""What a server is to serve, and how and where servers run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class ServeSettings:
    """How and where model servers run.

    Attributes:
        command: What serves a model directory; `DIR --port N` is appended.
        working_folder: The current folder of the servers.
        environment: What every server sees, before the container's own variables.
        logs: The folder that gets one log file for each server.
        startup_seconds: The longest that a server may take to answer `/ping` with 200; a shorter
            `ContainerStartupHealthCheckTimeoutInSeconds` of a variant is obeyed.
    """

    command: tuple[str, ...]
    working_folder: Path
    environment: Mapping[str, str]
    logs: Path
    startup_seconds: float = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerPlan:
    """What one server is to serve; equal plans are served by the same process.

    Attributes:
        endpoint: Whose endpoint this is, as text: account, region and name.
        variant: The variant's name, or the inference component's.
        model_folder: The unpacked artifact.
        environment: The container's variables, sorted by name.
        startup_seconds: The variant's own limit, None for the sandbox's.
        kind: What `variant` names, in SageMaker's words.
    """

    endpoint: str
    variant: str
    model_folder: Path
    environment: tuple[tuple[str, str], ...] = ()
    startup_seconds: float | None = None
    kind: str = "production variant"
