"""Replays requests through templates; the arithmetic stands in each test.

ml.c6i.large costs 0.10 an hour here, ml.g5.2xlarge 1.50, a second of a serverless container with
2 GB 0.00004, or 0.00002 on a warm one, of which each costs 0.00001 a second. A month has 730 hours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.templates import read_templates
from sagemaker_hosting.traffic import (
    Assumptions,
    Part,
    Replay,
    Row,
    Trace,
    UnusableTrace,
    json_report,
    read_trace,
    replay,
    text_report,
)
from tests.unit.sagemaker_hosting.cost.bills import (
    REGION,
    TABLES,
    endpoint,
    predefined,
    prices_of,
    scaling,
    serverless,
    variant,
)

PER_INSTANCE = "SageMakerVariantInvocationsPerInstance"
AT_A_TIME = "SageMakerVariantConcurrentRequestsPerModelHighResolution"
UTILIZATION = "SageMakerVariantProvisionedConcurrencyUtilization"
PER_COPY = "SageMakerInferenceComponentInvocationsPerCopy"
COPIES = "sagemaker:inference-component:DesiredCopyCount"
WARM = "sagemaker:variant:DesiredProvisionedConcurrency"
MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)
REAL = Path(__file__).parent / "elb_request_count_8c0756.csv"

ReplayOf = Callable[..., tuple[Replay, ...]]


def trace(*minutes: float) -> Trace:
    return Trace(name="requests.csv", start=MIDNIGHT, interval=60, counts=minutes)


@pytest.fixture
def replays(tmp_path: Path) -> ReplayOf:
    """Replays resources as the template prod/Demand.json."""

    def find(resources: Mapping[str, Any], came: Any, **more: Any) -> tuple[Replay, ...]:
        folder = tmp_path / "prod"
        folder.mkdir(exist_ok=True)
        (folder / "Demand.json").write_text(json.dumps({"Resources": resources}))
        traces = came if isinstance(came, dict) else {None: came}
        templates = read_templates([folder], region=more.pop("region", REGION))
        return replay(templates, traces, prices=prices_of(TABLES), **more)

    return find


def only(found: tuple[Replay, ...]) -> tuple[Part, dict[str, Row]]:
    """The one part of the one replay, and its rows by their titles."""
    ((part,),) = (each.parts for each in found)
    return part.part, {row.title: row for row in part.rows}


def usd(row: Row) -> str:
    return str(row.usd)


def test_scaled_variant_is_replayed_as_written_and_as_it_could_be(replays: ReplayOf) -> None:
    resources = endpoint(variant()) | scaling(1, 4, **predefined(PER_INSTANCE, 100))

    part, rows = only(replays(resources, trace(*[250] * 20)))

    assert list(rows) == [
        "as written", "start in 3 min, not 6", "start in 12 min", "no more can be had", "always 2",
    ]  # fmt: skip
    # One instance for 10 minutes, then 3: 2 on average. 730 h x 0.10 x 2.
    assert (rows["as written"].mean, usd(rows["as written"])) == (2, "146.00")
    # Twice the target is what one bears: 200. 50 of 250 find no room in each of 10 minutes.
    assert (rows["as written"].short_minutes, rows["as written"].short_requests) == (10, 500)
    assert rows["start in 3 min, not 6"].short_minutes == 7
    assert rows["start in 12 min"].short_minutes == 16
    assert rows["no more can be had"].short_minutes == 20
    assert (rows["always 2"].short_requests, usd(rows["always 2"])) == (0, "146.00")
    assert part.notes == (
        "one bears 200 requests a minute: twice the target of 100, as AWS advises",
    )


def test_stated_capacity_holds_before_twice_the_target(replays: ReplayOf) -> None:
    resources = endpoint(variant()) | scaling(1, 4, **predefined(PER_INSTANCE, 100))

    part, rows = only(replays(resources, trace(*[250] * 20), capacities={"demand": 125.0}))

    assert rows["as written"].short_requests == 10 * 125
    assert part.notes == ()


def test_variants_get_requests_by_their_weights(replays: ReplayOf) -> None:
    resources = endpoint(
        variant("champion", InitialVariantWeight=3), variant("challenger", InitialVariantWeight=1)
    )

    ((champion, challenger),) = (
        each.parts for each in replays(resources, trace(40, 80), capacities={None: 50.0})
    )

    assert (champion.part.name, challenger.part.name) == ("Demand/champion", "Demand/challenger")
    assert (champion.requests, challenger.requests) == (90, 30)
    assert champion.rows[0].short_requests == 10
    assert challenger.rows[0].short_requests == 0


def test_concurrency_needs_the_duration_that_traffic_states(replays: ReplayOf) -> None:
    scaled = scaling(1, 4, **predefined(AT_A_TIME, 5))

    unknown, _ = only(replays(endpoint(variant()) | scaled, trace(100, 100)))
    known, rows = only(
        replays(
            endpoint(variant(), traffic={"requests_per_day": 1, "duration_ms": 6000}) | scaled,
            trace(*[100] * 20),
        )
    )

    assert unknown.fleet is None
    assert unknown.notes[0] == (
        f"policy PolicyAllTraffic is not replayed: {AT_A_TIME} needs the duration of a request: "
        "state duration_ms"
    )
    # 10 at a time of 6 s by a target of 5. Twice that, 10 at a time, are 100 a minute.
    assert rows["as written"].highest == 2
    assert known.notes == (
        "one bears 100 requests a minute: twice the target of 5 at a time, of 6 s each",
    )


def test_utilization_follows_what_one_bears(replays: ReplayOf) -> None:
    # ml.c6i.large has 2 vCPUs: 200 % at 100 requests a minute. 150 on one are all of it; by a
    # target of 100 % that is 2, on which they are 75 each: 150 %, and 3, on which they are 100 %.
    custom: dict[str, Any] = {
        "CustomizedMetricSpecification": {
            "MetricName": "CPUUtilization", "Namespace": "/aws/sagemaker/Endpoints",
            "Statistic": "Average",
        },
        "TargetValue": 100,
    }  # fmt: skip
    resources = endpoint(variant()) | scaling(1, 4, **custom)

    _, rows = only(replays(resources, trace(*[150] * 40), capacities={None: 100.0}))

    assert rows["as written"].highest == 3


def test_metric_that_no_request_tells_is_named(replays: ReplayOf) -> None:
    custom: dict[str, Any] = {
        "CustomizedMetricSpecification": {"MetricName": "Temperature", "Namespace": "Mine"},
        "TargetValue": 100,
    }

    part, rows = only(replays(endpoint(variant()) | scaling(1, 4, **custom), trace(1, 1)))

    assert not rows
    assert part.notes[0] == (
        "policy PolicyAllTraffic is not replayed: Temperature does not follow from requests"
    )


def test_parameter_without_a_default_is_not_replayed(replays: ReplayOf) -> None:
    resources = endpoint(variant(InitialInstanceCount={"Ref": "Count"}))

    part, rows = only(replays(resources, trace(1, 1)))

    assert not rows
    assert part.notes[0] == (
        "the number of its instances is known to the deploy alone, so that it is not replayed"
    )


def test_serverless_variant_throttles_above_its_concurrency(replays: ReplayOf) -> None:
    # 60 a minute of 1 s are a load of 1: by Erlang's formula, of 2 at a time a fifth is throttled.
    traffic = {"requests_per_day": 1, "duration_ms": 1000}
    resources = endpoint(serverless(MaxConcurrency=2), traffic=traffic)

    part, rows = only(replays(resources, trace(60, 60)))

    row = rows["as written"]
    assert list(rows) == ["as written"]
    assert row.short_requests == pytest.approx(24)
    assert row.on_demand == pytest.approx(96)
    # 0.8 s of each second are worked: 0.8 x 2,628,000 s x 0.00004.
    assert usd(row) == "84.10"
    assert part.fleet is not None
    assert part.fleet.high == 0


def test_warm_containers_answer_before_others_and_scale_on_their_utilization(
    replays: ReplayOf,
) -> None:
    traffic = {"requests_per_day": 1, "duration_ms": 1000}
    resources = endpoint(
        serverless(MaxConcurrency=20, ProvisionedConcurrency=1), traffic=traffic
    ) | scaling(1, 4, dimension=WARM, **predefined(UTILIZATION, 0.25))

    _, rows = only(replays(resources, trace(*[60] * 60)))

    row, fixed = rows["as written"], rows["no more can be had"]
    # A load of 1 on one: half of it is answered there, 50 %, twice the target: 2 containers, on
    # which 0.8 of it is: 40 %, and 4, on which 1 - 1/65 is: 24.6 %.
    assert row.highest == 4
    assert fixed.on_demand == pytest.approx(60 * 60 / 2)
    # 0.5 s of each second on demand x 0.00004, 0.5 s on the warm one x 0.00002, and 1 warm
    # container x 0.00001: 0.00004 x 2,628,000 s.
    assert usd(fixed) == "105.12"


def test_asynchronous_variant_answers_its_queue(replays: ReplayOf) -> None:
    asynchronous = {"OutputConfig": {}, "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 2}}
    traffic = {"requests_per_day": 1, "duration_ms": 30_000}
    resources = endpoint(variant(), traffic=traffic, AsyncInferenceConfig=asynchronous)

    part, rows = only(replays(resources, trace(12, 0, 0, 0)))

    # 2 at a time of half a minute: 4 a minute. 12 take three minutes: the last waits two.
    assert rows["as written"].longest_wait == 120
    assert part.notes == ("one answers 4 requests a minute: 2 at a time, of 30 s each",)


def components(*copies: tuple[str, int, Mapping[str, Any]]) -> dict[str, Any]:
    """An endpoint of ml.g5.2xlarge, at most 4, with components that take an eighth of its memory.

    ml.g5.2xlarge has 32 GiB.
    """
    host = {
        "VariantName": "AllTraffic", "InstanceType": "ml.g5.2xlarge", "InitialInstanceCount": 1,
        "ManagedInstanceScaling": {"MinInstanceCount": 0, "MaxInstanceCount": 4},
    }  # fmt: skip
    found = endpoint(host)
    for name, count, scaled in copies:
        found[name] = {
            "Type": "AWS::SageMaker::InferenceComponent",
            "Properties": {
                "InferenceComponentName": name.lower(), "EndpointName": {"Ref": "Endpoint"},
                "VariantName": "AllTraffic", "RuntimeConfig": {"CopyCount": count},
                "Specification": {
                    "ModelName": "nlinear",
                    "ComputeResourceRequirements": {"MinMemoryRequiredInMb": 4096},
                },
            },
        }  # fmt: skip
        found |= scaled
    return found


def scaled_copies(name: str, low: int, high: int, target: float) -> dict[str, Any]:
    return scaling(
        low, high, name=name, dimension=COPIES, resource_id=f"inference-component/{name.lower()}",
        **predefined(PER_COPY, target),
    )  # fmt: skip


def test_copies_of_components_need_instances_together(replays: ReplayOf) -> None:
    resources = components(("Chronos", 6, {}), ("Small", 1, scaled_copies("Small", 1, 12, 10)))

    chronos, small = replays(resources, {"chronos": trace(*[1] * 20), "small": trace(*[100] * 20)})

    # 1 copy for 13 minutes, then 10: with 6 others 7 and 16 eighths of an instance: 1, then 2.
    assert (small.name, small.parts[0].rows[0].mean) == ("Demand/Small", 4.15)
    assert small.parts[0].rows[0].usd is None
    assert chronos.instances is None
    assert small.instances is not None
    assert (small.instances.mean, small.instances.highest) == (1.35, 2)
    assert str(small.instances.usd) == "1,478.25"


def test_requests_of_an_endpoint_are_those_of_its_only_component(replays: ReplayOf) -> None:
    resources = components(("Chronos", 1, {}))

    [found] = replays(resources, trace(10, 20))

    assert (found.name, found.parts[0].requests) == ("Demand/Chronos", 30)


def test_request_to_no_copy_finds_no_room(replays: ReplayOf) -> None:
    resources = components(("Chronos", 0, {}))

    [found] = replays(resources, trace(10, 20))

    assert found.parts[0].rows[0].short_requests == 30


def test_price_that_is_not_known_is_told(replays: ReplayOf) -> None:
    part, rows = only(replays(endpoint(variant(InstanceType="ml.p4d.24xlarge")), trace(1, 1)))

    assert usd(rows["as written"]) == "not known"
    assert part.notes[-1] == "no price of ml.p4d.24xlarge in eu-west-1"


def test_accelerated_instances_take_longer_to_start(replays: ReplayOf) -> None:
    resources = endpoint(variant(InstanceType="ml.g5.2xlarge")) | scaling(
        1, 4, **predefined(PER_INSTANCE, 100)
    )

    _, rows = only(replays(resources, trace(*[250] * 20)))

    assert rows["as written"].short_minutes == 13
    assert "start in 4.5 min, not 9" in rows


def test_trace_needs_a_name_where_there_are_several_endpoints(replays: ReplayOf) -> None:
    resources = endpoint(variant())
    other = {"Type": "AWS::SageMaker::Endpoint", "Properties": {"EndpointName": "other"}}

    with pytest.raises(UnusableTrace) as caught:
        replays({**resources, "Other": other}, trace(1, 1))

    assert str(caught.value) == (
        "requests.csv: whose requests are these? Name the endpoint, as in "
        "--trace NAME=requests.csv: Demand/Endpoint, Demand/Other"
    )


def test_all_names_of_nothing_are_told(replays: ReplayOf) -> None:
    with pytest.raises(UnusableTrace) as caught:
        replays(
            endpoint(variant()),
            {"demnd": trace(1, 1), "demand": trace(1, 1)},
            capacities={"supply": 1.0},
        )

    unknown = "the templates have no endpoint or component of this name; nearest: Demand"
    assert str(caught.value).splitlines() == [
        f"--trace demnd: {unknown}",
        f"--capacity supply: {unknown}",
    ]


def test_templates_without_endpoints_replay_nothing(replays: ReplayOf) -> None:
    with pytest.raises(UnusableTrace, match="these templates have no endpoint"):
        replays({"Topic": {"Type": "AWS::SNS::Topic"}}, trace(1, 1))


def test_report_for_people_tells_trace_fleet_rows_and_assumptions(replays: ReplayOf) -> None:
    resources = endpoint(variant()) | scaling(1, 4, **predefined(PER_INSTANCE, 100))
    found = replays(resources, trace(*[250] * 20).times(2))

    text = text_report(found, assumptions=Assumptions())

    lines = text.splitlines()
    assert lines[0] == (
        "requests.csv x 2: 2026-06-01 00:00 to 2026-06-01 00:20 UTC, 10,000 requests, 500 in the "
        "busiest minute"
    )
    assert lines[2] == "prod: Demand, ml.c6i.large, 1 to 4 instances"
    rows = [line.split() for line in lines]
    assert ["as", "written", "2.50", "4", "1", "0", "10", "3,000", "182.50"] in rows
    assert ["always", "3", "3.00", "3", "0", "0", "0", "0", "219.00"] in rows
    assert lines[-1].startswith("alarms see 3 min above the target, or 15 below 0.9 of it, 60 s")


def test_gaps_of_a_trace_are_told(replays: ReplayOf) -> None:
    text = text_report(replays(endpoint(variant()), read_trace(REAL)), assumptions=Assumptions())

    assert "8 of 4,040 intervals of 300 s are missing: they count as without requests" in text


def test_report_for_programs_has_what_people_are_told(replays: ReplayOf) -> None:
    resources = endpoint(variant()) | scaling(1, 4, **predefined(PER_INSTANCE, 100))

    report = json.loads(
        json_report(replays(resources, trace(*[250] * 20)), assumptions=Assumptions())
    )

    [found] = report["replays"]
    [part] = found["parts"]
    assert report["assumptions"]["provisioning"] == 360
    assert found["trace"]["requests"] == 5000
    assert (part["name"], part["min"], part["max"]) == ("Demand", 1, 4)
    assert part["rows"][0] == {
        "condition": "as_written", "title": "as written", "mean": 2.0, "lowest": 1, "highest": 3,
        "added": 1, "removed": 0, "short_minutes": 10.0, "short_requests": 500.0,
        "worst": {
            "start": "2026-06-01T00:00:00+00:00", "end": "2026-06-01T00:10:00+00:00",
            "requests": 500.0, "times": 1,
        },
        "longest_wait": None, "on_demand": None, "month": {"usd": 146.0, "at_least": False},
    }  # fmt: skip
    assert [row["condition"] for row in part["rows"]] == [
        "as_written", "starts_sooner", "starts_later", "no_more", "always",
    ]  # fmt: skip


def test_least_minimum_that_has_room_is_found_and_priced(replays: ReplayOf) -> None:
    # 150 a minute for a while, then 350: 2 are there, each bears 200. 1 at first is too few.
    resources = endpoint(variant()) | scaling(1, 6, **predefined(PER_INSTANCE, 100))
    came = trace(*[50] * 20, *[350] * 20, *[550] * 20)

    _, rows = only(replays(resources, came))

    assert (rows["as written"].short_requests or 0) > 0
    assert rows["at least 2, not 1"].short_requests == 0
    assert rows["at least 2, not 1"].lowest == 2
    assert rows["at least 2, not 1"].mean > rows["as written"].mean
    assert "always 3" in rows


def test_minimum_is_that_of_scheduled_actions_too(replays: ReplayOf) -> None:
    resources = endpoint(variant()) | scaling(1, 6, **predefined(PER_INSTANCE, 100))
    resources["TargetAllTraffic"]["Properties"]["ScheduledActions"] = [
        {
            "ScheduledActionName": "night", "Schedule": "cron(0 0 * * ? *)",
            "ScalableTargetAction": {"MinCapacity": 1, "MaxCapacity": 6},
        }
    ]  # fmt: skip

    _, rows = only(replays(resources, trace(*[50] * 20, *[350] * 20, *[550] * 20)))

    assert rows["at least 2"].short_requests == 0


def test_no_minimum_is_looked_for_where_there_is_room(replays: ReplayOf) -> None:
    resources = endpoint(variant()) | scaling(1, 6, **predefined(PER_INSTANCE, 100))

    _, rows = only(replays(resources, trace(*[150] * 20, *[350] * 20)))

    assert rows["as written"].short_requests == 0
    assert not [title for title in rows if title.startswith("at least")]


def test_time_of_most_requests_without_room_is_told(replays: ReplayOf) -> None:
    came = trace(10, 70, 10, 90, 80, 10)

    found = replays(endpoint(variant()), came, capacities={None: 60.0})

    text = text_report(found, assumptions=Assumptions())
    assert (
        "  worst of 2 times: 2026-06-01 00:03 to 00:05 UTC, 50 requests too many"
        in text.splitlines()
    )


def test_what_there_is_room_for_by_all_but_rounding_is_not_short(replays: ReplayOf) -> None:
    # A tenth of 3 requests is 0.3 and a little.
    variants = [variant("a", InitialVariantWeight=1), variant("b", InitialVariantWeight=9)]

    [found] = replays(endpoint(*variants), trace(3, 3), capacities={None: 0.3})

    assert found.parts[0].rows[0].short_minutes == 0


def test_variant_has_the_capacity_of_its_own_name(replays: ReplayOf) -> None:
    resources = endpoint(variant("champion"), variant("challenger"))

    [found] = replays(
        resources, trace(40, 80), capacities={"demand/champion": 10.0, "demand": 30.0}
    )

    assert [part.rows[0].short_requests for part in found.parts] == [10 + 30, 10]


def test_capacity_of_a_variant_that_is_not_there_is_told(replays: ReplayOf) -> None:
    with pytest.raises(UnusableTrace, match="--capacity demand/champon: the templates have no"):
        replays(endpoint(variant("champion")), trace(1, 1), capacities={"demand/champon": 1.0})


@pytest.mark.parametrize("name", [None, "demand"])
def test_requests_of_several_components_are_not_given_to_each(
    replays: ReplayOf, name: str | None
) -> None:
    resources = components(("Chronos", 1, {}), ("Small", 1, {}))

    with pytest.raises(UnusableTrace) as caught:
        replays(resources, {name: trace(10, 20)})

    assert str(caught.value) == (
        "requests.csv: whose requests are these? Name the component, as in "
        "--trace NAME=requests.csv: Demand/Chronos, Demand/Small"
    )


def test_component_is_meant_by_the_name_that_reports_give_it(replays: ReplayOf) -> None:
    resources = components(("Chronos", 1, {}), ("Small", 1, {}))

    [found] = replays(resources, {"Demand/Small": trace(10, 20)})

    assert (found.name, found.parts[0].requests) == ("Demand/Small", 30)


def test_weights_that_are_all_0_are_told(replays: ReplayOf) -> None:
    part, rows = only(replays(endpoint(variant(InitialVariantWeight=0)), trace(1, 1)))

    assert not rows
    assert part.notes == (
        "its share is not known: a weight is known to the deploy alone, or all are 0",
    )


def test_shadow_variant_gets_copies_of_requests(replays: ReplayOf) -> None:
    shadow = variant("shadow", InitialVariantWeight=0.5)
    resources = endpoint(variant("champion"), ShadowProductionVariants=[shadow])

    [found] = replays(resources, trace(40, 80), capacities={None: 50.0})

    assert [part.requests for part in found.parts] == [120, 60]


def test_metric_that_an_endpoint_does_not_have_is_named(replays: ReplayOf) -> None:
    asynchronous: dict[str, Any] = {"OutputConfig": {}}
    traffic = {"requests_per_day": 1, "duration_ms": 30_000}
    invocations = endpoint(variant(), traffic=traffic, AsyncInferenceConfig=asynchronous) | scaling(
        0, 4, **predefined(PER_INSTANCE, 5)
    )
    backlog = endpoint(variant()) | scaling(
        1, 4, **custom("ApproximateBacklogSizePerInstance", "Average")
    )

    unpublished, _ = only(replays(invocations, trace(1, 1)))
    elsewhere, _ = only(replays(backlog, trace(1, 1), capacities={None: 1.0}))

    assert unpublished.notes[0] == (
        "policy PolicyAllTraffic is not replayed: asynchronous endpoints have no metric "
        f"{PER_INSTANCE}"
    )
    [note] = elsewhere.notes
    assert note == (
        "policy PolicyAllTraffic is not replayed: ApproximateBacklogSizePerInstance is a metric "
        "of asynchronous endpoints alone"
    )


def custom(metric: str, statistic: str) -> dict[str, Any]:
    return {
        "CustomizedMetricSpecification": {
            "MetricName": metric, "Namespace": "AWS/SageMaker", "Statistic": statistic,
        },
        "TargetValue": 100,
    }  # fmt: skip


def test_invocations_are_counted_by_their_sum_alone(replays: ReplayOf) -> None:
    found = {
        statistic: only(
            replays(
                endpoint(variant()) | scaling(1, 4, **custom("InvocationsPerInstance", statistic)),
                trace(*[250] * 20),
            )
        )
        for statistic in ("Sum", "Average")
    }

    assert found["Sum"][1]["as written"].highest == 3
    assert found["Average"][0].notes[0] == (
        "policy PolicyAllTraffic is not replayed: it follows the Average of "
        "InvocationsPerInstance, and its Sum counts requests"
    )


def test_stated_requests_are_told_beside_those_of_a_day_or_more(replays: ReplayOf) -> None:
    resources = endpoint(variant(), traffic={"requests_per_day": 2000})

    of_a_day, of_an_hour = (
        text_report(replays(resources, trace(*[1] * minutes)), assumptions=Assumptions())
        for minutes in (2880, 60)
    )

    assert "  2,000 requests a day are stated; this trace has 1,440" in of_a_day.splitlines()
    assert "are stated" not in of_an_hour


def test_columns_are_as_wide_as_their_figures(replays: ReplayOf) -> None:
    found = replays(endpoint(variant()), trace(1e12, 1e12), capacities={None: 1.0})

    [row] = [
        line
        for line in text_report(found, assumptions=Assumptions()).splitlines()
        if "as written" in line
    ]

    assert row.split()[2:] == ["1.00", "1", "0", "0", "2", "1,999,999,999,998", "73.00"]


def test_high_resolution_is_told_where_it_is_taken_for_granted(replays: ReplayOf) -> None:
    traffic = {"requests_per_day": 1, "duration_ms": 6000}
    resources = endpoint(variant(), traffic=traffic) | scaling(1, 4, **predefined(AT_A_TIME, 5))

    text = text_report(replays(resources, trace(1, 1)), assumptions=Assumptions())

    assert text.splitlines()[-1] == (
        "of high resolution 3 datapoints of 10 s above it, or 90 below, 10 s later"
    )


def test_two_weeks_are_replayed_alike_every_time(replays: ReplayOf) -> None:
    resources = endpoint(variant()) | scaling(1, 8, **predefined(PER_INSTANCE, 900))
    came = read_trace(REAL).times(60)

    first, second = (replays(resources, came) for _ in range(2))

    assert first == second
    _, rows = only(first)
    assert rows["start in 12 min"].short_requests > rows["as written"].short_requests  # type: ignore[operator]  # known
    assert rows["always 5"].short_requests == 0
