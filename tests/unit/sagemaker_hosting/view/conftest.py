"""Views templates that are written in tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from sagemaker_hosting.templates import read_templates
from sagemaker_hosting.view import Hosting, Node, Scenario

View = Callable[..., Hosting]


@pytest.fixture
def view(tmp_path: Path) -> View:
    """View YAML templates that are deployed together, in the scenario given of each."""

    def run(
        *sources: str,
        scenario: Scenario | None = None,
        account: str | None = "111111111111",
        region: str | None = "eu-west-1",
    ) -> Hosting:
        paths = [tmp_path / f"template{index}.yaml" for index in range(len(sources))]
        for path, source in zip(paths, sources, strict=True):
            path.write_text(dedent(source))
        templates = read_templates(paths, account=account, region=region)
        given = dict.fromkeys(range(len(sources)), scenario) if scenario is not None else {}
        return Hosting(templates, given)

    return run


@pytest.fixture
def value(view: View) -> Callable[..., Node]:
    """Resolve one YAML value: that of the property Value of a resource beside an endpoint."""

    def run(written: str, more: str = "", **options: object) -> Node:
        source = "\n".join(
            (
                dedent(more),
                "Resources:",
                "  Bucket: {Type: AWS::S3::Bucket}",
                "  Model: {Type: AWS::SageMaker::Model}",
                "  Endpoint: {Type: AWS::SageMaker::Endpoint}",
                "  Custom: {Type: Custom::Name}",
                f"  Here: {{Type: Custom::Here, Properties: {{Value: {written}}}}}",
            )
        )
        hosting = view(source, **options)
        return next(r for r in hosting.resources if r.logical_id == "Here").at("Value")

    return run
