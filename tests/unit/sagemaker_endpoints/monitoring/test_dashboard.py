"""A dashboard of endpoints and batch transforms: its body, and what CloudWatch takes of it.

`bodies/` holds the body for each kind of hosting; `${Demand.EndpointName}` stands for what the
deploy puts in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_s3 as s3

from benchmarks.messages import recorded
from sagemaker_endpoints import (
    AsyncEndpoint,
    BatchTransform,
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    DashboardEndpoint,
    Endpoint,
    EndpointDashboard,
    InferenceComponent,
    InferenceComponentEndpoint,
    InstanceVariant,
    Model,
    ModelData,
    MultiModelEndpoint,
    RealTimeEndpoint,
    S3Location,
    ServerlessEndpoint,
    ShadowVariant,
)
from sagemaker_hosting.facts.metrics import published_metrics
from sagemaker_hosting.rules import check
from sagemaker_hosting.templates import read_templates

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Body = dict[str, Any]
DASHBOARD = "AWS::CloudWatch::Dashboard"
BODIES = Path(__file__).parent / "bodies"
OTHER_ARN = "arn:aws:sagemaker:us-east-1:222222222222:endpoint/demand"


@pytest.fixture
def body(resources: Resources) -> Callable[[cdk.Stack], Body]:
    """The body of a stack's dashboard as CloudWatch gets it, with names for what is late."""

    def found(stack: cdk.Stack) -> Body:
        (properties,) = resources(stack, DASHBOARD)
        text = properties["DashboardBody"]
        parts = text["Fn::Join"][1] if isinstance(text, dict) else [text]
        whole: Body = json.loads("".join(map(written, parts)))
        return whole

    return found


def written(part: str | dict[str, Any]) -> str:
    """Text as it is, a reference as `${Id.Attribute}`, its id without the hash."""
    if isinstance(part, str):
        return part
    ((_function, target),) = part.items()
    names = [target] if isinstance(target, str) else target
    return "${" + ".".join([re.sub(r"[0-9A-F]{8}$", "", names[0]), *names[1:]]) + "}"


def graphs_of(body: Body) -> dict[str, dict[str, Any]]:
    """The properties of graphs by title."""
    return {
        widget["properties"]["title"]: widget["properties"]
        for widget in body["widgets"]
        if widget["type"] == "metric" and "title" in widget["properties"]
    }


def metrics_of(body: Body) -> list[list[Any]]:
    return [
        metric
        for widget in body["widgets"]
        for metric in widget["properties"].get("metrics", [])
        if isinstance(metric[0], str)
    ]


def bucket(stack: cdk.Stack, construct_id: str) -> s3.IBucket:
    return s3.Bucket.from_bucket_name(stack, construct_id, "forecasts")


def instances(model: Model, name: str, weight: float = 1, of: str = "ml.m5.large") -> Any:
    return InstanceVariant(name=name, model=model, instance_type=of, initial_weight=weight)


def real_time(stack: cdk.Stack, model: Model) -> Endpoint:
    variants = [instances(model, "champion", 9), instances(model, "challenger", 1, "ml.g5.xlarge")]
    return RealTimeEndpoint(stack, "Demand", variants=variants)


def shadowed(stack: cdk.Stack, model: Model) -> Endpoint:
    shadow = ShadowVariant(name="candidate", model=model, instance_type="ml.m5.large")
    return RealTimeEndpoint(stack, "Demand", variants=[instances(model, "now")], shadow=shadow)


def serverless(stack: cdk.Stack, model: Model) -> Endpoint:
    return ServerlessEndpoint(
        stack, "Rare", model=model, max_concurrency=5, provisioned_concurrency=2
    )


def asynchronous(stack: cdk.Stack, model: Model) -> Endpoint:
    return AsyncEndpoint(
        stack,
        "Backfill",
        model=model,
        instance_type="ml.m5.xlarge",
        output_bucket=bucket(stack, "Answers"),
    )


def multi_model(stack: cdk.Stack, model: Model) -> Endpoint:
    del model
    return MultiModelEndpoint(
        stack,
        "Stores",
        image=ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/stores:1"),
        models=ModelData.from_prefix(bucket(stack, "Models"), "stores/"),
        instance_type="ml.c6i.large",
    )


