"""Which containers of a model a caller may ask, where callers choose one."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.models._model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_cdk import aws_sagemaker as sagemaker

    from sagemaker_endpoints.models._imported_model import IModel

# The guide's text names this key; its newer examples show the one of multi-model endpoints, and
# IAM's list has that one alone. A key that a request lacks matches nothing: too little is allowed
# at worst, never too much.
# https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-security.html
CONDITION_KEY = "sagemaker:TargetContainerHostname"


def target_container_faults(
    models: Sequence[IModel | sagemaker.CfnModel], target_containers: Sequence[str]
) -> Iterator[str]:
    """Why a right to *target_containers* of *models* would be none.

    Of models that are not made in the app nobody knows the containers.
    """
    if isinstance(target_containers, str):
        yield (
            f"target_containers: got one text, {target_containers!r}, allowed is a list; write "
            f"[{target_containers!r}]"
        )
        return
    if not target_containers:
        yield "target_containers: got none, name one or more; leave it out to grant all"
    known = [model for model in models if isinstance(model, Model)]
    others = [model.node.path for model in known if not model.is_direct]
    for path in others:
        yield (
            f"target_containers: callers cannot choose a container of {path!r}; leave it out, or "
            'make the model with inference_execution_mode="Direct"'
        )
    if others or len(known) < len(models):
        return
    hostnames = dict.fromkeys(name for model in known for name in model.container_hostnames)
    if not all(map(is_known_text, hostnames)):
        return
    for target in target_containers:
        if is_known_text(target) and not any(fnmatchcase(name, target) for name in hostnames):
            told = ", ".join(repr(name) for name in hostnames)
            yield f"target_containers: got {target!r}, the containers are {told}"
