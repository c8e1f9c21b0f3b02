"""Rules of inference experiments: shadow tests that SageMaker runs for a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sagemaker_hosting.facts.allowed import longest_shadow_test_in_days
from sagemaker_hosting.rules._limits import beyond_limit, beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import InferenceExperiment, Node


@rule(
    "SHD-03",
    InferenceExperiment,
    title="an inference experiment has 1 or 2 variants, samples 0 to 100 % and ends in 30 days",
    why='CreateInferenceExperiment refuses other values; "The maximum duration that you can set '
    'for an inference experiment is 30 days", and 7 days are the default',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ModelVariantConfigList, Percentage, "
    "InferenceExperimentSchedule",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
    "API_CreateInferenceExperiment.html",
    fix="ShadowTest(sampling_percentage=..., start_time=..., end_time=...) within the ranges",
    cloudformation="set ModelVariants, SamplingPercentage and Schedule within the ranges",
)
def experiment_is_in_range(experiment: InferenceExperiment) -> Faults:
    """A variant answers, another one gets copies for some days."""
    variants, mode = experiment.at("ModelVariants"), experiment.at("ShadowModeConfig")
    if variants.is_absent:
        yield Fault(at=experiment, says="it has no ModelVariants", allowed="1 to 2 items")
    yield from beyond_size(variants, "ModelVariantConfigList")
    yield from beyond_limit(experiment.at("Type"), "InferenceExperimentType")
    shadows = mode.at("ShadowModelVariants")
    yield from beyond_size(shadows, "ShadowModelVariantConfigList")
    for shadow in shadows.items:
        # The experiment's own shape states no minimum; that of data capture does.
        yield from beyond_limit(shadow.at("SamplingPercentage"), "SamplingPercentage")
    yield from _beyond_days(experiment.at("Schedule"))


def _beyond_days(schedule: Node) -> Faults:
    first, last = schedule.at("StartTime"), schedule.at("EndTime")
    start, end = _time(first), _time(last)
    if start is None or end is None:
        return
    days = longest_shadow_test_in_days()
    if not timedelta(0) < end - start <= timedelta(days=days):
        yield Fault(
            at=last,
            says=(
                f"EndTime is {last}, which is {(end - start) / timedelta(days=1):g} days after "
                f"StartTime, {first}"
            ),
            allowed=f"up to {days} days after StartTime",
        )


def _time(node: Node) -> datetime | None:
    try:
        time = datetime.fromisoformat(node.text or "")
    except ValueError:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


RULES: Final[tuple[AnyRule, ...]] = (experiment_is_in_range,)
