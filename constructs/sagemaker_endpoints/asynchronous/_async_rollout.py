"""A rollout of an endpoint whose requests may take an hour."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sagemaker_endpoints.rollouts._rollback_alarms import RollbackAlarms

if TYPE_CHECKING:
    from sagemaker_endpoints.rollouts._rollout import Rollout


def patient(rollout: Rollout) -> Rollout:
    """The same rollout, whose alarms look at errors alone where nothing was said of them.

    What is too slow while a caller waits is no fault of a request that waits in a queue.
    """
    if not rollout.has_default_alarms:
        return rollout
    return replace(rollout, alarms=RollbackAlarms(model_latency=None))
