"""Ids of constructs that are named after something."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_text

if TYPE_CHECKING:
    from constructs import Construct


def id_of_variant(scope: Construct, variant_name: str, suffix: str) -> str:
    """The id in *scope* of what belongs to a variant: its name and *suffix*.

    A name that only the deploy knows cannot be an id: such variants are numbered.
    """
    if is_known_text(variant_name):
        return f"{variant_name}{suffix}"
    numbered = (f"Variant{number}{suffix}" for number in itertools.count(1))
    return next(free for free in numbered if scope.node.try_find_child(free) is None)
