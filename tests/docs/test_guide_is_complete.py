"""Holds what the guide tells in tables and links against the code, and misses nothing."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from cfnlint.schema.manager import (  # type: ignore[import-untyped] # it ships no types
    PROVIDER_SCHEMA_MANAGER,
)
from typer.main import get_command

from sagemaker_endpoints import (
    ContainerDefinition,
    ContainerImage,
    Endpoint,
    EndpointVariant,
    InstanceVariant,
    InvocationHttpResponseCode,
    Model,
    ModelData,
    RealTimeEndpoint,
    ScalableInstanceCount,
)
from sandbox import Sandbox
from sandbox._cli import app as sandbox_cli
from stacks.settings import environment_schema

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
MODELS, ENDPOINTS, SCALING = "models-and-images.md", "real-time-endpoints.md", "scaling.md"


def prose_of(page: str) -> str:
    """A page without its blocks."""
    return re.sub(r"^```.*?^```$", "", (GUIDE / page).read_text(), flags=re.MULTILINE | re.DOTALL)


def named_in(page: str) -> set[str]:
    """Every name that the page sets in code, outside its blocks."""
    spans = re.findall(r"`([^`\n]+)`", prose_of(page))
    return {name for span in spans for name in re.findall(r"--[\w-]+|\w+", span)}


def rows_of(page: str, heading: str) -> Iterator[list[str]]:
    """The cells of the table whose first column is headed so."""
    inside = False
    for line in prose_of(page).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == heading:
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not cells[0].startswith("---"):
            yield cells


def code_of(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def public_methods(of: type, prefix: str = "") -> set[str]:
    ours = [each for each in of.__mro__ if each.__module__.startswith(("sagemaker_", "sandbox"))]
    names = {name for each in ours for name in vars(each)}
    return {name for name in names if name.startswith(prefix) and not name.startswith("_")}


@pytest.mark.parametrize(
    ("page", "callables"),
    [
        (MODELS, [Model.__init__, ContainerDefinition]),
        (
            MODELS,
            [getattr(ContainerImage, name) for name in public_methods(ContainerImage, "from")],
        ),
        (MODELS, [getattr(ModelData, name) for name in public_methods(ModelData, "from")]),
        (ENDPOINTS, [RealTimeEndpoint.__init__, InstanceVariant]),
        (SCALING, [EndpointVariant.auto_scale_instance_count]),
        (
            SCALING,
            [
                getattr(ScalableInstanceCount, name)
                for name in public_methods(ScalableInstanceCount, "scale")
            ],
        ),
        ("sandbox.md", [Sandbox]),
    ],
)
def test_every_parameter_is_told(page: str, callables: list[Callable[..., Any]]) -> None:
    parameters = {name for call in callables for name in inspect.signature(call).parameters}
    itself = {"self", "scope", "construct_id"}

    assert callables
    assert parameters - itself - named_in(page) == set()


@pytest.mark.parametrize(
    ("page", "of", "prefix"),
    [
        (MODELS, ContainerImage, "from"),
        (MODELS, ModelData, "from"),
        (ENDPOINTS, Model, "from"),
        (ENDPOINTS, RealTimeEndpoint, "from"),
        (ENDPOINTS, EndpointVariant, "metric"),
        (SCALING, ScalableInstanceCount, "scale"),
        ("sandbox.md", Sandbox, ""),
    ],
)
def test_every_way_is_told(page: str, of: type, prefix: str) -> None:
    methods = public_methods(of, prefix)

    assert methods
    assert methods - named_in(page) == set()


def test_every_grant_is_shown() -> None:
    page = (GUIDE / ENDPOINTS).read_text()

    for grant in public_methods(Endpoint, "grant"):
        assert f"endpoint.{grant}(" in page


def test_metrics_are_what_the_table_says() -> None:
    stack = cdk.Stack()
    variant = RealTimeEndpoint.from_endpoint_name(stack, "Demand", "demand").variant("champion")
    codes = [(code,) for code in InvocationHttpResponseCode]

    for method, names, statistic, _unit in rows_of(ENDPOINTS, "method"):
        (method_name,) = code_of(method)
        of_codes = method_name == "metric_invocation_response_code"
        metrics = [
            getattr(variant, method_name)(*arguments) for arguments in (codes if of_codes else [()])
        ]
        assert [metric.metric_name for metric in metrics] == code_of(names)
        assert {metric.statistic for metric in metrics} == {statistic}


def test_changes_do_what_the_table_says() -> None:
    told = 0

    for _change, properties, by in rows_of(ENDPOINTS, "you change"):
        resource_type, *names = code_of(properties)
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-west-1", resource_type).schema
        for name in names:
            assert name in schema["properties"]
            replaced = f"/properties/{name}" in schema["createOnlyProperties"]
            assert by.startswith("replacement" if replaced else "update in place")
            told += 1

    assert told > 0


def test_every_key_of_an_environment_file_is_told() -> None:
    schema = json.loads(environment_schema())
    objects = [schema, *schema["$defs"].values()]
    keys = {key for part in objects for key in part.get("properties", {})}

    assert len(keys) > 30
    assert keys - named_in("environments.md") == set()


def test_every_command_and_option_of_the_sandbox_is_told() -> None:
    commands: dict[str, Any] = getattr(get_command(sandbox_cli), "commands", {})
    page, names = (GUIDE / "sandbox.md").read_text(), named_in("sandbox.md")
    options = {
        option
        for command in commands.values()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }

    assert [name for name in commands if f"`{name}" not in page] == []
    assert options - names == set()


def test_warnings_that_are_told_are_those_that_there_are() -> None:
    pages = "".join(page.read_text() for page in PAGES)
    sources = (ROOT / "constructs" / "sagemaker_endpoints").glob("*.py")
    source = "".join(path.read_text() for path in sources)
    rules = re.findall(r'warn\(\s*self,\s*"(\w+)"|return \(\("(\w+)", message\),\)', source)

    assert len(rules) > 1
    assert set(re.findall(r"sagemaker-endpoints::(\w+)", pages)) == {a or b for a, b in rules}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", prose_of(page.name))

    for link in links:
        if link.startswith("https://"):
            continue
        place, _, anchor = link.partition("#")
        target = page.parent / place if place else page
        assert target.exists(), link
        headings = re.findall(r"^#+ (.+)$", prose_of(target.name), flags=re.MULTILINE)
        assert not anchor or anchor in [heading.lower().replace(" ", "-") for heading in headings]


def test_index_lists_every_page() -> None:
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (GUIDE / "README.md").read_text())

    assert sorted(listed) == [page.name for page in PAGES if page.name != "README.md"]
