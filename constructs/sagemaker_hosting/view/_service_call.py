"""Defines what state machines and schedules ask of SageMaker's APIs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.view._part import Part
from sagemaker_hosting.view.functions._values import Text

if TYPE_CHECKING:
    from sagemaker_hosting.view._node import Node

# The optimized integrations have no aws-sdk; `.sync` and `.waitForTaskToken` tell when it is over.
_CALL: Final = re.compile(
    r":(?:states|scheduler):::(?:aws-sdk:)?(?P<service>sagemaker|sagemakerruntime)"
    r":(?P<action>[A-Za-z]+)(?:\.[A-Za-z]+(?::[0-9]+)?)?$"
)


class ServiceCall(Part):
    """Defines an action of SageMaker that a task or a schedule calls; it stands at its arguments.

    Keys of the arguments are as written: with `.$` where a path fills in the value.

    Attributes:
        service: `sagemaker` or `sagemakerruntime`.
        action: such as `createTransformJob`.
    """

    def __init__(self, node: Node, *, service: str, action: str) -> None:
        super().__init__(node)
        self.service = service
        self.action = action

    @classmethod
    def at_node(cls, node: Node, called: object) -> ServiceCall | None:
        """Define the call of a resource or target; None if that calls something else.

        Args:
            node: the arguments.
            called: the resolved ARN of what is called, such as
                `arn:aws:states:::aws-sdk:sagemaker:createModel`.
        """
        found = _CALL.search(str(called)) if isinstance(called, str | Text) else None
        if found is None:
            return None
        return cls(node, service=found["service"], action=found["action"])
