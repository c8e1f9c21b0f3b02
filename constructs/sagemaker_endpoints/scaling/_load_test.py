"""From what a load test measured to what scaling aims for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._tokens import is_known_number

# AWS's advice: begin at half of what a load test showed an instance to bear.
# https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
DEFAULT_SAFETY_FACTOR: Final = 0.5
_SECONDS_PER_MINUTE = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadTest:
    """What a load test of one instance, or of one copy, has shown.

    Args:
        max_requests_per_second: the most that it was measured to bear.
        safety_factor: how much of it to use: above 0, at most 1.

    Raises:
        ConfigurationError: a value out of range, or one that only the deploy knows.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
    """

    max_requests_per_second: float
    safety_factor: float = DEFAULT_SAFETY_FACTOR

    def __post_init__(self) -> None:
        check_fields("LoadTest", self)
        faults = Faults("LoadTest")
        check_load_test(
            faults,
            max_requests_per_second=self.max_requests_per_second,
            safety_factor=self.safety_factor,
        )
        faults.raise_if_any()

    @property
    def invocations_per_minute(self) -> float:
        """The target of scaling: SageMaker counts by the minute."""
        return self.max_requests_per_second * _SECONDS_PER_MINUTE * self.safety_factor


def check_load_test(
    faults: Faults,
    *,
    max_requests_per_second: float | None,
    safety_factor: float | None,
    instead: str = "invocations_per_minute",
) -> None:
    """Note what makes no sense of a load test's figures; None is not judged.

    For figures that only the deploy knows the way out is the parameter *instead*.
    """
    for name, value in (
        ("max_requests_per_second", max_requests_per_second),
        ("safety_factor", safety_factor),
    ):
        if value is not None and not is_known_number(value):
            faults.add(
                f"{name}: only the deploy knows it, and CloudFormation cannot multiply; "
                f"give {instead}"
            )
    faults.check_above_zero("max_requests_per_second", max_requests_per_second)
    faults.check_above_zero("safety_factor", safety_factor, 1)
