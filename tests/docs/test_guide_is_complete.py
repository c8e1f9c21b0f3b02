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
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from typer.main import get_command

from sagemaker_endpoints import (
    AsyncEndpoint,
    BatchTransform,
    CapacityReservation,
    ClarifyExplainer,
    ClarifyInference,
    ClarifyText,
    ComponentRollout,
    ContainerDefinition,
    ContainerImage,
    CoreDump,
    DashboardEndpoint,
    DataCapture,
    Endpoint,
    EndpointDashboard,
    EndpointVariant,
    InferenceComponent,
    InferenceComponentEndpoint,
    InstancePool,
    InstanceVariant,
    InvocationHttpResponseCode,
    LoadTest,
    MetricsConfig,
    Model,
    ModelComponent,
    ModelData,
    MultiModelEndpoint,
    MultiModelVariant,
    RealTimeEndpoint,
    RollbackAlarms,
    Rollout,
    Routing,
    SageMakerVpcEndpoints,
    ScalableAsyncInstanceCount,
    ScalableCopyCount,
    ScalableInstanceCount,
    ScalableProvisionedConcurrency,
    ScaleInPolicy,
    ServerlessEndpoint,
    ShadowTest,
    ShapBaseline,
    UtilizationOptions,
)
from sandbox import Sandbox
from sandbox._cli import app as sandbox_cli
from stacks.settings import environment_schema

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
PAGES = sorted(GUIDE.glob("*.md"))
MODELS, ENDPOINTS, SCALING = "models-and-images.md", "real-time-endpoints.md", "scaling.md"
INSTANCES = "instances.md"
COMPONENTS = "inference-components.md"
SERVERLESS, ASYNC = "serverless-endpoints.md", "async-endpoints.md"


def prose_of(page: str) -> str:
    """A page of the guide without its blocks; `../` leads to other pages."""
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
        (MODELS, [Model.__init__, Model.from_model_package, ContainerDefinition]),
        ("hugging-face-hub.md", [ContainerDefinition.from_hugging_face_hub]),
        ("multi-model-endpoints.md", [MultiModelEndpoint.__init__]),
        ("multi-model-endpoints.md", [MultiModelEndpoint.grant_invoke]),
        ("pipelines.md", [RealTimeEndpoint.grant_invoke]),
        (
            MODELS,
            [getattr(ContainerImage, name) for name in public_methods(ContainerImage, "from")],
        ),
        (MODELS, [getattr(ModelData, name) for name in public_methods(ModelData, "from")]),
        (ENDPOINTS, [RealTimeEndpoint.__init__, MetricsConfig]),
        (
            INSTANCES,
            [InstanceVariant, InstancePool, Routing.prefix_aware, CoreDump, CapacityReservation],
        ),
        (
            "explanations.md",
            [
                ClarifyExplainer,
                ClarifyInference,
                ClarifyText,
                ShapBaseline.inline,
                ShapBaseline.from_location,
            ],
        ),
        (SCALING, [EndpointVariant.auto_scale_instance_count, LoadTest]),
        (SCALING, [ScalableInstanceCount.suspend]),
        (
            SCALING,
            [
                getattr(ScalableInstanceCount, name)
                for name in public_methods(ScalableInstanceCount, "scale")
            ],
        ),
        ("network.md", [SageMakerVpcEndpoints.__init__]),
        ("batch-transform.md", [BatchTransform.__init__]),
        (
            "rollouts.md",
            [
                Rollout.canary,
                Rollout.linear,
                Rollout.rolling,
                Rollout.all_at_once,
                RollbackAlarms,
            ],
        ),
        (
            "alarms.md",
            [
                EndpointVariant.add_alarms,
                MultiModelVariant.add_alarms,
                ServerlessEndpoint.add_alarms,
                ModelComponent.add_alarms,
            ],
        ),
        ("shadow.md", [ShadowTest.__init__]),
        ("dashboards.md", [EndpointDashboard.__init__, DashboardEndpoint]),
        ("data-capture.md", [DataCapture]),
        (
            COMPONENTS,
            [
                InferenceComponentEndpoint.__init__,
                InferenceComponentEndpoint.add_component,
                ModelComponent.add_adapter,
                ModelComponent.auto_scale_copy_count,
                ComponentRollout,
                ScaleInPolicy,
                ScalableCopyCount.scale_on_concurrency,
                ScalableCopyCount.scale_on_invocations,
            ],
        ),
        (
            SERVERLESS,
            [
                ServerlessEndpoint.__init__,
                ServerlessEndpoint.auto_scale_provisioned_concurrency,
                ScalableProvisionedConcurrency.scale_on_utilization,
            ],
        ),
        (
            ASYNC,
            [
                AsyncEndpoint.__init__,
                AsyncEndpoint.from_endpoint_attributes,
                AsyncEndpoint.auto_scale_instance_count,
                AsyncEndpoint.add_alarms,
                ScalableAsyncInstanceCount.scale_on_backlog,
                ScalableAsyncInstanceCount.scale_from_zero,
            ],
        ),
        ("sandbox.md", [Sandbox]),
    ],
)
def test_every_parameter_is_told(page: str, callables: list[Callable[..., Any]]) -> None:
    parameters = {name for call in callables for name in inspect.signature(call).parameters}
    if "options" in parameters:
        parameters |= set(UtilizationOptions.__annotations__)
    itself = {"self", "scope", "construct_id", "options"}

    assert callables
    assert parameters - itself - named_in(page) == set()


