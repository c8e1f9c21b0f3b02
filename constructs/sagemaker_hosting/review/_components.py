"""Tells of inference components that go while their endpoint stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.review._gone import Endings, Fate
from sagemaker_hosting.view import InferenceComponent

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Change
    from sagemaker_hosting.review._remark import Remark
    from sagemaker_hosting.view import Resource

_FATE: Final = Fate(
    goes="is deleted: whoever calls it fails from then on",
    stays="keeps its copies",
    by_hand="aws sagemaker delete-inference-component, when nobody calls it any more",
)


def remarks_on_components(
    touched: Iterable[Change[Resource]], endings: Endings
) -> Iterator[Remark]:
    """Tell of components that are no longer defined: requests name them, beside the endpoint.

    Args:
        touched: the changes around an endpoint that stays.
        endings: tells what becomes of what goes.
    """
    for change in touched:
        old = change.old
        if isinstance(old, InferenceComponent) and change.new is None:
            yield endings.remark(old, f"component {old.name.text or old.logical_id}", _FATE)
