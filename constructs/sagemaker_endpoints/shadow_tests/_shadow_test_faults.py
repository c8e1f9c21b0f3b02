"""What SageMaker would refuse of a shadow test."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._names import check_name
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.endpoints._real_time_endpoint import RealTimeEndpoint
from sagemaker_endpoints.variants._shadow_variant import shadow_faults
from sagemaker_endpoints.variants._variant_architecture import variant_architecture_faults
from sagemaker_hosting.facts.limits import most

if TYPE_CHECKING:
    from sagemaker_endpoints.common._errors import Faults
    from sagemaker_endpoints.endpoints._endpoint import Endpoint
    from sagemaker_endpoints.variants._instance_variant import InstanceVariant

_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z")
_LONGEST_DESCRIPTION = most("InferenceExperimentDescription")
_HOUR = 3600
_SHORTEST, _LONGEST = _HOUR, 30 * 24 * _HOUR


def check_variants(
    faults: Faults, endpoint: Endpoint, production: InstanceVariant, shadow: InstanceVariant
) -> None:
    """Note variants that are no pair, or not this endpoint's."""
    faults.extend(shadow_faults([production], shadow))
    for name, variant in (("production_variant", production), ("shadow_variant", shadow)):
        if variant.instance_type is None:
            faults.add(f"{name}: a test runs on one instance type; give it instance_type")
        faults.extend(variant_architecture_faults(variant))
    if not isinstance(endpoint, RealTimeEndpoint):
        return
    names = [variant.variant_name for variant in endpoint.variants]
    if len(names) > 1:
        faults.add(
            f"endpoint: it has {len(names)} production variants, allowed is 1: the test would "
            "take the others off"
        )
    if production.name not in names:
        told = ", ".join(repr(name) for name in names)
        faults.add(f"production_variant: got {production.name!r}, the endpoint has {told}")


def check_times(faults: Faults, start_time: str | None, end_time: str | None) -> None:
    """Note what is no time, and an end that is too near or too far.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests-create.html
    """
    seconds: dict[str, int] = {}
    for name, time in (("start_time", start_time), ("end_time", end_time)):
        if not is_known_text(time):
            continue
        match = _TIME.fullmatch(time)
        if match is None:
            faults.add(f"{name}: got {time!r}, allowed is a time of UTC: '2026-12-01T06:00:00Z'")
        else:
            seconds[name] = calendar.timegm(tuple(int(part) for part in match.groups()))
    if len(seconds) < 2:  # noqa: PLR2004  # both
        return
    duration = seconds["end_time"] - seconds["start_time"]
    if not _SHORTEST <= duration <= _LONGEST:
        faults.add(
            f"end_time: got {duration / _HOUR:g} hours after start_time, allowed are 1 hour to 30 "
            "days (720 hours)"
        )


def check_texts(faults: Faults, description: str | None, test_name: str | None) -> None:
    """Note a description that is too long, and a name that SageMaker does not take."""
    if is_known_text(description):
        faults.check_range("description", len(description), 1, _LONGEST_DESCRIPTION, "characters")
    check_name(faults, "test_name", test_name, "InferenceExperimentName")
