"""A model as variants and jobs know it, and one that exists already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class IModel(Protocol):
    """What a variant needs of a model: ours, an imported one, AWS's alpha construct."""

    @property
    def model_name(self) -> str:
        """The model's name; a late value for models made in the app."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ImportedModel:
    """A model of which the name alone is known."""

    model_name: str
