"""Names what the library takes and environment files do not say."""

from collections.abc import Iterable, Mapping
from typing import Final

_ENDPOINTS: Final = "of the endpoints"
ONLY_IN_PYTHON: Final[Mapping[str, str]] = {
    "accept": "of BatchTransform",
    "backlog_age": "of add_alarms",
    "client_error_rate_percent": "of add_alarms",
    "compression": "of BatchTransform",
    "encryption_key": _ENDPOINTS,
    "end": "of BatchTransform",
    "error_topic": "of AsyncEndpoint",
    "expected_every": "of BatchTransform.add_alarms",
    "include_response_in": "of AsyncEndpoint",
    "input_filter": "of BatchTransform",
    "invocation_retries": "of BatchTransform",
    "invocation_timeout": "of BatchTransform",
    "join_source": "of BatchTransform",
    "max_attempts": "of BatchTransform",
    "no_traffic": "of add_alarms",
    "output_encryption_key": "of AsyncEndpoint and BatchTransform",
    "output_filter": "of BatchTransform",
    "overhead_latency": "of add_alarms",
    "role": "of Model",
    "start": "of BatchTransform",
    "success_topic": "of AsyncEndpoint",
    "timeout": "of BatchTransform",
    "topic": "of add_alarms",
    "volume_encryption_key": "of BatchTransform",
    "vpc_subnets": "of Model",
    "window": "of BatchTransform",
}
"""Parameters without a key, and whose they are."""


def only_in_python(name: str, known: Iterable[str]) -> str | None:
    """Tell whose parameter a key is that no file has.

    Args:
        name: What the file has.
        known: The keys of its place: `timeout` is more likely `timeout_minutes`, if that is one.
    """
    if any(each.startswith(f"{name}_") for each in known):
        return None
    return ONLY_IN_PYTHON.get(name)