def shared(stack: cdk.Stack, model: Model) -> Endpoint:
    endpoint = InferenceComponentEndpoint(stack, "Shared", instance_type="ml.g5.2xlarge")
    base = endpoint.add_component(
        "Chat",
        model=model,
        min_memory_mb=1024,
        accelerators=1,
        component_name="chat",
    )
    base.add_adapter(
        "Polite", artifact=ModelData.from_uri("s3://models/polite.tar.gz"), component_name="polite"
    )
    return endpoint


def imported(stack: cdk.Stack, model: Model) -> Endpoint:
    del model
    return Endpoint.from_endpoint_arn(stack, "Imported", OTHER_ARN)


def batch(stack: cdk.Stack, model: Model, **options: Any) -> BatchTransform:
    return BatchTransform(
        stack,
        "Nightly",
        model=model,
        instance_type="ml.m5.xlarge",
        input=S3Location(bucket=bucket(stack, "Files"), prefix="in/"),
        output=S3Location(bucket=bucket(stack, "Results"), prefix="out/"),
        **options,
    )


KINDS = [real_time, shadowed, serverless, asynchronous, multi_model, shared, imported]


@pytest.mark.parametrize("kind", [*KINDS, batch], ids=lambda kind: kind.__name__)
def test_each_kind_has_its_graphs(
    kind: Callable[[cdk.Stack, Model], Any],
    stack: cdk.Stack,
    model: Model,
    body: Callable[[cdk.Stack], Body],
) -> None:
    hosted = kind(stack, model)

    if kind is batch:
        EndpointDashboard(stack, "Dashboard", batch_transforms=[hosted])
    else:
        EndpointDashboard(stack, "Dashboard", endpoints=[hosted])

    assert body(stack) == json.loads((BODIES / f"{kind.__name__}.json").read_text())


def test_metrics_are_published_by_these_dimensions(
    stack: cdk.Stack, model: Model, body: Callable[[cdk.Stack], Body]
) -> None:
    hosted = [
        kind(stack, model) for kind in (real_time, serverless, asynchronous, multi_model, shared)
    ]

    EndpointDashboard(stack, "Dashboard", endpoints=hosted)

    published, found = published_metrics(), metrics_of(body(stack))
    assert len(found) > 100
    for namespace, name, *dimensions, _options in found:
        metric = published[namespace][name]
        assert frozenset(dimensions[::2]) in metric.dimensions, name


def test_every_kind_stands_below_the_other_without_gaps(
    stack: cdk.Stack, model: Model, body: Callable[[cdk.Stack], Body]
) -> None:
    EndpointDashboard(
        stack,
        "Dashboard",
        endpoints=[serverless(stack, model), multi_model(stack, model)],
        batch_transforms=[batch(stack, model)],
    )

    widgets = body(stack)["widgets"]
    taken = [
        (widget["x"] + column, widget["y"] + line)
        for widget in widgets
        for column in range(widget["width"])
        for line in range(widget["height"])
    ]
    assert len(set(taken)) == len(taken)
    assert max(x for x, _y in taken) < 24
    assert {y for _x, y in taken} == set(range(max(y for _x, y in taken) + 1))


@pytest.mark.parametrize(
    ("schedule", "ids"),
    [
        (None, ["FailedAlarm", "TimedOutAlarm", "AbortedAlarm"]),
        (
            "cron(0 2 * * ? *)",
            ["FailedAlarm", "TimedOutAlarm", "AbortedAlarm", "MissedAlarm", "UndeliveredAlarm"],
        ),
    ],
)
def test_alarms_of_a_batch_transform_are_shown_by_state_and_as_graphs(
    schedule: str | None,
    ids: list[str],
    stack: cdk.Stack,
    model: Model,
    body: Callable[[cdk.Stack], Body],
) -> None:
    nightly = batch(stack, model, schedule=schedule)

    EndpointDashboard(stack, "Dashboard", batch_transforms=[nightly])

    widgets = body(stack)["widgets"]
    (states,) = [widget["properties"] for widget in widgets if widget["type"] == "alarm"]
    graphs = [
        widget["properties"]["annotations"]["alarms"]
        for widget in widgets
        if "alarms" in widget["properties"].get("annotations", {})
    ]
    assert [alarm.node.id for alarm in nightly.alarms] == ids
    assert states["alarms"] == [f"${{Nightly{each}.Arn}}" for each in ids]
    assert graphs == [[arn] for arn in states["alarms"]]


