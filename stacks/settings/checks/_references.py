"""Checks what values of a file say together: names, bounds, alternatives, collisions.

The checks look at the plain data, so that they tell their faults beside those of single values.
"""

from collections.abc import Iterable, Iterator

from sagemaker_hosting.nearest import nearest
from stacks.settings.checks._common import at, counts
from stacks.settings.checks._container import check_containers
from stacks.settings.checks._vpc import check_vpc_endpoints
from stacks.settings.files._environment import MOST_TAGS, Environment
from stacks.settings.yaml._faults import Finding, written
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import shown

SHARED = "shared"
"""What the stack beside the endpoints and batch transforms is called."""
TAKEN = frozenset(
    {
        "answered", "artifact-bucket", "data-bucket", "endpoint", "endpoint-name", "failed",
        "models-bucket", "repository", "transform", "vpc",
    }
)  # fmt: skip
"""What else the stack of an endpoint or batch transform has, beside its models."""


def check_references(top: Entry) -> Iterator[Finding]:
    """Check a file.

    Args:
        top: The file's data.

    Yields:
        The faults, in no order.
    """
    yield from counts(top.at("models"), at_least=1)
    yield from counts(top.at("tags"), at_most=MOST_TAGS)
    yield from _anything(top)
    yield from _models([*top.at("models").entries()])
    yield from _stacks([*top.at("endpoints").entries(), *top.at("batch").entries()])
    yield from _repeated(top.at("alarm_emails"))
    yield from _vpc(top.at("vpc"))
    for model in top.at("models").entries():
        yield from check_containers(model, has_vpc="vpc" in _meant(top))
    yield from _shared_names(top.at("endpoints"))


def _anything(top: Entry) -> Iterator[Finding]:
    """Find a file that deploys nothing."""
    kinds = ("endpoints", "batch")
    given = [top.at(key) for key in kinds if top.holds(key)]
    if isinstance(top.value, dict) and not given and not _meant(top, kinds):
        yield at(top.at("endpoints"), "missing; give endpoints, batch or both")
    elif given and all(entry.value == {} for entry in given):
        yield from counts(given[0], at_least=1)


def _meant(top: Entry, keys: Iterable[str] = tuple(Environment.model_fields)) -> set[str]:
    """Give the keys of the file, and those that unknown ones, told as such, were meant to be."""
    known = [key for key in keys if top.holds(key)]
    unknown = [entry.key for entry in top.entries() if entry.key not in Environment.model_fields]
    return {*known, *(key for name in unknown for key in nearest(name, keys, count=1))}


def _models(entries: list[Entry]) -> Iterator[Finding]:
    """Find keys that cannot name a model beside what else its stack has."""
    yield from _same_but_for(entries)
    for entry in entries:
        if entry.key.replace("_", "-") in TAKEN:
            yield at(entry, f"{entry.key} is what something else of a stack is called; rename it")


def _stacks(entries: list[Entry]) -> Iterator[Finding]:
    """Find keys that cannot name a stack beside the others."""
    yield from _same_but_for(entries)
    for entry in entries:
        if entry.key == SHARED:
            yield at(entry, f"{SHARED} is the stack of what all share; rename it")


def _same_but_for(entries: list[Entry]) -> Iterator[Finding]:
    """Find keys that become the same name, as stacks know hyphens only."""
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.key.replace("_", "-"), entry)
        if other.key != entry.key:
            yield at(entry, f"too like {other.key}: _ and - make one name; rename one")
        elif other is not entry:
            yield at(entry, f"is {written(other.path)} already, and both name a stack; rename one")


def _repeated(sequence: Entry) -> Iterator[Finding]:
    items = sequence.items()
    for index, item in enumerate(items):
        if isinstance(item, str) and item in items[:index]:
            path = (*sequence.path, index)
            yield Finding(path=path, message=f"given twice, got {shown(item)}")


def _vpc(vpc: Entry) -> Iterator[Finding]:
    for key in ("availability_zones", "private_subnet_ids", "security_group_ids"):
        yield from _repeated(vpc.at(key))
    yield from check_vpc_endpoints(vpc)
    zones, subnets = vpc.at("availability_zones"), vpc.at("private_subnet_ids")
    if zones.items() and subnets.items() and len(subnets.items()) % len(zones.items()):
        yield at(
            subnets,
            "must be as many for each of the availability_zones, "
            f"got {len(subnets.items())} for {len(zones.items())}",
        )


def _shared_names(endpoints: Entry) -> Iterator[Finding]:
    """Find endpoints of one name; case does not tell them apart.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html
    """
    first: dict[str, Entry] = {}
    for endpoint in endpoints.entries():
        name = endpoint.at("endpoint_name")
        text = name.text()
        if text is None:
            continue
        other = first.setdefault(text.casefold(), name)
        if other is not name:
            yield at(name, f"got {shown(text)}, the name of {written(other.path[:-1])} already")
