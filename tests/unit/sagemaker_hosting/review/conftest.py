"""Makes both sides of a review out of the templates in bases/ and small edits of them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.cost import Prices, read_prices
from sagemaker_hosting.review import Review, Side, review_of
from sagemaker_hosting.templates import read_templates

BASES = Path(__file__).parent / "bases"
Template = dict[str, Any]
Stacks = dict[str, Template]
Edit = Callable[[Stacks], None]


@pytest.fixture(scope="session")
def prices() -> Prices:
    """Round prices, that a refresh of the real ones does not change."""
    return read_prices(BASES / "prices.json")


@pytest.fixture
def stacks() -> Callable[..., Stacks]:
    """Read templates of bases/ as plain data, by the names of their stacks."""

    def run(**bases: str) -> Stacks:
        return {
            name: copy.deepcopy(dict(read_templates([BASES / f"{base}.yaml"])[0].body))
            for name, base in bases.items()
        }

    return run


@pytest.fixture
def side(tmp_path: Path) -> Callable[[str, Stacks], Side]:
    """Write stacks of the environment prod, and read them as one side."""

    def run(label: str, stacks: Stacks) -> Side:
        folder = tmp_path / label
        for name, template in stacks.items():
            path = folder / "prod" / f"{name}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(template, indent=2))
        templates = read_templates([folder], account="111111111111", region="eu-west-1")
        return Side(label=label, templates=templates)

    return run


@pytest.fixture
def reviewed(
    stacks: Callable[..., Stacks], side: Callable[[str, Stacks], Side], prices: Prices
) -> Callable[..., Review]:
    """Review the step from templates of bases/ to what an edit makes of them."""

    def run(edit: Edit, *, base_of: Stacks | None = None, **bases: str) -> Review:
        given = stacks(**bases) if base_of is None else base_of
        head = copy.deepcopy(given)
        edit(head)
        return review_of(side("base", given), side("head", head), prices=prices)

    return run
