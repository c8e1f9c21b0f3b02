"""The guide's way to another instance type of a variant that scales is one that AWS takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from ruamel.yaml import YAML

from sagemaker_hosting.rules import check_update
from sagemaker_hosting.templates import Template, read_templates
from stacks.environment_stage import EnvironmentStage
from stacks.settings import load_environment
from tests.docs.test_guide import ROOT, blocks_of

PAGE = ROOT / "docs" / "guide" / "environments.md"
VARIANTS = "part of: dev.yaml endpoints.demand.variants"

Deploy = Callable[[dict[str, Any]], tuple[Template, ...]]


def _two_deploys() -> tuple[dict[str, Any], dict[str, Any]]:
    """The variant as the two blocks below "Another instance type" write it."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("**Another instance type.**"))
    blocks = [b for b in blocks_of(PAGE) if b.line > start and b.mark == VARIANTS]
    first, second = (YAML(typ="safe").load(block.text)["champion"] for block in blocks[:2])
    return first, second


@pytest.fixture
def deploy(tmp_path: Path, cdk_context: dict[str, Any]) -> Deploy:
    """Synthesizes the page's environment with another champion."""
    (tmp_path / "model_code").symlink_to(ROOT / "model_code")
    file = tmp_path / "environments" / "dev.yaml"
    file.parent.mkdir()
    whole = next(b.text for b in blocks_of(PAGE) if b.mark == "complete: dev.yaml")

    def synthesize(champion: dict[str, Any]) -> tuple[Template, ...]:
        data = YAML(typ="safe").load(whole)
        data["endpoints"]["demand"]["variants"]["champion"] = champion
        with file.open("w", encoding="utf-8") as stream:
            YAML(typ="safe").dump(data, stream)
        number = len(list(tmp_path.glob("cdk.out.*")))
        app = cdk.App(context=cdk_context, outdir=str(tmp_path / f"cdk.out.{number}"))
        EnvironmentStage(app, environment=load_environment(file))
        return read_templates([Path(app.synth().directory)])

    return synthesize


def test_one_deploy_is_refused_and_the_two_of_the_page_are_taken(deploy: Deploy) -> None:
    first, second = _two_deploys()
    scaled = {**first, "scaling": second["scaling"]}
    assert "scaling" not in first
    assert first["instance_type"] != second["instance_type"]

    before, between, after = map(deploy, (scaled, first, second))

    assert [f.rule.id for f in check_update(after, against=before)] == ["DEP-24"]
    assert check_update(between, against=before) == ()
    assert check_update(after, against=between) == ()