def test_weights_are_lines_in_the_share_of_traffic(
    stack: cdk.Stack, model: Model, body: Callable[[cdk.Stack], Body]
) -> None:
    EndpointDashboard(stack, "Dashboard", endpoints=[real_time(stack, model)])

    share = graphs_of(body(stack))["Share of traffic"]
    marks = share["annotations"]["horizontal"]
    assert [mark["value"] for mark in marks] == [90, 10]
    assert share["metrics"][-1][0]["expression"] == "100 * FILL(m1, 0) / SUM(METRICS())"


def test_weight_that_only_the_deploy_knows_has_no_line(
    stack: cdk.Stack, model: Model, late_number: float, body: Callable[[cdk.Stack], Body]
) -> None:
    variants = [instances(model, "now", late_number), instances(model, "next")]
    endpoint = RealTimeEndpoint(stack, "Demand", variants=variants)

    EndpointDashboard(stack, "Dashboard", endpoints=[endpoint])

    assert "annotations" not in graphs_of(body(stack))["Share of traffic"]


def test_one_variant_shares_with_nobody(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, body: Callable[[cdk.Stack], Body]
) -> None:
    EndpointDashboard(stack, "Dashboard", endpoints=[endpoint])

    assert "Share of traffic" not in graphs_of(body(stack))


@pytest.mark.parametrize(
    ("instance_type", "shown"), [("ml.m5.large", False), ("ml.g5.xlarge", True)]
)
def test_gpus_are_shown_where_there_are_any(
    instance_type: str,
    shown: bool,  # noqa: FBT001  # a parameter of the test
    stack: cdk.Stack,
    model: Model,
    body: Callable[[cdk.Stack], Body],
) -> None:
    variants = [instances(model, "all", of=instance_type)]
    endpoint = RealTimeEndpoint(stack, "Demand", variants=variants)

    EndpointDashboard(stack, "Dashboard", endpoints=[endpoint])

    assert ("GPU" in graphs_of(body(stack))) is shown


def test_nothing_is_kept_warm_so_nothing_of_it_is_shown(
    stack: cdk.Stack, model: Model, body: Callable[[cdk.Stack], Body]
) -> None:
    endpoint = ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=5)

    EndpointDashboard(stack, "Dashboard", endpoints=[endpoint])

    assert not [title for title in graphs_of(body(stack)) if "rovisioned" in title]


def test_alarms_are_shown_by_their_state_and_their_threshold(
    stack: cdk.Stack, model: Model, body: Callable[[cdk.Stack], Body]
) -> None:
    made = cloudwatch.CfnAlarm(
        stack, "Made", comparison_operator="GreaterThanThreshold", evaluation_periods=1
    )
    arn = "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:theirs"
    theirs = cloudwatch.Alarm.from_alarm_arn(stack, "Theirs", arn)
    watched = DashboardEndpoint(endpoint=serverless(stack, model), alarms=[made, theirs])

    EndpointDashboard(stack, "Dashboard", endpoints=[watched])

    widgets = body(stack)["widgets"]
    (states,) = (widget for widget in widgets if widget["type"] == "alarm")
    assert states["properties"]["alarms"] == ["${Made.Arn}", arn]
    noted = [widget["properties"].get("annotations", {}).get("alarms") for widget in widgets]
    assert [each for each in noted if each] == [["${Made.Arn}"], [arn]]


def test_endpoint_of_another_account_and_region_is_read_there(
    stack: cdk.Stack, model: Model, body: Callable[[cdk.Stack], Body]
) -> None:
    EndpointDashboard(stack, "Dashboard", endpoints=[imported(stack, model)])

    for graph in graphs_of(body(stack)).values():
        assert (graph["region"], graph["accountId"]) == ("us-east-1", "222222222222")


