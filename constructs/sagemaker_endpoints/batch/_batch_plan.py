"""Everything about a batch transform that is known before anything is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_endpoints.batch._batch_alarms import MissedRuns
from sagemaker_endpoints.batch._batch_schedule import BatchSchedule
from sagemaker_endpoints.batch._batch_state_machine import LONGEST_PREFIX, PREFIX
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.common._units import in_unit
from sagemaker_endpoints.models._model import Model
from sagemaker_endpoints.models._model_architecture import architecture_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    import aws_cdk as cdk
    from aws_cdk import aws_sagemaker as sagemaker
    from aws_cdk import aws_scheduler as scheduler

    from sagemaker_endpoints.batch._transform_job import TransformJob
    from sagemaker_endpoints.common._errors import Faults
    from sagemaker_endpoints.models._imported_model import IModel

_DAY, _WEEK = 86400, 604800
# https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
_LONGEST_EXECUTION = 365 * _DAY
_MOST_ATTEMPTS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchPlan:
    """The job, when it runs, and how often it is tried."""

    job: TransformJob
    schedule: BatchSchedule | None
    prefix: str
    max_attempts: int
    timeout_in_seconds: float
    expected_every_in_seconds: float | None

    @staticmethod
    def of(
        model: IModel | sagemaker.CfnModel,
        job: TransformJob,
        *,
        schedule: scheduler.ScheduleExpression | str | None,
        time_zone: cdk.TimeZone | str | None,
        start: str | None,
        end: str | None,
        window: cdk.Duration | None,
        max_attempts: int,
        timeout: cdk.Duration | None,
        expected_every: cdk.Duration | None,
        prefix: str,
        faults: Faults,
    ) -> BatchPlan:
        """Check all of it, and note what AWS refuses."""
        faults.extend(_model_faults(model))
        faults.extend(architecture_faults(model, job.instance_type))
        job.check(faults)
        when = None
        if schedule is not None:
            when = BatchSchedule.of(
                schedule, time_zone=time_zone, start=start, end=end, window=window, faults=faults
            )
        else:
            given = {"time_zone": time_zone, "start": start, "end": end, "window": window}
            named = [name for name, value in given.items() if value is not None]
            faults.extend(f"{name}: belongs to a schedule, and there is none" for name in named)
        plan = BatchPlan(
            job=job,
            schedule=when,
            prefix=prefix,
            max_attempts=max_attempts,
            timeout_in_seconds=_seconds(faults, "timeout", timeout) or _DAY,
            expected_every_in_seconds=_seconds(faults, "expected_every", expected_every),
        )
        plan._check(faults)
        return plan

    @property
    def missed_runs(self) -> MissedRuns | str | None:
        """How to see that a run is missing, or why that cannot be seen; None if none can be."""
        window = self.schedule.window_in_seconds if self.schedule is not None else 0
        if self.expected_every_in_seconds is not None:
            return MissedRuns.of(self.expected_every_in_seconds, window or 0)
        if self.schedule is None or not self.schedule.repeats:
            return None
        if self.schedule.start is not None or self.schedule.end is not None:
            return "its schedule has a start or an end, beyond which no run is missing"
        gap = self.schedule.longest_gap_in_seconds
        if gap is None:
            return "its schedule is not the same every week"
        if window is None:
            return "only the deploy knows its window"
        return (
            MissedRuns.of(gap, window)
            or "its runs are further apart than the 7 days that CloudWatch looks back"
        )

    def warnings(self) -> tuple[tuple[str, str], ...]:
        """What may be right or wrong of it: pairs of a rule's name and a message."""
        missed = self.missed_runs
        return (
            *self.job.warnings(),
            *(self.schedule.warnings() if self.schedule is not None else ()),
            *(_unseen_warning(missed) if isinstance(missed, str) else ()),
        )

    def _check(self, faults: Faults) -> None:
        for name, value, why in (
            ("max_attempts", self.max_attempts, "the number of retries is one less"),
            ("expected_every", self.expected_every_in_seconds, "an alarm counts whole periods"),
        ):
            if value is not None and not is_known_number(value):
                faults.add(
                    f"{name}: only the deploy knows it, and CloudFormation cannot calculate with "
                    f"it: {why}; give a number"
                )
        faults.check_range("max_attempts", self.max_attempts, 1, _MOST_ATTEMPTS)
        faults.check_range("timeout", self.timeout_in_seconds, 60, _LONGEST_EXECUTION, "seconds")
        faults.check_range("expected_every", self.expected_every_in_seconds, 60, _WEEK, "seconds")
        faults.check_pattern(
            "job_name_prefix",
            self.prefix,
            PREFIX,
            f"1 to {LONGEST_PREFIX} lower-case letters, digits and inner hyphens",
        )


def _seconds(faults: Faults, name: str, duration: cdk.Duration | None) -> float | None:
    return in_unit(faults, name, duration.to_seconds) if duration is not None else None


def _unseen_warning(reason: str) -> tuple[tuple[str, str], ...]:
    message = (
        f"no alarm tells of a run that does not start: {reason}; give expected_every if there is a "
        "time, up to 7 days, in which one always starts"
    )
    return (("MissedRunsUnseen", message),)


def _model_faults(model: IModel | sagemaker.CfnModel) -> Iterator[str]:
    """See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html."""
    if not isinstance(model, Model):
        return
    name, containers = f"model: {model.node.path!r}", model.rendered_containers
    if any("modelDataSource" in container for container in containers):
        yield (
            f"{name} reads its artifact as a prefix, which batch transform does not support; give "
            "it a model.tar.gz"
        )
    if model.is_multi_model:
        yield (
            f"{name} is a multi-model one, which batch transform does not support; give each model "
            "a Model of its own"
        )
    if model.is_direct:
        yield (
            f"{name} lets callers choose a container, which batch transform does not support; "
            "transform with a model of the one container"
        )
