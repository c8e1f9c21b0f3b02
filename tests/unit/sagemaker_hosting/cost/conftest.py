"""What prices templates of the tests' own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.cost import Prices, cost_of
from sagemaker_hosting.templates import read_templates
from tests.unit.sagemaker_hosting.cost.bills import REGION, TABLES, CostOf, prices_of


@pytest.fixture(scope="session")
def prices() -> Prices:
    """The prices of `TABLES`."""
    return prices_of(TABLES)


@pytest.fixture
def cost(tmp_path: Path, prices: Prices) -> CostOf:
    """Prices resources as the template prod/Demand.json."""

    def price(resources: Mapping[str, Any], *, region: str | None = REGION, **more: Any) -> Any:
        folder = tmp_path / "prod"
        folder.mkdir(exist_ok=True)
        template = {"Resources": resources, **more.pop("template", {})}
        (folder / "Demand.json").write_text(json.dumps(template))
        more.setdefault("prices", prices)
        (found,) = cost_of(read_templates([folder], region=region), **more)
        return found

    return price
