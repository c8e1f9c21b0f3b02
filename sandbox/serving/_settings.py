"""What the environment of a container definition says to the model server."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


class SettingsError(Exception):
    """A variable of the environment cannot be used; the message names every fault."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How the model server runs.

    Attributes:
        port: Port on 127.0.0.1; 0 takes a free one.
        workers: Worker processes; each handles one request at a time.
        response_timeout: Seconds that a worker may take for one request.
        max_request_bytes: Largest body that is accepted.
        queue_length: Requests that may wait for a worker before more are turned away.
    """

    port: int = 8080
    workers: int = 1
    response_timeout: int = 60
    max_request_bytes: int = 6_553_500
    queue_length: int = 100

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str], *, port: int | None = None, workers: int | None = None
    ) -> Self:
        """Read the variables that AWS's PyTorch image reads.

        TorchServe takes every property from a TS_ variable too, and lets the variable win
        (https://pytorch.org/serve/configuration.html).

        Args:
            environment: The environment of the container definition.
            port: Wins over SAGEMAKER_BIND_TO_PORT.
            workers: Wins over SAGEMAKER_MODEL_SERVER_WORKERS.

        Raises:
            SettingsError: A value is no whole number, too small, or asks for what is not served.
        """
        faults: list[str] = []
        if environment.get("SAGEMAKER_MULTI_MODEL") == "true":
            faults.append("SAGEMAKER_MULTI_MODEL: multi-model mode is not served, leave it out")

        def read(default: int, *names: str, least: int = 1) -> int:
            name = next((name for name in names if environment.get(name)), None)
            if name is None:
                return default
            value = environment[name]
            if not (value.isascii() and value.isdigit() and int(value) >= least):
                faults.append(f"{name} must be a whole number of at least {least}, got {value!r}")
                return default
            return int(value)

        settings = cls(
            port=port if port is not None else read(8080, "SAGEMAKER_BIND_TO_PORT", least=0),
            workers=workers if workers is not None else read(1, "SAGEMAKER_MODEL_SERVER_WORKERS"),
            response_timeout=read(
                60, "TS_DEFAULT_RESPONSE_TIMEOUT", "SAGEMAKER_MODEL_SERVER_TIMEOUT"
            ),
            max_request_bytes=read(6_553_500, "TS_MAX_REQUEST_SIZE"),
            queue_length=read(100, "TS_JOB_QUEUE_SIZE"),
        )
        if faults:
            raise SettingsError("; ".join(faults))
        return settings
