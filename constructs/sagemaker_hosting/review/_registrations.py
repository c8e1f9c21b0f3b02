"""Tells of scaling that is registered again while the old registration is still there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.changes import Effect
from sagemaker_hosting.review._remark import Remark, Risk
from sagemaker_hosting.review._wording import canonical, path_of
from sagemaker_hosting.view import ScalableTarget

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Change
    from sagemaker_hosting.view import Resource

_REGISTERED: Final = (
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/"
    "API_RegisterScalableTarget.html"
)
_IDENTITY: Final = ("ResourceId", "ScalableDimension", "ServiceNamespace")


def remarks_on_registrations(touched: Iterable[Change[Resource]]) -> Iterator[Remark]:
    """Tell where scaling gets another logical id, and stays the same for Application Auto Scaling.

    A scalable target is its resource, dimension and namespace; CloudFormation makes the new one
    first, and deletes the old one after the update.

    Args:
        touched: the changes around an endpoint.
    """
    targets = [change for change in touched if isinstance(change.resource, ScalableTarget)]
    gone = {_identity(c.resource): c for c in targets if c.effect is Effect.DELETED}
    for change in targets:
        old = gone.get(_identity(change.resource)) if change.effect is Effect.CREATED else None
        if old is not None:
            says = (
                f"the scaling {path_of(old.resource)} gets another logical id "
                f"({old.resource.logical_id}, now {change.resource.logical_id}), and is the same "
                "registration: CloudFormation makes it before it deletes the old one, which is "
                "refused, or ends without any"
            )
            yield Remark(
                risk=Risk.SILENT,
                says=says,
                fix="keep its logical id, or deploy once without scaling in between",
                link=_REGISTERED,
            )


def _identity(resource: Resource) -> str:
    properties = resource.body.get("Properties", {})
    return canonical([properties.get(key) for key in _IDENTITY])
