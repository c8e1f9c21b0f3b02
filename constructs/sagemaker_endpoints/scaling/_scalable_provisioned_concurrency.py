"""The provisioned concurrency of a serverless endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.scaling._registered_target import predefined
from sagemaker_endpoints.scaling._scalable_attribute import ScalableAttribute
from sagemaker_endpoints.scaling._scaling_values import check_bounds

if TYPE_CHECKING:
    import aws_cdk as cdk
    from constructs import Construct


class ScalableProvisionedConcurrency(ScalableAttribute):
    """How much concurrency is kept warm; each `scale_...` method adds a policy or an action.

    With several policies the largest value that any of them wants wins.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        variant_name: str,
        endpoint_name: str,
        min_capacity: int,
        max_capacity: int,
        max_concurrency: int,
    ) -> None:
        """Register the concurrency; called by `auto_scale_provisioned_concurrency`."""
        super().__init__(
            scope,
            construct_id,
            subject=f"variant {variant_name!r}",
            resource_id=f"endpoint/{endpoint_name}/variant/{variant_name}",
            scalable_dimension="sagemaker:variant:DesiredProvisionedConcurrency",
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            lowest_capacity=1,
        )
        self._max_concurrency = max_concurrency

    def scale_on_utilization(
        self,
        policy_id: str,
        *,
        target: float,
        scale_in_cooldown: cdk.Duration | None = None,
        scale_out_cooldown: cdk.Duration | None = None,
        disable_scale_in: bool | None = None,
    ) -> None:
        """Keep the share of the provisioned concurrency that is at work near *target*.

        Args:
            policy_id: names the policy; unique for the endpoint.
            target: a share: above 0, at most 1; 0.7 keeps 3 of 10 in reserve.
            scale_in_cooldown: between two reductions; AWS's default is 300 seconds.
            scale_out_cooldown: between two additions; AWS's default is 300 seconds.
            disable_scale_in: True never takes any away.

        Raises:
            ConfigurationError: a target that is no share, such as 70.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-autoscale.html
        """
        subject = f"scale_on_utilization {policy_id!r} of {self._subject}"
        check_given(subject, ScalableProvisionedConcurrency.scale_on_utilization, locals())
        faults = Faults(subject)
        if is_known_number(target) and not 0 < target <= 1:
            is_percent = 1 < target <= 100  # noqa: PLR2004  # percent
            hint = f": it is a share, for {target:g} % write {target / 100:g}" if is_percent else ""
            faults.add(f"target: got {target:g}, allowed is more than 0, at most 1{hint}")
        faults.raise_if_any()
        self._track(
            policy_id,
            predefined("SageMakerVariantProvisionedConcurrencyUtilization"),
            target,
            scale_in_cooldown=scale_in_cooldown,
            scale_out_cooldown=scale_out_cooldown,
            disable_scale_in=disable_scale_in,
        )

    def _check_schedule(
        self, action_id: str, min_capacity: int | None, max_capacity: int | None
    ) -> None:
        super()._check_schedule(action_id, min_capacity, max_capacity)
        faults = Faults(f"scale_on_schedule {action_id!r} of {self._subject}")
        _check_highest(faults, "min_capacity", min_capacity, self._max_concurrency)
        _check_highest(faults, "max_capacity", max_capacity, self._max_concurrency)
        faults.raise_if_any()


def check_provisioned_scaling(
    faults: Faults,
    *,
    provisioned_concurrency: int | None,
    max_concurrency: int,
    scales_already: bool,
    min_capacity: int,
    max_capacity: int,
) -> None:
    """Note why the concurrency cannot be registered as a scalable target."""
    if provisioned_concurrency is None:
        faults.add(
            "provisioned_concurrency: missing; give the endpoint one to begin with, as only "
            "concurrency that is provisioned scales by policies"
        )
    check_bounds(faults, min_capacity, max_capacity)
    _check_highest(faults, "max_capacity", max_capacity, max_concurrency)
    if scales_already:
        faults.add("it scales already; add policies to what the first call returned")


def _check_highest(faults: Faults, name: str, value: int | None, max_concurrency: int) -> None:
    if is_known_number(value) and is_known_number(max_concurrency) and value > max_concurrency:
        faults.add(
            f"{name}: got {value}, allowed is at most the endpoint's max_concurrency, "
            f"{max_concurrency}"
        )
