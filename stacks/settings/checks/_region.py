"""Checks that what a file needs of its Region can be had there.

What is known of Regions is where AWS publishes its images, and prices. AWS opens Regions faster
than such tables are refreshed, so that a name which is in neither is no fault for that alone, as
docs/decisions/0006 has it for instance types. It is one where the file needs what no table has:

- AWS's own images have an account of their own in each Region, and no address without it. In a
  Region that is known the fault is the image's, as others have it. In one that is not, it is the
  Region's, told once with the nearest name: that is likelier wrong than every image.
- A budget needs prices. Where there are none it holds nothing back, which is no fault of a Region
  that may have opened since (`eu-west-4`, `nz-north-1`), and is one of a name that must be misspelt
  (`eu-wst-1`): `region_fault` tells them apart.

Everything else does as well in a Region of tomorrow. Its name, and a budget without prices, are
notes beside the synth, which stop nothing: a warning would end `make synth`, which is strict, until
somebody acknowledges it, and to be new is nothing to give reasons for.
"""

from collections.abc import Collection, Iterator

from sagemaker_hosting.facts.images import dlc_accounts
from sagemaker_hosting.facts.partitions import region_fault
from sagemaker_hosting.nearest import nearest
from stacks.settings.checks._common import at
from stacks.settings.checks._container import containers_of
from stacks.settings.checks._framework_images import look_up
from stacks.settings.checks._uses import types_by_model
from stacks.settings.common._names import AVAILABILITY_ZONE, REGION
from stacks.settings.files._environment import Environment
from stacks.settings.yaml._faults import Finding, written
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import listed, shown

_IN_EVERY_REGION = "pytorch-inference"
"""What AWS publishes wherever it publishes images at all."""
_FEW = 3
_BY = "by repository or uri"


def check_region(top: Entry) -> Iterator[Finding]:
    """Check a file.

    Args:
        top: The file's data.

    Yields:
        The faults, in no order.
    """
    region = top.at("region")
    name = region.text("")
    if not REGION.fits(name):
        return  # told as such
    misfits = list(_misfits(top, region, name))
    yield from misfits
    if all(finding.path != region.path for finding in misfits):
        yield from _zones(top.at("vpc", "availability_zones"), name)


def _misfits(top: Entry, region: Entry, name: str) -> Iterator[Finding]:
    """Find what the file needs that the Region, by its name, has not."""
    unpublished = list(_unpublished(top, name))
    if name in _known():
        for image, lacking, having in unpublished:
            near = listed(nearest(name, having, count=_FEW), "or")
            message = f"{lacking} is not published in {name}, but in others such as {near}"
            yield at(image, f"{message}; give an image of your own, {_BY}")
    elif unpublished:
        places = [written(image.path) for image, _, _ in unpublished]
        told = listed(places, "and") if len(places) <= _FEW else f"{len(places)} images"
        reason = f"a newer one needs images of your own, {_BY}, for {told}: AWS's are not known"
        yield at(region, _unknown(name, reason))
    elif top.holds("monthly_budget_usd") and region_fault(name) and not _has_prices(name):
        reason = "a newer one goes without monthly_budget_usd: its prices are not known"
        yield at(region, _unknown(name, reason))


def _zones(zones: Entry, region: str) -> Iterator[Finding]:
    """Find zones of another Region."""
    for zone in zones.elements():
        text = zone.text("")
        if AVAILABILITY_ZONE.fits(text) and not text.startswith(region):
            yield at(zone, f"must be a zone of {region}, got {shown(text)}")


def notes_on_region(environment: Environment) -> Iterator[Finding]:
    """Tell what is doubtful about a Region and stops nothing.

    Args:
        environment: As it was loaded, without faults.

    Yields:
        What to tell beside the synth.
    """
    name = environment.region
    priced = _has_prices(name)
    if name not in _known() and not priced:
        yield Finding(path=("region",), message=_unknown(name))
    if environment.monthly_budget_usd is not None and not priced:
        message = f"no price is known in {name}, so that this budget holds nothing back"
        yield Finding(path=("monthly_budget_usd",), message=message)


def _unpublished(top: Entry, region: str) -> Iterator[tuple[Entry, str, Collection[str]]]:
    """Find the images of AWS that a Region has none of, and the Regions that have them.

    Only those of models that are used: nothing else is built.
    """
    types = types_by_model(top)
    for model in top.at("models").entries():
        for container in containers_of(model) if model.key in types else ():
            image = container.at("image")
            repository = image.at("dlc").text()
            having = {repository: dlc_accounts(repository)} if repository is not None else {}
            for found in look_up(image, types[model.key]).images:
                having[f"{found.repository}:{found.tag}"] = found.accounts
            lacking = [(name, regions) for name, regions in having.items() if region not in regions]
            if lacking:
                yield (image, *lacking[0])


def _unknown(name: str, reason: str | None = None) -> str:
    near = nearest(name, _known(), count=1)
    told = f"got {shown(name)}, which no table of Regions has"
    if not near:
        return told if reason is None else f"{told}; {reason}"
    meant = f"{told}; did you mean {near[0]}?"
    return meant if reason is None else f"{meant} ({reason})"


def _known() -> Collection[str]:
    return dlc_accounts(_IN_EVERY_REGION)


def _has_prices(region: str) -> bool:
    from sagemaker_hosting.cost import own_prices  # noqa: PLC0415  # few files need it

    return region in own_prices().regions