def test_endpoint_of_another_region_is_known_by_its_fixed_name(
    app: cdk.App, stack: cdk.Stack, body: Callable[[cdk.Stack], Body]
) -> None:
    place = cdk.Environment(account="111111111111", region="us-east-1")
    there = cdk.Stack(app, "There", env=place)
    image = ContainerImage.from_uri("111111111111.dkr.ecr.us-east-1.amazonaws.com/forecaster:1")
    model = Model(there, "Model", containers=[ContainerDefinition(image=image)])
    endpoint = RealTimeEndpoint(
        there, "Demand", variants=[instances(model, "all")], endpoint_name="demand"
    )

    EndpointDashboard(stack, "Dashboard", endpoints=[endpoint])

    graph = graphs_of(body(stack))["Invocations"]
    assert graph["region"] == "us-east-1"
    assert "accountId" not in graph
    assert graph["metrics"][0][2:4] == ["EndpointName", "demand"]


def test_region_of_an_agnostic_stack_is_that_of_the_deploy(
    agnostic_stack: cdk.Stack, body: Callable[[cdk.Stack], Body]
) -> None:
    endpoint = Endpoint.from_endpoint_name(agnostic_stack, "Demand", "demand")

    EndpointDashboard(agnostic_stack, "Dashboard", endpoints=[endpoint])

    graph = graphs_of(body(agnostic_stack))["Invocations"]
    assert graph["region"] == "${AWS::Region}"
    assert "accountId" not in graph


def test_place_of_an_arn_that_only_the_deploy_knows_is_taken_from_it(
    stack: cdk.Stack, resources: Resources
) -> None:
    arn = cdk.CfnParameter(stack, "Arn").value_as_string
    endpoint = Endpoint.from_endpoint_arn(stack, "Late", arn)

    EndpointDashboard(stack, "Dashboard", endpoints=[endpoint])

    (properties,) = resources(stack, DASHBOARD)
    split = {"Fn::Split": [":", {"Ref": "Arn"}]}
    parts = properties["DashboardBody"]["Fn::Join"][1]
    for place in (3, 4):
        assert {"Fn::Select": [place, split]} in parts


def test_variants_of_an_import_are_shown_when_they_are_told(
    stack: cdk.Stack, model: Model, body: Callable[[cdk.Stack], Body]
) -> None:
    told = DashboardEndpoint(endpoint=imported(stack, model), variant_names=["now", "next"])

    EndpointDashboard(stack, "Dashboard", endpoints=[told])

    graphs = graphs_of(body(stack))
    assert {"Share of traffic", "Instances that answer"} <= graphs.keys()
    assert "annotations" not in graphs["Share of traffic"]
    assert "SEARCH" not in json.dumps(graphs)


def test_imported_components_are_shown(
    stack: cdk.Stack, model: Model, body: Callable[[cdk.Stack], Body]
) -> None:
    endpoint = imported(stack, model)
    chat = InferenceComponent.from_component_name(stack, "Chat", "chat", endpoint=endpoint)

    EndpointDashboard(
        stack,
        "Dashboard",
        endpoints=[DashboardEndpoint(endpoint=endpoint, components=[chat])],
    )

    shown = graphs_of(body(stack))
    assert shown["Copies that answer"]["metrics"][0][2:4] == ["InferenceComponentName", "chat"]
    assert "SEARCH" in shown["CPU"]["metrics"][0][0]["expression"]
    assert "SEARCH" not in json.dumps(shown["Invocations"])


def test_named_instances_of_imported_components_are_shown(
    stack: cdk.Stack, model: Model, body: Callable[[cdk.Stack], Body]
) -> None:
    endpoint = imported(stack, model)
    chat = InferenceComponent.from_component_name(stack, "Chat", "chat", endpoint=endpoint)
    told = DashboardEndpoint(endpoint=endpoint, components=[chat], variant_names=["all"])

    EndpointDashboard(stack, "Dashboard", endpoints=[told])

    (cpu,) = graphs_of(body(stack))["CPU"]["metrics"]
    assert cpu[1:6] == ["CPUUtilization", "EndpointName", "demand", "VariantName", "all"]


def test_imported_async_endpoint_has_a_backlog(
    stack: cdk.Stack, body: Callable[[cdk.Stack], Body]
) -> None:
    endpoint = AsyncEndpoint.from_endpoint_name(stack, "Backfill", "backfill")

    EndpointDashboard(stack, "Dashboard", endpoints=[endpoint])

    first, *_others = graphs_of(body(stack))["Backlog"]["metrics"]
    assert first[1:4] == ["ApproximateBacklogSize", "EndpointName", "backfill"]


