"""What an environment file says of warnings: that they are known, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.common import findings_at
from stacks._findings._acknowledgements import acknowledge_warning
from stacks.settings import fault_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from constructs import IConstruct

    from stacks.settings import Environment, KeyPath

_OF_CONSTRUCTS = "sagemaker-endpoints::"
_STALE = "environments::StaleAcknowledgement"


class KnownWarnings:
    """Acknowledges what the file of an environment says is known, and tells what nothing raises.

    Args:
        environment: whose file it is.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._raised: set[KeyPath] = set()
        self._told_at: dict[KeyPath, IConstruct] = {}

    def acknowledge(self, construct: IConstruct, reasons: Mapping[str, str], *path: str) -> None:
        """Acknowledge findings at *construct* and below, once it has raised its warnings.

        Args:
            construct: a model, an endpoint, a batch transform.
            reasons: those of the file, by the ids of the findings.
            *path: the keys of the file that lead to what says so.
        """
        if not reasons:
            return
        raised = _findings_below(construct)
        for finding, reason in reasons.items():
            if finding.startswith(_OF_CONSTRUCTS):
                # What a check of the synth finds is not known yet.
                key = (*path, "acknowledge", finding)
                self._told_at[key] = construct
                if finding in raised:
                    self._raised.add(key)
            acknowledge_warning(construct, finding, reason)

    def tell_stale(self) -> None:
        """Warn of each acknowledgement whose warning none of its constructs has raised."""
        for path, construct in self._told_at.items():
            if path not in self._raised:
                message = "nothing raises this warning any more; remove the acknowledgement"
                fault = fault_in(self._environment, path, message)
                cdk.Validations.of(construct).add_warning(_STALE, str(fault))


def _findings_below(construct: IConstruct) -> frozenset[str]:
    """What an endpoint with its components, or any other construct by itself, has warned of."""
    components: Iterable[IConstruct] = getattr(construct, "components", ())
    return frozenset().union(*map(findings_at, (construct, *components)))
