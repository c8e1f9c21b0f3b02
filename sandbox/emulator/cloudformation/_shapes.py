"""Input checks from AWS's own service models, which botocore carries."""

import functools
import re
from collections.abc import Callable
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from sandbox.emulator.common._errors import AwsError


@functools.cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


@functools.cache
def _input_shape(service: str, operation: str) -> StructureShape:
    model = _session().get_service_model(service)
    shape = model.operation_model(operation).input_shape
    if not isinstance(shape, StructureShape):
        raise TypeError(f"{service} {operation} takes no structure")
    return shape


def conform(service: str, operation: str, value: dict[str, Any]) -> dict[str, Any]:
    """Bring the properties of a template into the shape of an API call.

    CloudFormation hands numbers and booleans over as strings when a parameter or an intrinsic
    function made them; the services take them as JSON numbers and booleans.

    Args:
        service: The botocore name of the service, for instance `sagemaker`.
        operation: The API operation whose input is wanted, for instance `CreateEndpoint`.
        value: The properties.

    Returns:
        The same structure with every scalar in the type that AWS's service model names.

    Raises:
        AwsError: With every fault in one message: unknown and missing members, scalars of another
            type, strings that do not match their pattern.
    """
    faults: list[str] = []
    shaped: dict[str, Any] = _walk(_input_shape(service, operation), value, "", faults)
    if faults:
        count = f"{len(faults)} validation error{'s' if len(faults) > 1 else ''} detected: "
        raise AwsError(count + "; ".join(faults))
    return shaped


def _walk(shape: Shape, value: Any, path: str, faults: list[str]) -> Any:
    if isinstance(shape, StructureShape):
        return _structure(shape, value, path, faults)
    if isinstance(shape, ListShape):
        if not isinstance(value, list):
            faults.append(f"{path or '.'} must be a list, got {type(value).__name__}")
            return value
        return [
            _walk(shape.member, item, f"{path}.{index}.member", faults)
            for index, item in enumerate(value, 1)
        ]
    if isinstance(shape, MapShape):
        if not isinstance(value, dict):
            faults.append(f"{path or '.'} must be a map, got {type(value).__name__}")
            return value
        return {k: _walk(shape.value, item, f"{path}.{k}", faults) for k, item in value.items()}
    return _scalar(shape, value, path, faults)


def _structure(shape: StructureShape, value: Any, path: str, faults: list[str]) -> Any:
    if not isinstance(value, dict):
        faults.append(f"{path or '.'} must be a structure, got {type(value).__name__}")
        return value
    prefix = f"{path}." if path else ""
    missing = [name for name in shape.required_members if name not in value]
    faults.extend(f"required key [{prefix}{name}] not found" for name in missing)
    shaped = {}
    for name, item in value.items():
        if name not in shape.members:
            # The words of CloudFormation for a property that a type does not have.
            faults.append(f"Encountered unsupported property {prefix}{name}")
        elif item is not None:
            shaped[name] = _walk(shape.members[name], item, f"{prefix}{name}", faults)
    return shaped


def _boolean(value: Any) -> bool:
    if str(value).lower() not in {"true", "false"}:
        raise ValueError(value)
    return str(value).lower() == "true"


def _integer(value: Any) -> int:
    if isinstance(value, bool) or float(value) != int(float(value)):
        raise ValueError(value)
    return int(float(value))


_SCALARS: dict[str, Callable[[Any], Any]] = {
    "boolean": _boolean,
    "integer": _integer,
    "long": _integer,
    "float": float,
    "double": float,
}


def _scalar(shape: Shape, value: Any, path: str, faults: list[str]) -> Any:
    convert = _SCALARS.get(shape.type_name)
    if convert is not None:
        try:
            return convert(value)
        except (TypeError, ValueError):
            faults.append(f"{path} must be of type {shape.type_name}, got {value!r}")
            return value
    return _text(shape, value, path, faults) if isinstance(shape, StringShape) else value


def _text(shape: StringShape, value: Any, path: str, faults: list[str]) -> Any:
    if isinstance(value, bool):
        value = str(value).lower()
    elif isinstance(value, (int, float)):
        value = str(value)
    if not isinstance(value, str):
        faults.append(f"{path} must be a string, got {type(value).__name__}")
        return value
    pattern, longest = shape.metadata.get("pattern"), shape.metadata.get("max")
    refused = None
    if longest is not None and len(value) > longest:
        refused = f"Member must have length less than or equal to {longest}"
    elif pattern and not _matches(pattern, value):
        refused = f"Member must satisfy regular expression pattern: {pattern}"
    if refused:
        faults.append(f"Value '{value}' at '{path}' failed to satisfy constraint: {refused}")
    return value


def _matches(pattern: str, value: str) -> bool:
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:  # a few of AWS's patterns are Java's and no Python reads them
        return True