def test_name_period_and_interval_are_rendered(
    stack: cdk.Stack,
    endpoint: RealTimeEndpoint,
    resources: Resources,
    body: Callable[[cdk.Stack], Body],
) -> None:
    dashboard = EndpointDashboard(
        stack,
        "Dashboard",
        endpoints=[endpoint],
        dashboard_name="demand_of-today",
        period=cdk.Duration.minutes(1),
        default_interval=cdk.Duration.hours(12),
    )

    (properties,) = resources(stack, DASHBOARD)
    assert properties["DashboardName"] == "demand_of-today"
    assert body(stack)["start"] == "-PT12H"
    assert {graph["period"] for graph in graphs_of(body(stack)).values()} == {60}
    assert dashboard.cfn_dashboard.dashboard_name == "demand_of-today"
    assert "Ref" in stack.resolve(dashboard.dashboard_name)


def test_period_may_be_known_at_the_deploy_alone(
    stack: cdk.Stack,
    endpoint: RealTimeEndpoint,
    late_number: float,
    resources: Resources,
) -> None:
    period = cdk.Duration.seconds(late_number)

    EndpointDashboard(stack, "Dashboard", endpoints=[endpoint], period=period)

    (properties,) = resources(stack, DASHBOARD)
    assert {"Ref": "Late"} in properties["DashboardBody"]["Fn::Join"][1]


def test_faults_are_told_at_once(stack: cdk.Stack) -> None:
    with pytest.raises(ConfigurationError) as told:
        EndpointDashboard(
            stack, "Dashboard", dashboard_name="of today", period=cdk.Duration.seconds(90)
        )

    assert told.value.faults == (
        (
            "dashboard_name: got 'of today', allowed is 1 to 255 letters, digits, hyphens and "
            "underscores"
        ),
        "period: got 90 seconds, allowed are whole minutes from 1 to 1,440",
        "nothing to show: give endpoints or batch_transforms",
    )
    assert "EndpointDashboard 'Stack/Dashboard'" in str(told.value)


@pytest.mark.parametrize(("length", "taken"), [(255, True), (256, False)])
def test_name_has_255_characters_at_most(
    length: int,
    taken: bool,  # noqa: FBT001  # a parameter of the test
    stack: cdk.Stack,
    endpoint: RealTimeEndpoint,
) -> None:
    given: dict[str, Any] = {"endpoints": [endpoint], "dashboard_name": "a" * length}

    if taken:
        EndpointDashboard(stack, "Dashboard", **given)
    else:
        with pytest.raises(ConfigurationError, match="dashboard_name"):
            EndpointDashboard(stack, "Dashboard", **given)


def test_what_is_given_twice_is_refused(
    stack: cdk.Stack, model: Model, endpoint: RealTimeEndpoint
) -> None:
    nightly = batch(stack, model)

    with pytest.raises(ConfigurationError) as told:
        EndpointDashboard(
            stack,
            "Dashboard",
            endpoints=[endpoint, DashboardEndpoint(endpoint=endpoint)],
            batch_transforms=[nightly, nightly],
        )

    assert told.value.faults == (
        "endpoints[1]: it is shown already; give each endpoint once",
        "batch_transforms[1]: it is shown already; give each batch transform once",
    )


def test_names_of_variants_are_for_imports_alone(
    stack: cdk.Stack, endpoint: RealTimeEndpoint
) -> None:
    told = DashboardEndpoint(endpoint=endpoint, variant_names=["champion"])

    with pytest.raises(ConfigurationError, match=r"endpoints\[0\]: variant_names: got .*champion"):
        EndpointDashboard(stack, "Dashboard", endpoints=[told])


def test_what_nobody_knows_in_another_region_is_refused(
    china_stack: cdk.Stack, stack: cdk.Stack, model: Model, endpoint: RealTimeEndpoint
) -> None:
    nightly = batch(stack, model)

    with pytest.raises(ConfigurationError) as told:
        EndpointDashboard(
            china_stack, "Dashboard", endpoints=[endpoint], batch_transforms=[nightly]
        )

    assert [fault.partition(":")[0] for fault in told.value.faults] == [
        "endpoints[0]",
        "batch_transforms[0]",
    ]
    assert "give it an endpoint_name" in told.value.faults[0]


