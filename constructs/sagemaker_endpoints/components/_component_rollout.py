"""How an update reaches the copies of an inference component."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.common._units import in_unit
from sagemaker_endpoints.rollouts._rollback_alarms import RollbackAlarms
from sagemaker_hosting.facts.inference_components import component_facts
from sagemaker_hosting.facts.limits import bounds, most

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_cloudwatch as cloudwatch

_MOST_ALARMS = most("AlarmList")
_BAKE = bounds("WaitIntervalInSeconds")
_TIMEOUT = bounds("MaximumExecutionTimeoutInSeconds")


@dataclass(frozen=True, kw_only=True)
class ComponentRollout:
    """An update that replaces the copies of a component batch by batch.

    Args:
        batch_percent: of the copies in a batch, 5 to 50; or give *batch_copy_count*.
        batch_copy_count: copies in a batch, at most half of those that run.
        bake: how long the alarms watch after each batch, at most an hour.
        rollback_batch_percent: of the copies in a batch of a rollback, up to 100; all at once when
            left out.
        maximum_timeout: of the whole update, 10 minutes to 8 hours; AWS's default when left out.
        alarms: at most 10; if one of them goes off, the update is rolled back. `RollbackAlarms`
            makes them, of errors and latency of the component. Without any, only a copy that does
            not start stops it.

    Raises:
        ConfigurationError: none or both sizes of a batch, or values that SageMaker refuses.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentRollingUpdatePolicy.html
    """

    bake: cdk.Duration
    batch_percent: int | None = None
    batch_copy_count: int | None = None
    rollback_batch_percent: int | None = None
    maximum_timeout: cdk.Duration | None = None
    alarms: RollbackAlarms | Sequence[cloudwatch.IAlarm] = ()

    def __post_init__(self) -> None:
        check_fields("ComponentRollout", self)
        faults = Faults("ComponentRollout")
        if (self.batch_percent is None) == (self.batch_copy_count is None):
            faults.add(
                "batch: give either batch_percent or batch_copy_count; got "
                f"{'neither' if self.batch_percent is None else 'both'}"
            )
        facts = component_facts()
        faults.check_range("batch_percent", self.batch_percent, *facts.batch_percent)
        faults.check_range("batch_copy_count", self.batch_copy_count, 1)
        faults.check_range(
            "rollback_batch_percent", self.rollback_batch_percent, *facts.rollback_percent
        )
        bake = in_unit(faults, "bake", self.bake.to_seconds)
        faults.check_range("bake", bake, *_BAKE, "seconds")
        if self.maximum_timeout is not None:
            timeout = in_unit(faults, "maximum_timeout", self.maximum_timeout.to_seconds)
            faults.check_range("maximum_timeout", timeout, *_TIMEOUT, "seconds")
        if len(self.given_alarms) > _MOST_ALARMS:
            faults.add(f"alarms: got {len(self.given_alarms)}, allowed are at most {_MOST_ALARMS}")
        faults.raise_if_any()

    @property
    def given_alarms(self) -> Sequence[cloudwatch.IAlarm]:
        """The alarms that exist already; none where it makes its own."""
        return () if isinstance(self.alarms, RollbackAlarms) else self.alarms

    def warnings(self, copies: int) -> Iterator[tuple[str, str]]:
        """What may be right or wrong of it for so many *copies*: a rule's name and a message."""
        if self.is_too_large_for(copies):
            message = (
                f"rollout: a batch of {self.batch_copy_count} is more than half of {copies} "
                "copies, and is refused while there are no more; give batch_percent"
            )
            yield "LargeBatch", message
        bake = self.bake.to_seconds()
        alarms = self.alarms
        if isinstance(alarms, RollbackAlarms) and is_known_number(bake) and bake < alarms.seconds:
            message = (
                f"rollout: bake is {bake:g} seconds, and the alarms need {alarms.seconds} to tell "
                "a fault: the next batch comes first; lengthen bake"
            )
            yield "BakeShorterThanAlarms", message

    def is_too_large_for(self, copies: int) -> bool:
        """Whether a batch is certainly more than half of *copies*."""
        if not is_known_number(self.batch_copy_count) or not is_known_number(copies):
            return False
        return self.batch_copy_count > copies / 2

    def render(self, alarm_names: Sequence[str]) -> dict[str, Any]:
        """The rollout as `CfnInferenceComponent` takes it."""
        policy: dict[str, Any] = {
            "maximumBatchSize": _size(self.batch_percent, self.batch_copy_count),
            "waitIntervalInSeconds": self.bake.to_seconds(),
        }
        if self.rollback_batch_percent is not None:
            policy["rollbackMaximumBatchSize"] = _size(self.rollback_batch_percent, None)
        if self.maximum_timeout is not None:
            policy["maximumExecutionTimeoutInSeconds"] = self.maximum_timeout.to_seconds()
        config: dict[str, Any] = {"rollingUpdatePolicy": policy}
        if alarm_names:
            names = [{"alarmName": name} for name in alarm_names]
            config["autoRollbackConfiguration"] = {"alarms": names}
        return config


def _size(percent: int | None, copy_count: int | None) -> dict[str, Any]:
    if percent is not None:
        return {"type": "CAPACITY_PERCENT", "value": percent}
    return {"type": "COPY_COUNT", "value": copy_count}
