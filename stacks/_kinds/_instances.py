"""What instances are told in an environment file, as constructs take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import aws_cdk as cdk

from sagemaker_endpoints import CapacityReservation, MetricsConfig, Routing
from stacks.settings import PrefixAwareRoutingSettings

if TYPE_CHECKING:
    from stacks.settings import (
        InstanceOptions,
        MetricsSettings,
        RoutingSettings,
        VariantOptions,
    )


class StorageAndWaits(TypedDict):
    """What the instances of every kind of endpoint take."""

    volume_size: cdk.Size | None
    model_data_download_timeout: cdk.Duration | None
    container_startup_health_check_timeout: cdk.Duration | None


class OfVariants(StorageAndWaits):
    """What the instances of a variant take beside."""

    routing: Routing | None
    inference_ami_version: str | None
    enable_ssm_access: bool | None
    capacity_reservation: CapacityReservation | None


def storage_and_waits(settings: InstanceOptions) -> StorageAndWaits:
    """The volume and the timeouts of a file; what is left out stays SageMaker's."""
    volume = settings.volume_size_gb
    return {
        "volume_size": cdk.Size.gibibytes(volume) if volume is not None else None,
        "model_data_download_timeout": _seconds(settings.model_data_download_timeout_seconds),
        "container_startup_health_check_timeout": _seconds(
            settings.container_startup_timeout_seconds
        ),
    }


def of_variant(settings: VariantOptions) -> OfVariants:
    """All that a file says of the instances of a variant, but for their type and number."""
    plan = settings.capacity_reservation
    return {
        **storage_and_waits(settings),
        "routing": routing(settings.routing),
        "inference_ami_version": settings.inference_ami_version,
        "enable_ssm_access": settings.enable_ssm_access or None,
        "capacity_reservation": (
            CapacityReservation(ml_reservation_arn=plan) if plan is not None else None
        ),
    }


def routing(settings: RoutingSettings | None) -> Routing | None:
    """The routing that a file asks for."""
    if settings is None:
        return None
    if isinstance(settings, PrefixAwareRoutingSettings):
        return Routing.prefix_aware(
            prefix_length=settings.prefix_aware.prefix_length,
            concurrency_threshold=settings.prefix_aware.concurrency_threshold,
        )
    return Routing.random() if settings == "random" else Routing.least_outstanding_requests()


def metrics(settings: MetricsSettings | None) -> MetricsConfig | None:
    """The metrics beyond the usual ones that a file asks for."""
    if settings is None:
        return None
    return MetricsConfig(
        enhanced_metrics=settings.enhanced,
        detailed_observability=settings.detailed_observability,
        publish_frequency=_seconds(settings.publish_frequency_seconds),
    )


def _seconds(value: int | None) -> cdk.Duration | None:
    return cdk.Duration.seconds(value) if value is not None else None