@pytest.mark.parametrize(
    ("page", "of", "prefix"),
    [
        (MODELS, ContainerImage, "from"),
        (MODELS, ModelData, "from"),
        (MODELS, Model, "from"),
        (ENDPOINTS, RealTimeEndpoint, "from"),
        (ENDPOINTS, EndpointVariant, "metric"),
        (SCALING, ScalableInstanceCount, ""),
        ("explanations.md", ShapBaseline, "from"),
        ("batch-transform.md", BatchTransform, ""),
        (COMPONENTS, InferenceComponent, "from"),
        (COMPONENTS, InferenceComponent, "metric"),
        (COMPONENTS, InferenceComponent, "grant"),
        (COMPONENTS, ModelComponent, "a"),
        (COMPONENTS, ScalableCopyCount, "s"),
        (SERVERLESS, ServerlessEndpoint, "metric"),
        (SERVERLESS, ScalableProvisionedConcurrency, "scale_on_u"),
        (ASYNC, AsyncEndpoint, "metric"),
        (ASYNC, AsyncEndpoint, "from"),
        (ASYNC, ScalableAsyncInstanceCount, "s"),
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


def test_loads_of_models_are_told() -> None:
    page = named_in("multi-model-endpoints.md")
    told = {name for name in vars(MultiModelVariant) if name.startswith("metric_")}

    assert told
    assert told - page == set()


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


@pytest.mark.parametrize("page", [SERVERLESS, ASYNC])
def test_metrics_of_an_endpoint_are_what_its_table_says(page: str) -> None:
    stack, told = cdk.Stack(), 0
    model = Model.from_model_name(stack, "Model", "forecaster")
    endpoint = (
        ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=1)
        if page == SERVERLESS
        else AsyncEndpoint.from_endpoint_name(stack, "Backfill", "backfill")
    )
    codes = [(code,) for code in InvocationHttpResponseCode]

    for method, names, statistic, _unit in rows_of(page, "metric of the endpoint"):
        (method_name,) = code_of(method)
        of_codes = method_name == "metric_invocation_response_code"
        metrics = [
            getattr(endpoint, method_name)(*arguments)
            for arguments in (codes if of_codes else [()])
        ]
        assert [metric.metric_name for metric in metrics] == code_of(names)
        assert {metric.statistic for metric in metrics} == {statistic}
        told += 1

    assert told > 10


def test_changes_do_what_the_table_says() -> None:
    told = 0

    rows = [row for page in PAGES for row in rows_of(page.name, "you change")]
    for _change, properties, by in rows:
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
    sources = (ROOT / "constructs" / "sagemaker_endpoints").rglob("*.py")
    source = "".join(path.read_text() for path in sources)
    ways = (
        r'warn\(\s*self,\s*"(\w+)"',
        r'return \(\("(\w+)", message\),\)',
        r'yield "(\w+)", message',
    )
    rules = {rule for way in ways for rule in re.findall(way, source)}

    assert len(rules) > 1
    assert set(re.findall(r"sagemaker-endpoints::(\w+)", pages)) == rules


def anchor_of(heading: str) -> str:
    """What leads to a heading, as GitHub makes it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", prose_of(page.name))

    for link in links:
        if link.startswith("https://"):
            continue
        place, _, anchor = link.partition("#")
        target = page.parent / place if place else page
        assert target.exists(), link
        if not anchor:
            continue
        prose = prose_of(place or page.name)
        headings = re.findall(r"^#+ (.+)$", prose, flags=re.MULTILINE)
        named = re.findall(r'^<a id="([\w-]+)"></a>$', prose, flags=re.MULTILINE)
        assert anchor in [*named, *map(anchor_of, headings)]


def test_index_lists_every_page() -> None:
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (GUIDE / "README.md").read_text())

    assert sorted(listed) == [page.name for page in PAGES if page.name != "README.md"]
