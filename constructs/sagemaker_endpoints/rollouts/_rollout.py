"""How an endpoint goes from one fleet to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.rollouts._fleet_share import FleetShare, bakes_of, checked_share
from sagemaker_endpoints.rollouts._rollback_alarms import RollbackAlarms
from sagemaker_endpoints.rollouts._rollout_timing import RolloutTiming, checked_timing
from sagemaker_hosting.facts.limits import most
from sagemaker_hosting.facts.updates import percent_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_cloudwatch as cloudwatch

MOST_ALARMS = most("AlarmList")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rollout:
    """How an endpoint is updated; made by `canary`, `linear`, `rolling` or `all_at_once`.

    Common to the four: *bake* is how long the alarms watch before the next step,
    *termination_wait* how long the old fleet stays after the last one, *maximum_timeout* when
    SageMaker gives up, an hour more than all waits together when left out. *alarms* take the
    update back: `RollbackAlarms(...)`, alarms of your own, or an empty list for none.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
    """

    kind: Literal["canary", "linear", "rolling", "all_at_once"]
    timing: RolloutTiming
    alarms: RollbackAlarms | tuple[cloudwatch.IAlarm, ...]
    share: FleetShare | None = None
    rollback_share: FleetShare | None = None
    has_default_alarms: bool = False
    """Whether nothing was said of *alarms*: an endpoint may know better ones."""

    @classmethod
    def canary(
        cls,
        *,
        percent: int | None = None,
        instance_count: int | None = None,
        bake: cdk.Duration,
        termination_wait: cdk.Duration | None = None,
        maximum_timeout: cdk.Duration | None = None,
        alarms: RollbackAlarms | Sequence[cloudwatch.IAlarm] | None = None,
    ) -> Rollout:
        """A small part of the traffic first, then the rest.

        Args:
            percent: of the new fleet that gets traffic first, 1 to 50.
            instance_count: the same, as a number of instances; at most half of them.
            bake: 0 to 3,600 seconds.
            termination_wait: 0 to 3,600 seconds; none when left out.
            maximum_timeout: 600 to 28,800 seconds, and more than the waits.
            alarms: `RollbackAlarms()` when left out.

        Raises:
            ConfigurationError: values that SageMaker refuses, or waits that outlast the timeout.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green-canary.html
        """
        check_given("Rollout.canary", cls.canary, locals(), pure=True)
        faults = Faults("Rollout.canary")
        share = checked_share(
            faults, percent=percent, instance_count=instance_count, bounds=percent_of("CanarySize")
        )
        return cls._planned(
            faults,
            "canary",
            share=share,
            bakes=(1, 2),
            bake=bake,
            termination_wait=termination_wait,
            maximum_timeout=maximum_timeout,
            alarms=alarms,
        )

    @classmethod
    def linear(
        cls,
        *,
        step_percent: int | None = None,
        step_instance_count: int | None = None,
        bake: cdk.Duration,
        termination_wait: cdk.Duration | None = None,
        maximum_timeout: cdk.Duration | None = None,
        alarms: RollbackAlarms | Sequence[cloudwatch.IAlarm] | None = None,
    ) -> Rollout:
        """The traffic in equal steps.

        Args:
            step_percent: of the new fleet that gets traffic at each step, 10 to 50.
            step_instance_count: the same, as a number of instances; 10 to 50 percent of them.
            bake: after each step, 0 to 3,600 seconds.
            termination_wait: 0 to 3,600 seconds; none when left out.
            maximum_timeout: 600 to 28,800 seconds, and more than the waits.
            alarms: `RollbackAlarms()` when left out.

        Raises:
            ConfigurationError: values that SageMaker refuses, or waits that outlast the timeout.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green-linear.html
        """
        check_given("Rollout.linear", cls.linear, locals(), pure=True)
        faults = Faults("Rollout.linear")
        share = checked_share(
            faults,
            percent=step_percent,
            instance_count=step_instance_count,
            bounds=percent_of("LinearStepSize"),
            prefix="step_",
        )
        return cls._planned(
            faults,
            "linear",
            share=share,
            bakes=bakes_of(share, percent_of("LinearStepSize")[0]),
            bake=bake,
            termination_wait=termination_wait,
            maximum_timeout=maximum_timeout,
            alarms=alarms,
        )

    @classmethod
    def rolling(
        cls,
        *,
        batch_percent: int | None = None,
        batch_instance_count: int | None = None,
        bake: cdk.Duration,
        rollback_batch_percent: int | None = None,
        rollback_batch_instance_count: int | None = None,
        maximum_timeout: cdk.Duration | None = None,
        alarms: RollbackAlarms | Sequence[cloudwatch.IAlarm] | None = None,
    ) -> Rollout:
        """The instances in batches, each replacing as many old ones: no second whole fleet.

        For endpoints of one variant.

        Args:
            batch_percent: of the instances, 5 to 50.
            batch_instance_count: the same, as a number; 5 to 50 percent of them.
            bake: after each batch, 0 to 3,600 seconds.
            rollback_batch_percent: of the instances, on the way back: 1 to 100; all at once when
                left out.
            rollback_batch_instance_count: the same, as a number.
            maximum_timeout: 600 to 28,800 seconds, and more than the waits.
            alarms: `RollbackAlarms()` when left out.

        Raises:
            ConfigurationError: values that SageMaker refuses, or waits that outlast the timeout.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-rolling.html
        """
        check_given("Rollout.rolling", cls.rolling, locals(), pure=True)
        faults = Faults("Rollout.rolling")
        share = checked_share(
            faults,
            percent=batch_percent,
            instance_count=batch_instance_count,
            bounds=percent_of("MaximumBatchSize"),
            prefix="batch_",
        )
        rollback_share = None
        if rollback_batch_percent is not None or rollback_batch_instance_count is not None:
            rollback_share = checked_share(
                faults,
                percent=rollback_batch_percent,
                instance_count=rollback_batch_instance_count,
                bounds=percent_of("RollbackMaximumBatchSize"),
                prefix="rollback_batch_",
            )
        return cls._planned(
            faults,
            "rolling",
            share=share,
            rollback_share=rollback_share,
            bakes=bakes_of(share, percent_of("MaximumBatchSize")[0]),
            bake=bake,
            maximum_timeout=maximum_timeout,
            alarms=alarms,
        )

    @classmethod
    def all_at_once(
        cls,
        *,
        bake: cdk.Duration,
        termination_wait: cdk.Duration | None = None,
        maximum_timeout: cdk.Duration | None = None,
        alarms: RollbackAlarms | Sequence[cloudwatch.IAlarm] | None = None,
    ) -> Rollout:
        """All the traffic in one step, with the old fleet kept to go back to.

        Args:
            bake: 0 to 3,600 seconds.
            termination_wait: 0 to 3,600 seconds; as long as *bake* when left out.
            maximum_timeout: 600 to 28,800 seconds, and more than the waits.
            alarms: `RollbackAlarms()` when left out.

        Raises:
            ConfigurationError: values that SageMaker refuses, or waits that outlast the timeout.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green-all-at-once.html
        """
        check_given("Rollout.all_at_once", cls.all_at_once, locals(), pure=True)
        faults = Faults("Rollout.all_at_once")
        return cls._planned(
            faults,
            "all_at_once",
            bakes=(1, 1),
            bake=bake,
            termination_wait=termination_wait if termination_wait is not None else bake,
            maximum_timeout=maximum_timeout,
            alarms=alarms,
        )

    @classmethod
    def _planned(
        cls,
        faults: Faults,
        kind: Literal["canary", "linear", "rolling", "all_at_once"],
        *,
        bakes: tuple[int, int],
        bake: cdk.Duration,
        termination_wait: cdk.Duration | None = None,
        maximum_timeout: cdk.Duration | None,
        alarms: RollbackAlarms | Sequence[cloudwatch.IAlarm] | None,
        share: FleetShare | None = None,
        rollback_share: FleetShare | None = None,
    ) -> Rollout:
        timing = checked_timing(
            faults,
            bake=bake,
            termination_wait=termination_wait,
            maximum_timeout=maximum_timeout,
            bakes=bakes,
        )
        watching = _alarms(faults, alarms)
        faults.raise_if_any()
        return cls(
            kind=kind,
            timing=timing,
            alarms=watching,
            share=share,
            rollback_share=rollback_share,
            has_default_alarms=alarms is None,
        )


def _alarms(
    faults: Faults, alarms: RollbackAlarms | Sequence[cloudwatch.IAlarm] | None
) -> RollbackAlarms | tuple[cloudwatch.IAlarm, ...]:
    if alarms is None:
        return RollbackAlarms()
    if isinstance(alarms, RollbackAlarms):
        return alarms
    if len(alarms) > MOST_ALARMS:
        faults.add(f"alarms: got {len(alarms)}, allowed is at most {MOST_ALARMS}")
    return tuple(alarms)
