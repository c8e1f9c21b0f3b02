"""Durations and sizes that are no whole number of what AWS counts in."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest

from sagemaker_endpoints import (
    ClarifyInference,
    ComponentRollout,
    ConfigurationError,
    InstanceVariant,
    MetricsConfig,
    Model,
    RealTimeEndpoint,
    Rollout,
    ScaleInPolicy,
    ScaleInStrategy,
)
from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._units import in_unit

MOMENT = cdk.Duration.millis(1500)
SECONDS = "'1500 millis' cannot be converted into a whole number of seconds"


def test_whole_number_is_given_back() -> None:
    faults = Faults("anything")

    assert in_unit(faults, "wait", cdk.Duration.minutes(2).to_seconds) == 120
    faults.raise_if_any()


def test_late_minutes_are_no_seconds(late_number: Any) -> None:
    faults = Faults("anything")

    assert in_unit(faults, "wait", cdk.Duration.minutes(late_number).to_seconds) is None
    with pytest.raises(
        ConfigurationError, match=r"wait: Duration must be specified as 'Duration\."
    ):
        faults.raise_if_any()


def test_several_are_told_at_once_by_name(model: Model) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        InstanceVariant(
            name="champion",
            model=model,
            instance_type="ml.m5.large",
            volume_size=cdk.Size.mebibytes(1500),
            model_data_download_timeout=MOMENT,
        )

    assert refusal.value.faults == (
        "volume_size: '1500 mebibytes' cannot be converted into a whole number of gibibytes",
        f"model_data_download_timeout: {SECONDS}",
    )


def test_each_tells_its_property() -> None:
    with pytest.raises(ConfigurationError, match=f"MetricsConfig: publish_frequency: {SECONDS}"):
        MetricsConfig(publish_frequency=MOMENT)
    with pytest.raises(ConfigurationError, match=f"Rollout.all_at_once: bake: {SECONDS}"):
        Rollout.all_at_once(bake=MOMENT, termination_wait=cdk.Duration.minutes(1))
    with pytest.raises(ConfigurationError, match=f"ComponentRollout: bake: {SECONDS}"):
        ComponentRollout(bake=MOMENT, batch_percent=10)
    with pytest.raises(ConfigurationError, match="ScaleInPolicy: cooldown: '1500 millis' cannot"):
        ScaleInPolicy(strategy=ScaleInStrategy.CONSOLIDATION, cooldown=MOMENT)
    with pytest.raises(ConfigurationError, match="ClarifyInference: max_payload: '1500 kibibytes'"):
        ClarifyInference(max_payload=cdk.Size.kibibytes(1500))


def test_cooldown_tells_its_policy(endpoint: RealTimeEndpoint) -> None:
    count = endpoint.variant("champion").auto_scale_instance_count(max_capacity=3)

    with pytest.raises(
        ConfigurationError, match=f"policy 'Load' of .*scale_in_cooldown: {SECONDS}"
    ):
        count.scale_on_invocations("Load", invocations_per_minute=70, scale_in_cooldown=MOMENT)
