"""Rules of auto-scaling."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.scaling import (
    _bounds,
    _capacity,
    _metrics,
    _resource_ids,
    _schedules,
    _steps,
    _tracking,
    _utilization,
)

RULES: Final[tuple[AnyRule, ...]] = tuple(
    sorted(
        (
            *_bounds.RULES,
            *_capacity.RULES,
            *_resource_ids.RULES,
            *_metrics.RULES,
            *_tracking.RULES,
            *_steps.RULES,
            *_schedules.RULES,
            *_utilization.RULES,
        ),
        key=lambda rule: rule.id,
    )
)
