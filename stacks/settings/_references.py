"""Checks what values of a file say together: names, bounds, alternatives, collisions.

The checks look at the plain data, so that they tell their faults beside those of single values.
"""

from collections.abc import Iterable, Iterator

from stacks.settings._endpoint import MOST_VARIANTS
from stacks.settings._environment import MOST_TAGS
from stacks.settings._faults import Finding, written
from stacks.settings._names import AVAILABILITY_ZONE, REGION
from stacks.settings._plain import Entry
from stacks.settings._wording import instead_of, listed, shown


def check_references(top: Entry) -> Iterator[Finding]:
    """Check a file.

    Args:
        top: The file's data.

    Yields:
        The faults, in no order.
    """
    yield from _counts(top.at("models"), at_least=1)
    yield from _counts(top.at("endpoints"), at_least=1)
    yield from _counts(top.at("tags"), at_most=MOST_TAGS)
    for key in ("models", "endpoints"):
        yield from _same_but_for(top.at(key), "_", "-")
    yield from _repeated(top.at("alarm_emails"))
    region = top.at("region").text("")
    yield from _vpc(top.at("vpc"), region if REGION.fits(region) else None)
    for model in top.at("models").entries():
        yield from _image(model.at("image"))
    yield from _shared_names(top.at("endpoints"))
    for endpoint in top.at("endpoints").entries():
        yield from _variants(endpoint.at("variants"), top.at("models"))


def _counts(mapping: Entry, *, at_least: int = 0, at_most: int | None = None) -> Iterator[Finding]:
    number = len(list(mapping.entries()))
    if not isinstance(mapping.value, dict):
        return  # missing, or no mapping: told as such
    if number < at_least:
        yield _at(mapping, f"must have at least {at_least} entry, got none")
    if at_most is not None and number > at_most:
        yield _at(mapping, f"must have at most {at_most} entries, got {number}")


def _same_but_for(mapping: Entry, this: str, that: str) -> Iterator[Finding]:
    """Find keys that become the same name, as stacks know hyphens only."""
    first: dict[str, str] = {}
    for entry in mapping.entries():
        other = first.setdefault(entry.key.replace(this, that), entry.key)
        if other != entry.key:
            yield _at(entry, f"too like {other}: {this} and {that} make one name; rename one")


def _repeated(sequence: Entry) -> Iterator[Finding]:
    items = sequence.items()
    for index, item in enumerate(items):
        if isinstance(item, str) and item in items[:index]:
            path = (*sequence.path, index)
            yield Finding(path=path, message=f"given twice, got {shown(item)}")


def _vpc(vpc: Entry, region: str | None) -> Iterator[Finding]:
    for key in ("availability_zones", "private_subnet_ids", "security_group_ids"):
        yield from _repeated(vpc.at(key))
    zones = vpc.at("availability_zones")
    for index, zone in enumerate(zones.items()):
        well_formed = isinstance(zone, str) and AVAILABILITY_ZONE.fits(zone)
        if well_formed and region is not None and not str(zone).startswith(region):
            message = f"must be a zone of {region}, got {shown(zone)}"
            yield Finding(path=(*zones.path, index), message=message)
    subnets = vpc.at("private_subnet_ids")
    if zones.items() and subnets.items() and len(subnets.items()) % len(zones.items()):
        yield _at(
            subnets,
            "must be as many for each of the availability_zones, "
            f"got {len(subnets.items())} for {len(zones.items())}",
        )


def _image(image: Entry) -> Iterator[Finding]:
    if image.holds("repository"):
        yield from _exactly_one(image, ("tag", "digest"))


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
            yield _at(name, f"got {shown(text)}, the name of {written(other.path[:-1])} already")


def _variants(variants: Entry, models: Entry) -> Iterator[Finding]:
    yield from _counts(variants, at_least=1, at_most=MOST_VARIANTS)
    entries = list(variants.entries())
    for variant in entries:
        yield from _known_model(variant.at("model"), models)
        if variant.holds("scaling"):
            yield from _scaling(variant.at("scaling"))
    if entries and all(variant.at("weight").number() == 0 for variant in entries):
        yield _at(variants, "every weight is 0, so that no variant gets traffic; raise one")


def _known_model(model: Entry, models: Entry) -> Iterator[Finding]:
    name = model.text()
    known = [entry.key for entry in models.entries()]
    if name is not None and known and name not in known:
        yield _at(model, f"no model is called {shown(name)}; {instead_of(name, known)}")


def _scaling(scaling: Entry) -> Iterator[Finding]:
    if not isinstance(scaling.value, dict):
        return
    yield from _exactly_one(scaling, ("invocations_per_minute", "max_requests_per_second"))
    if scaling.holds("safety_factor") and scaling.holds("invocations_per_minute"):
        message = "goes with max_requests_per_second only; leave it out"
        yield _at(scaling.at("safety_factor"), message)
    low, high = scaling.at("min").number(), scaling.at("max").number()
    if low is not None and high is not None and low > high:
        yield _at(scaling.at("min"), f"must be at most max, which is {high}, got {low}")


def _exactly_one(mapping: Entry, keys: Iterable[str]) -> Iterator[Finding]:
    keys = tuple(keys)
    given = [key for key in keys if mapping.holds(key)]
    if len(given) != 1:
        got = listed(given, "and") if given else "none of them"
        yield _at(mapping, f"must have exactly one of the keys {listed(keys, 'or')}, got {got}")


def _at(entry: Entry, message: str) -> Finding:
    return Finding(path=entry.path, message=message)
