"""The operations of an API that are emulated."""

from collections.abc import Callable, Mapping

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._store import Record, Scope

Operation = Callable[[Scope, Record], Record]
"""Answers a caller in an account and region, by what it was given."""


def operation_of(operations: Mapping[str, Operation], service: str, name: str) -> Operation:
    """Find an operation by its name.

    Args:
        operations: Those that are emulated.
        service: The API, as IAM calls it: `sagemaker`.
        name: The operation's name, for instance `CreateModel`.

    Raises:
        AwsError: `UnknownOperationException` for one that is not emulated.
    """
    operation = operations.get(name)
    if operation is None:
        raise AwsError(
            f"the sandbox does not emulate {service}:{name}", code="UnknownOperationException"
        )
    return operation
