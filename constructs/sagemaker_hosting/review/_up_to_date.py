"""Tells what a review cannot see: templates of another version of a file, and those not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._stated import environment_of, said_of_environment
from sagemaker_hosting.review._remark import Remark, Risk

if TYPE_CHECKING:
    from sagemaker_hosting.environment_files import Outdated
    from sagemaker_hosting.review._side import Side

AGAIN: Final = "make templates"
"""What writes templates/ anew."""

_SYNTH: Final = "make synth"


def outdated_of(side: Side) -> list[Outdated]:
    """Find the environments of which a side has templates that are not what their files give.

    Args:
        side: what was read; nothing is found where it lies beside no environment files, or its
            templates do not tell of which version of a file they are.
    """
    if side.files is None:
        return []
    missing = side.files.without_templates(side.versions) if side.is_whole else []
    return [*side.files.outdated(side.versions), *missing]


def remarks_on_versions(base: Side, head: Side) -> Iterator[Remark]:
    """Tell where a side has templates that are not what its environment files give.

    A folder that somebody kept to compare with is meant to be older, a revision is not.
    """
    for fault in outdated_of(head):
        yield Remark(
            risk=Risk.STALE,
            says=f"{fault.environment} {fault.says}; what that changes is not reviewed",
            fix=_SYNTH if _is_assembly(head) else _way_out(fault),
        )
    for fault in outdated_of(base) if base.is_revision else ():
        says = f"{base.label}: {fault.environment} {fault.says}; part of this change may be older"
        yield Remark(risk=None, says=says)


def compared(base: Side, head: Side) -> tuple[Side, tuple[str, ...]]:
    """Take out of the old side what the new one has not synthesized.

    An environment is not synthesized if the new side has nothing of it, but its file is still
    there: `make synth ENV=dev` makes no others. That its templates come from a file, they tell
    themselves. Two environments may be compared with each other: where the sides have none in
    common, everything is compared.

    Returns:
        The old side, and the environments that were taken out of it.
    """
    if head.files is None:
        return base, ()
    old, new = ({environment_of(t) for t in side.templates} for side in (base, head))
    of_files = {said_of_environment(t).get("name") for t in base.templates}
    left_out = (old - new) & of_files & head.files.contents.keys()
    if not left_out or new.isdisjoint(old):
        return base, ()
    kept = [t for t in base.templates if environment_of(t) not in left_out]
    return replace(base, templates=kept), tuple(sorted(left_out))


def _way_out(fault: Outdated) -> str:
    name = fault.environment
    if fault.is_incomplete:
        return f"{AGAIN}, then git add templates/{name}"
    if not fault.has_file:
        return AGAIN
    return f"{AGAIN}, or make synth ENV={name} and endpoints review BASE cdk.out"


def _is_assembly(side: Side) -> bool:
    return any(template.stack_name is not None for template in side.templates)
