"""How many instances SageMaker keeps for the copies of inference components."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.common._units import in_unit
from sagemaker_hosting.facts.limits import bounds

if TYPE_CHECKING:
    import aws_cdk as cdk

_STEP = bounds("ManagedInstanceScalingMaximumStepSize")
_COOLDOWN = bounds("ManagedInstanceScalingCooldownInMinutes")


class ScaleInStrategy(enum.StrEnum):
    """Which instances are given back."""

    IDLE_RELEASE = "IDLE_RELEASE"
    """Those that no copy is left on."""
    CONSOLIDATION = "CONSOLIDATION"
    """Also those whose copies fit onto other instances."""


@dataclass(frozen=True, kw_only=True)
class ScaleInPolicy:
    """How the instances of an inference component endpoint are given back.

    Args:
        strategy: which ones.
        maximum_step_size: instances that one consolidation may end, 1 to 100; AWS's default is 1.
        cooldown: between the last operation and a consolidation, 5 to 1,440 minutes; AWS's default
            is 20.

    Raises:
        ConfigurationError: values that SageMaker refuses.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantManagedInstanceScalingScaleInPolicy.html
    """

    strategy: ScaleInStrategy
    maximum_step_size: int | None = None
    cooldown: cdk.Duration | None = None

    def __post_init__(self) -> None:
        check_fields("ScaleInPolicy", self)
        faults = Faults("ScaleInPolicy")
        faults.check_range("maximum_step_size", self.maximum_step_size, *_STEP)
        if self.cooldown is not None:
            minutes = in_unit(faults, "cooldown", self.cooldown.to_minutes)
            faults.check_range("cooldown", minutes, *_COOLDOWN, "minutes")
        faults.raise_if_any()

    def render(self) -> dict[str, Any]:
        """The policy as `CfnEndpointConfig` takes it."""
        properties: dict[str, Any] = {"strategy": self.strategy.value}
        if self.maximum_step_size is not None:
            properties["maximumStepSize"] = self.maximum_step_size
        if self.cooldown is not None:
            properties["cooldownInMinutes"] = self.cooldown.to_minutes()
        return properties


@dataclass(frozen=True, kw_only=True, slots=True)
class InstanceCounts:
    """The instances of the one variant: fixed, or between bounds that SageMaker keeps to.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantManagedInstanceScaling.html
    """

    initial: int
    lowest: int | None
    highest: int | None
    scale_in_policy: ScaleInPolicy | None

    @property
    def are_managed(self) -> bool:
        """Whether the number follows the copies."""
        return self.lowest is not None and self.highest is not None

    @property
    def may_be_none(self) -> bool:
        """Whether all instances may be given back; a late minimum may be 0."""
        if not self.are_managed:
            return False
        return not is_known_number(self.lowest) or self.lowest == 0

    @property
    def most(self) -> int | None:
        """The most instances there can be; None if only the deploy knows."""
        most = self.highest if self.are_managed else self.initial
        return int(most) if is_known_number(most) else None

    def check(self, faults: Faults) -> None:
        """Note what SageMaker refuses."""
        faults.check_range("initial_instance_count", self.initial, 1)
        if (self.lowest is None) != (self.highest is None):
            missing = "min" if self.lowest is None else "max"
            faults.add(
                f"{missing}_instance_count: missing; give both bounds, or neither for a fixed "
                "number of instances"
            )
        faults.check_range("min_instance_count", self.lowest, 0)
        faults.check_range("max_instance_count", self.highest, 1)
        if (
            is_known_number(self.lowest)
            and is_known_number(self.highest)
            and self.highest < self.lowest
        ):
            faults.add(
                f"max_instance_count: got {self.highest}, allowed is at least min_instance_count, "
                f"{self.lowest}"
            )
        if self.scale_in_policy is not None and self.lowest is None and self.highest is None:
            faults.add(
                "scale_in_policy: needs min_instance_count and max_instance_count; without them no "
                "instance is given back"
            )

    def warnings(self) -> tuple[tuple[str, str], ...]:
        """What may be right or wrong: pairs of a rule's name and a message."""
        if not is_known_number(self.initial):
            return ()
        if is_known_number(self.lowest) and self.initial < self.lowest:
            beyond = f"min_instance_count is {self.lowest}"
        elif is_known_number(self.highest) and self.initial > self.highest:
            beyond = f"max_instance_count is {self.highest}"
        else:
            return ()
        message = (
            f"initial_instance_count: got {self.initial}, and {beyond}: the first thing that "
            "happens is a change of the fleet; give a number between the two bounds"
        )
        return (("InitialCountOutOfBounds", message),)

    def render(self) -> dict[str, Any]:
        """The counts as properties of a production variant."""
        properties: dict[str, Any] = {"initialInstanceCount": self.initial}
        if self.are_managed:
            scaling: dict[str, Any] = {
                "status": "ENABLED",
                "minInstanceCount": self.lowest,
                "maxInstanceCount": self.highest,
            }
            if self.scale_in_policy is not None:
                scaling["scaleInPolicy"] = self.scale_in_policy.render()
            properties["managedInstanceScaling"] = scaling
        return properties
