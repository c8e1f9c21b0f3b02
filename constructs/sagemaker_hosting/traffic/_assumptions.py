"""Defines what AWS does not tell, and a replay has to take for granted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SAFETY_FACTOR: Final = 0.5
"""The share of what an instance bears that AWS advises as a target, to begin with.

https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assumptions:
    """Defines how long things take, in seconds.

    The alarms of target tracking are not told for SageMaker. They are taken to be as elsewhere in
    Application Auto Scaling: above the target for 3 minutes, or below 0.9 of it for 15.
    High-resolution metrics have 3 and 90 datapoints of 10 seconds.

    Attributes:
        publication: until a minute's metrics are there.
        provisioning: until an added instance answers, on types without accelerators.
        provisioning_of_accelerators: the same, with them.
        high_datapoints: how many in a row are above the target before capacity is added.
        low_datapoints: how many in a row are below before it is removed.
        low_datapoints_of_high_resolution: the same, of metrics of 10 seconds.
        low_part: the part of the target that they are below.
        step: by how much `provisioning` is varied to see what depends on it.
    """

    publication: int = 60
    provisioning: int = 360
    provisioning_of_accelerators: int = 540
    high_datapoints: int = 3
    low_datapoints: int = 15
    low_datapoints_of_high_resolution: int = 90
    low_part: float = 0.9
    step: float = 2.0
