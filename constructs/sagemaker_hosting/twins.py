"""Names the warnings of constructs that tell the same fact as a rule of templates.

The construct tells it at its call, the rule in the template: acknowledging one of both is enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RULES: Final = "SageMaker"
"""What stands before the ids of rules in acknowledgements: `SageMaker::SRV-21`."""

CONSTRUCTS: Final = "sagemaker-endpoints"
"""What stands before the names of the warnings of constructs, likewise."""

_WARNING_OF: Final[Mapping[str, str]] = {
    "ASY-11": "AsyncPipeline",
    "BAT-02": "UnknownInstanceType",
    "BAT-07": "AnswersRunTogether",
    "DEP-04": "RolloutAboveHalf",
    "DEP-07": "RolloutAboveHalf",
    "DEP-12": "NoRollbackAlarms",
    "DEP-16": "BakeShorterThanAlarms",
    "DEP-18": "RolloutWithoutGuardrails",
    "IC-14": "LargeBatch",
    "IC-19": "IdleInstances",
    "MME-06": "DataCaptureOfSeveral",
    "MOD-25": "MutableImageTag",
    "MOD-26": "IsolatedDownload",
    "NET-02": "OneSubnet",
    "SRV-21": "ServerlessMemoryQuota",
    "VAR-02": "UnknownInstanceType",
    "VAR-10": "VolumeOnLocalDisks",
    "VAR-11": "KeyOnLocalDisks",
    "VAR-15": "UnknownInferenceAmi",
    "VAR-16": "InferenceAmiWithoutDevice",
    "VAR-19": "ProvisionTimeoutOfOneType",
    "VAR-21": "InitialCountOutOfBounds",
}
_WIDER: Final = frozenset(
    {"BakeShorterThanAlarms", "LargeBatch", "NoRollbackAlarms", "RolloutAboveHalf"}
)


def ids_for(rule_id: str) -> tuple[str, ...]:
    """Tell which acknowledgements hold for a warning of a rule: its own id first."""
    warning = _WARNING_OF.get(rule_id)
    own = f"{RULES}::{rule_id}"
    return (own,) if warning is None else (own, f"{CONSTRUCTS}::{warning}")


def rules_for(warning: str) -> tuple[str, ...]:
    """Tell which acknowledgements of rules hold for a warning of a construct."""
    return tuple(f"{RULES}::{rule}" for rule, named in _WARNING_OF.items() if named == warning)


def may_be_needed_elsewhere(acknowledged: str) -> bool:
    """Tell whether a construct may warn where the rule of an acknowledgement finds nothing.

    Args:
        acknowledged: the id that is acknowledged, such as `SageMaker::DEP-12`.
    """
    return _WARNING_OF.get(acknowledged.removeprefix(f"{RULES}::")) in _WIDER
