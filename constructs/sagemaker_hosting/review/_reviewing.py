"""Makes a review of two sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sagemaker_hosting.changes import Changes, Effect, changes_between
from sagemaker_hosting.review._access import access_of
from sagemaker_hosting.review._batches import batches_of
from sagemaker_hosting.review._conditional import remarks_on_conditions
from sagemaker_hosting.review._data import remarks_on_data
from sagemaker_hosting.review._diffs import resource_changes, sections_of
from sagemaker_hosting.review._endpoints import Context, endpoints_of
from sagemaker_hosting.review._environments import Environments
from sagemaker_hosting.review._exports import remarks_on_exports
from sagemaker_hosting.review._findings import findings_of, found_of
from sagemaker_hosting.review._gone import Endings
from sagemaker_hosting.review._item import Item
from sagemaker_hosting.review._money import Bill, place_of, remarks_on_budget, remarks_on_left_costs
from sagemaker_hosting.review._protection import protection_of
from sagemaker_hosting.review._remark import Remark, Risk
from sagemaker_hosting.review._review import Place, Review
from sagemaker_hosting.review._stack_options import StackOptions
from sagemaker_hosting.review._unchangeable import remarks_on_unchangeable
from sagemaker_hosting.review._up_to_date import compared, remarks_on_versions
from sagemaker_hosting.rules import Finding, Severity, check_changes
from sagemaker_hosting.view import Endpoint, Hosting, default_of

if TYPE_CHECKING:
    from sagemaker_hosting.cost import Prices, StatedEnvironment
    from sagemaker_hosting.review._side import Side

_SILENT = "UPD-03"


def review_of(
    base: Side,
    head: Side,
    *,
    environments: Sequence[StatedEnvironment] = (),
    prices: Prices | None = None,
) -> Review:
    """Tell what the step from one side to another means.

    Args:
        base: what is deployed, or will be compared with.
        head: what is asked for.
        environments: what files say of traffic, budget and Region, for both sides; without, the
            templates' own Metadata count.
        prices: list prices; those of this package when left out.

    Raises:
        UnusableTraffic: traffic or a budget is stated wrongly.
    """
    on_versions = tuple(remarks_on_versions(base, head))
    base, not_compared = compared(base, head)
    certain = changes_between(Hosting(base.templates), Hosting(head.templates))
    changes = _by_default(base, head, certain)
    environments_of = Environments.of(changes)
    found = findings_of(changes)
    options = StackOptions.of(base, head)
    review = Review(
        base=base.label,
        head=head.label,
        stacks=len(head.templates),
        is_same=False,
        not_compared=not_compared,
        remarks=on_versions,
        protection=tuple(options.differences(changes)),
        resources=resource_changes(changes, environments_of),
        sections=(*sections_of(changes), *options.sections(changes)),
        new=found.new,
        gone=found.gone,
        acknowledged=found.acknowledged,
        no_longer_acknowledged=found.no_longer_acknowledged,
    )
    differs = review.resources or review.sections or review.protection
    if not (differs or found.acknowledgements_differ):
        return replace(review, is_same=True)
    old, new = (
        Bill.of(
            side.templates,
            environments=environments,
            prices=prices,
            renamed=environments_of.renamed,
        )
        for side in (base, head)
    )
    step = check_changes(certain)
    # What AWS refuses must not hang on defaults, which a deploy may override.
    refused = (
        *remarks_on_exports(certain, environments_of),
        *remarks_on_unchangeable(certain, environments_of),
    )
    turned = remarks_on_conditions(base, head, changes)
    review = replace(review, remarks=(*review.remarks, *refused, *turned))
    endings = Endings(changes=changes, options=options)
    return _with_meaning(review, endings, step, environments_of, old, new)


def _by_default(base: Side, head: Side, certain: Changes) -> Changes:
    """Compare with the parameters' defaults, every resource kept; the same if there are none."""
    sides = [
        {i: default_of(t.body, keeps_all=True) for i, t in enumerate(side.templates)}
        for side in (base, head)
    ]
    if not any(scenario.by_default for side in sides for scenario in side.values()):
        return certain
    old, new = Hosting(base.templates, sides[0]), Hosting(head.templates, sides[1])
    return changes_between(old, new, whatever=certain)


def _with_meaning(  # noqa: PLR0917  # what one review is made of
    review: Review,
    endings: Endings,
    step: Sequence[Finding],
    environments: Environments,
    old: Bill,
    new: Bill,
) -> Review:
    """Add what the changes mean to what they are."""
    changes = endings.changes
    of_endpoints, others = _placed(step, changes)
    context = Context(
        changes=changes,
        environment=environments,
        old_bill=old,
        new_bill=new,
        endings=endings,
        remarks=of_endpoints,
    )
    endpoints, unchanged = endpoints_of(context)
    batches, unchanged_batches = batches_of(context)
    items = (*endpoints, *batches)
    places = tuple(_places(changes, environments, context, items))
    budget = [remark for place in places for remark in remarks_on_budget(place.name, old, new)]
    return replace(
        review,
        places=places,
        items=items,
        unchanged=unchanged + unchanged_batches,
        access=access_of(changes, environments),
        protection=(*review.protection, *protection_of(changes)),
        remarks=(
            *review.remarks,
            *others,
            *budget,
            *remarks_on_data(changes, endings),
            *remarks_on_left_costs(items),
            *_on_names(changes),
        ),
    )


def _placed(
    step: Sequence[Finding], changes: Changes
) -> tuple[dict[int, list[Remark]], list[Remark]]:
    """Tell what the checks of the step say: of one endpoint, or of none."""
    endpoints = {(id(e.stack.template), e.path): e for e in changes.new.all_of(Endpoint)}
    of_endpoints: defaultdict[int, list[Remark]] = defaultdict(list)
    others = []
    for finding in step:
        endpoint = endpoints.get((id(finding.template), finding.endpoint or ""))
        remark = _remark(finding, named=endpoint is None)
        if endpoint is not None:
            of_endpoints[id(endpoint)].append(remark)
        else:
            others.append(remark)
    return of_endpoints, others


def _remark(finding: Finding, *, named: bool) -> Remark:
    risk = Risk.REFUSED if finding.severity is Severity.ERROR else None
    if finding.rule.id == _SILENT:
        risk = Risk.SILENT
    found = found_of(finding)
    place = f" {found.place}:" if named else ""
    return Remark(
        risk=risk,
        says=f"{finding.rule.id}{place} {found.says}",
        fix=found.fix,
        link=finding.link,
    )


def _places(
    changes: Changes, environments: Environments, context: Context, items: Sequence[Item]
) -> Iterator[Place]:
    touched = {environments(c.resource) for c in changes.all if c.effect is not Effect.UNCHANGED}
    touched.update(item.environment for item in items)
    for name in environments.names_in(changes):
        place = place_of(name, context.old_bill, context.new_bill)
        costs = place.money
        differs = costs is not None and costs.before != costs.after
        if name in touched or differs or place.budget_before != place.budget_after:
            yield place


def _on_names(changes: Changes) -> Iterator[Remark]:
    pairs = changes.stacks
    paired = [pair for pair in pairs if None not in pair]
    if not paired and len(pairs) > 1 and changes.old.stacks and changes.new.stacks:
        yield Remark(
            risk=None,
            says=(
                "no stack bears the same name on both sides, so that all of one side goes and all "
                "of the other comes"
            ),
            fix="compare the same folder of both, such as BASE:templates and templates",
        )
