"""CloudFormation's resource types, by the private names in `_names`."""

from typing import Any

from sandbox.emulator.cloudformation._resource_type import ResourceType
from sandbox.emulator.common._store import Record
from sandbox.emulator.hooks import _names

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
_LONGEST_NAME = 63


def physical_name(stack: str, logical_id: str) -> str:
    """The name that CloudFormation gives a resource which the template does not name."""
    name: str = _names.NAME.resolve()(stack, logical_id, max_len=_LONGEST_NAME)
    return name


def add_resource_type(resource_type: ResourceType) -> None:
    """Teach CloudFormation a resource type."""

    def update(physical_id: str, old: Record, new: Record, stack: str, logical_id: str) -> Any:
        return resource_type.update(physical_id, old, new, stack, logical_id)

    name = resource_type.name
    _names.TYPES.resolve()[name] = {
        "create": resource_type.create,
        "update": update,
        "update_with_logical_id": True,
        "delete": resource_type.delete,
    }
    _names.CREATE_ONLY.resolve()[name] = resource_type.create_only
    if resource_type.name_property is not None:
        _names.FIXED_NAMES.resolve()[name] = {"name": resource_type.name_property}
    if resource_type.tagged:
        _names.STACK_TAGS.resolve()[name] = ("Tags", "list")
    if resource_type.slow:
        _keep_off_the_event_loop(name)


def _keep_off_the_event_loop(name: str) -> None:
    decide = _names.OFF_LOOP.resolve()

    def runs_on_worker_thread(resource_type: str) -> bool:
        return resource_type == name or bool(decide(resource_type))

    _names.OFF_LOOP.replace(runs_on_worker_thread)
