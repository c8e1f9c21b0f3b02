"""Tells what is doubtful about an environment, and stops nothing."""

from collections.abc import Iterator, Mapping

from stacks.settings.checks._hosting import notes_on_types
from stacks.settings.checks._region import notes_on_region
from stacks.settings.checks._units import notes_on_units
from stacks.settings.files._environment import Environment
from stacks.settings.kinds._multi_model import MultiModelEndpointSettings
from stacks.settings.kinds._real_time import RealTimeEndpointSettings
from stacks.settings.kinds._scaling import ScalingSettings
from stacks.settings.yaml._faults import Finding, KeyPath


def notes_on(environment: Environment) -> Iterator[Finding]:
    """Find what to tell beside a synth.

    Args:
        environment: As it was loaded, without faults.

    Yields:
        The notes, in no order.
    """
    yield from notes_on_region(environment)
    yield from notes_on_types(environment)
    yield from notes_on_units(environment)
    for key, endpoint in environment.endpoints.items():
        path: KeyPath = ("endpoints", key)
        if "alarms" in endpoint.model_fields_set and not environment.alarm_emails:
            message = "nobody hears of them; give the environment alarm_emails"
            yield Finding(path=(*path, "alarms"), message=message)
        match endpoint:
            case RealTimeEndpointSettings():
                for name, variant in endpoint.variants.items():
                    yield from _one_way((*path, "variants", name, "scaling"), variant.scaling)
            case MultiModelEndpointSettings():
                yield from _one_way((*path, "scaling"), endpoint.scaling)


def _one_way(path: KeyPath, scaling: ScalingSettings | None) -> Iterator[Finding]:
    """Find bounds that a schedule sets and none sets back.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
    """
    schedules = scaling.schedules if scaling is not None else {}
    for bound in ("min", "max"):
        given = {
            name: getattr(each, bound)
            for name, each in schedules.items()
            if getattr(each, bound) is not None
        }
        if _is_one_way(given, getattr(scaling, bound, None)):
            name, value = next(iter(given.items()))
            message = f"{value} stays from then on: no other schedule sets {bound} again"
            yield Finding(path=(*path, "schedules", name, bound), message=message)


def _is_one_way(given: Mapping[str, int], at_first: int | None) -> bool:
    return len(given) == 1 and at_first not in given.values()
