"""What `add_alarms` is given: its types, and the id of its set of alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from constructs import Construct

from sagemaker_endpoints.common._given_types import check_given

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sagemaker_endpoints.common._errors import Faults

_HINTS: Final = {"alarms_id": "all else is given by its name, such as topic=..."}

# Node knows them as well, and takes 2 messages to tell.
_added: WeakKeyDictionary[Construct, set[str]] = WeakKeyDictionary()


def check_alarm_arguments(
    function: Callable[..., Any], given: Mapping[str, Any], *, of: Callable[[], str]
) -> Callable[[], str]:
    """Check the types of what `add_alarms` is given.

    Args:
        function: the `add_alarms` that was called.
        given: its arguments by their names, `alarms_id` among them.
        of: names what is watched: "component 'Stack/Shared/Chronos'".

    Returns:
        How errors name the call.

    Raises:
        ConfigurationError: every argument of a type that its parameter lacks.
    """
    alarms_id = given["alarms_id"]

    def subject() -> str:
        named = f" {alarms_id!r}" if isinstance(alarms_id, str) else ""
        return f"add_alarms{named} of {of()}"

    check_given(subject, function, given, hints=_HINTS)
    return subject


def place_for_alarms(
    faults: Faults, scope: Construct, construct_id: str, *, alarms_id: str
) -> Construct:
    """Make the construct that a set of alarms is made in, if nothing is wrong.

    Args:
        faults: of the set; they are told here.
        scope: what is watched.
        construct_id: of the construct.
        alarms_id: as the caller knows it.

    Raises:
        ConfigurationError: there are faults, or *scope* has a set of this id.
    """
    added = _added.get(scope, set())
    if construct_id in added:
        faults.add(
            f"alarms_id: {alarms_id!r} has been added already; give this set an id of its own, "
            f"such as {alarms_id + '2'!r}"
        )
    faults.raise_if_any()
    place = Construct(scope, construct_id)
    _added[scope] = {*added, construct_id}
    return place