def import_with_components(stack: cdk.Stack, count: int) -> DashboardEndpoint:
    endpoint = Endpoint.from_endpoint_name(stack, "Shared", "shared")
    components = [
        InferenceComponent.from_component_name(stack, f"C{number}", f"c{number}", endpoint=endpoint)
        for number in range(count)
    ]
    return DashboardEndpoint(endpoint=endpoint, components=components)


def test_graph_has_500_lines_at_most(stack: cdk.Stack) -> None:
    # Each has its model latency by four statistics, hidden in microseconds and shown in ms.
    many = import_with_components(stack, 63)

    with pytest.raises(ConfigurationError) as told:
        EndpointDashboard(stack, "Dashboard", endpoints=[many])

    (fault,) = told.value.faults
    assert fault == (
        "endpoints[0]: 'Model latency' would have 504 metrics and expressions, allowed are 500 in "
        "a widget"
    )


def test_graph_of_496_lines_is_taken(stack: cdk.Stack, body: Callable[[cdk.Stack], Body]) -> None:
    EndpointDashboard(stack, "Dashboard", endpoints=[import_with_components(stack, 62)])

    assert len(graphs_of(body(stack))["Model latency"]["metrics"]) == 496


def test_dashboard_has_2500_metrics_at_most(stack: cdk.Stack) -> None:
    names = [f"v{number}" for number in range(10)]
    many = [
        DashboardEndpoint(
            endpoint=Endpoint.from_endpoint_name(stack, f"E{number}", f"e{number}"),
            variant_names=names,
        )
        for number in range(15)
    ]

    EndpointDashboard(stack, "Fits", endpoints=many[:14])
    with pytest.raises(ConfigurationError) as told:
        EndpointDashboard(stack, "Dashboard", endpoints=many)

    (fault,) = told.value.faults
    assert fault.startswith("endpoints: they make 2550 metrics, allowed are 2500; spread them")


def test_widget_has_100_alarms_and_dashboard_500_widgets_at_most(
    stack: cdk.Stack, endpoint: RealTimeEndpoint
) -> None:
    arn = "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:theirs"
    alarm = cloudwatch.Alarm.from_alarm_arn(stack, "Theirs", arn)

    EndpointDashboard(
        stack, "Fits", endpoints=[DashboardEndpoint(endpoint=endpoint, alarms=[alarm] * 100)]
    )
    many = DashboardEndpoint(endpoint=endpoint, alarms=[alarm] * 500)
    with pytest.raises(ConfigurationError) as told:
        EndpointDashboard(stack, "Dashboard", endpoints=[many])

    of_alarms, of_widgets = told.value.faults
    assert of_alarms == "endpoints[0]: alarms: got 500, allowed are 100 in a widget"
    assert of_widgets.startswith("endpoints: they make 509 widgets, allowed are 500;")


def test_dashboard_sends_four_messages_beside_the_places_of_what_it_shows(
    stack: cdk.Stack, model: Model, endpoint: RealTimeEndpoint
) -> None:
    hosted = [endpoint, serverless(stack, model), asynchronous(stack, model)]

    with recorded() as messages:
        EndpointDashboard(stack, "Dashboard", endpoints=hosted)

    told = [f"{each.api} {each.subject}" for each in messages]
    places, others = told[:-4], told[-4:]
    assert set(places) == {"staticinvoke aws-cdk-lib.Stack.of"}
    assert len(places) <= len(hosted)  # each is asked once where it is
    assert others == [
        "create constructs.Construct",
        "staticinvoke aws-cdk-lib.Stack.of",
        "invoke aws-cdk-lib.Stack.toJsonString",
        "define aws-cdk-lib.aws_cloudwatch.CfnDashboard",
    ]


def test_checks_find_nothing_in_a_template_with_a_dashboard(
    stack: cdk.Stack,
    model: Model,
    template: Callable[[cdk.Stack], dict[str, Any]],
    tmp_path: Path,
) -> None:
    EndpointDashboard(
        stack, "Dashboard", endpoints=[real_time(stack, model), serverless(stack, model)]
    )
    path = tmp_path / "Stack.template.json"
    path.write_text(json.dumps(template(stack)))

    assert list(check(read_templates([path]))) == []
