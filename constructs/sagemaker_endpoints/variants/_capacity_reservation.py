"""Instances that were reserved beforehand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._tokens import is_known_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ARN = re.compile(r"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z0-9\-]{1,14}/.*")
# The only preference there is.
_ONLY_RESERVED = "capacity-reservations-only"


@dataclass(frozen=True, kw_only=True)
class CapacityReservation:
    """Launches the instances of a variant into reserved ML capacity, and nowhere else.

    Args:
        ml_reservation_arn: of a SageMaker training plan for endpoints; the variant's type is the
            plan's.

    Raises:
        ConfigurationError: it is no ARN of SageMaker's.

    See
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCapacityReservationConfig.html
    """

    ml_reservation_arn: str

    def __post_init__(self) -> None:
        check_fields("CapacityReservation", self)
        faults = Faults("CapacityReservation")
        faults.check_pattern(
            "ml_reservation_arn",
            self.ml_reservation_arn,
            _ARN,
            "the ARN of a SageMaker training plan, "
            "'arn:aws:sagemaker:REGION:ACCOUNT:training-plan/NAME'; EC2's capacity reservations "
            "are others",
        )
        faults.raise_if_any()

    def render(self) -> dict[str, str]:
        """The reservation as `CfnEndpointConfig` takes it."""
        return {
            "capacityReservationPreference": _ONLY_RESERVED,
            "mlReservationArn": self.ml_reservation_arn,
        }


def reservation_faults(reservations: Iterable[CapacityReservation | None]) -> Iterator[str]:
    """What SageMaker refuses of the reservations of one endpoint's variants together."""
    arns = {each.ml_reservation_arn for each in reservations if each is not None}
    known = sorted(filter(is_known_text, arns))
    if len(known) > 1:
        yield (
            f"capacity_reservation: the variants name {len(known)} plans, allowed is one for an "
            f"endpoint: {', '.join(known)}"
        )
